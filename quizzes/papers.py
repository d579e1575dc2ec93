"""The paper of an attempt: which questions its quiz deals, in their current versions."""

from quizzes.bank import place_of, read_bank
from quizzes.dealing import Bank, Entry, deal_paper, option_order
from quizzes.models import Attempt, Item, Question, Quiz, Response
from quizzes.versions import current_versions


def write_paper(*, attempt: Attempt, quiz: Quiz) -> list[Response]:
    """The responses of a new attempt, by its frozen rules and its seed. Nothing is saved."""
    items = {item.key: item for item in Item.objects.ready().filter(quiz=quiz)}
    places = [place_of(item) for item in items.values()]
    questions = {item.question.key: item.question for item in items.values() if item.question}
    bank, claims = Bank(Entry(key) for key in questions), None
    if any(place.count for place in places):
        bank = read_bank(quiz.course_id, places, student=attempt.enrolment)
    paper = deal_paper(places, bank, seed=attempt.seed, shuffle=attempt.frozen.shuffle_items)
    asked = [dealt.question for dealt in paper]
    if not questions.keys() >= set(asked):
        rows = Question.objects.filter(course=quiz.course_id, key__in=asked).with_newest_version()
        questions = {question.key: question for question in rows}
        claims = {question.pk: bank.entries[key].claims for key, question in questions.items()}
    dealt_questions = [questions[key] for key in asked]
    versions = current_versions(dealt_questions, claims=claims)
    return [
        Response(
            attempt=attempt,
            position=position,
            item=items[dealt.item],
            version=versions[question.pk],
            option_order=order_of(question, attempt),
            max_marks=items[dealt.item].max_marks,
        )
        for position, (dealt, question) in enumerate(zip(paper, dealt_questions, strict=True), start=1)
    ]


def order_of(question: Question, attempt: Attempt) -> list[str]:
    keys = question.content.option_keys()
    return option_order(keys, seed=attempt.seed, question=question.key) if attempt.frozen.shuffle_options else keys
