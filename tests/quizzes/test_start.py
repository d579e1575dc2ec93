"""Attempts begin: items are dealt, rules are frozen, and nobody has two at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction

from lessons.models import Enrolment
from quizzes.attempts import StartRefused, save_answers, start
from quizzes.marking import submit
from quizzes.models import Attempt, Quiz, Response
from quizzes.papers import write_paper
from tests.factories import (
    choice,
    make_attempt,
    make_check,
    make_claim,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_draw,
    make_enrolment,
    make_given,
    make_item,
    make_lesson,
    make_question,
    make_quiz,
    make_section,
)

pytestmark = pytest.mark.django_db


def asked(attempt: Attempt) -> list[str]:
    return [response.version.question.key for response in attempt.responses.all()]


def test_items_are_dealt_in_their_order_with_their_marks_and_versions() -> None:
    course = make_course()
    quiz = make_quiz(course, questions=0, shuffle_options=False)
    make_item(quiz, make_question(course, "second"), position=2, max_marks=3)
    make_item(quiz, make_question(course, "first"), position=1)

    attempt = start(enrolment=make_enrolment(course), quiz=quiz)

    rows = attempt.responses.values_list("position", "item__question__key", "version__snapshot__stem", "max_marks")
    assert list(rows) == [(1, "first", "What of first?", 1), (2, "second", "What of second?", 3)]


def test_only_ready_questions_are_dealt() -> None:
    course = make_course()
    states = ({}, {"status": "draft"}, {"status": "withdrawn"}, {"retired": True})
    questions = [make_question(course, f"Q{number}", **fields) for number, fields in enumerate(states)]
    quiz = make_quiz(course, questions=questions)
    make_item(quiz, make_question(course, "Q9"), retired=True)

    attempt = start(enrolment=make_enrolment(course), quiz=quiz)

    assert asked(attempt) == ["Q0"]


def test_the_rules_are_frozen() -> None:
    quiz = make_quiz(make_course(), title="Old", pass_percent=70, attempts_allowed=2, items_per_page=3)
    attempt = start(enrolment=make_enrolment(quiz.course), quiz=quiz)

    quiz.title, quiz.pass_percent = "New", 10
    quiz.save()
    attempt = Attempt.objects.get(pk=attempt.pk)

    assert attempt.rules == {
        "title": "Old",
        "number": 1,
        "attempts_allowed": 2,
        "pass_percent": 70,
        "items_per_page": 3,
        "shuffle_items": False,
        "shuffle_options": True,
        "feedback": "end",
        "tries": 3,
        "penalty_percent": 25,
        "ask_certainty": True,
        "time_limit": None,
        "extra_minutes": 0,
        "grace": 30,
        "closes": None,
        "delay": 0,
        "counting": "best",
    }
    assert attempt.frozen.pass_percent == 70


def test_shuffled_options_and_items_are_permutations() -> None:
    course = make_course()
    letters = list("abcdefghijklmnopqrstuvwxyz")
    questions = [make_question(course, f"Q{n:02}", payload=choice(*letters)) for n in range(30)]
    quiz = make_quiz(course, questions=questions, shuffle_items=True, shuffle_options=True)

    attempt = start(enrolment=make_enrolment(course), quiz=quiz)

    orders = list(attempt.responses.values_list("option_order", flat=True))
    assert [sorted(order) for order in orders] == [letters] * 30
    assert orders != [letters] * 30
    assert sorted(asked(attempt)) == [f"Q{n:02}" for n in range(30)]
    assert asked(attempt) != sorted(asked(attempt))


def test_without_shuffling_everything_keeps_its_order() -> None:
    quiz = make_quiz(make_course(), questions=3, shuffle_options=False)

    attempt = start(enrolment=make_enrolment(quiz.course), quiz=quiz)

    assert list(attempt.responses.values_list("option_order", flat=True)) == [["yes", "no", "perhaps"]] * 3


def test_whoever_has_an_open_attempt_gets_it_again() -> None:
    quiz = make_quiz(make_course())
    enrolment = make_enrolment(quiz.course)

    first = start(enrolment=enrolment, quiz=quiz)

    assert start(enrolment=enrolment, quiz=quiz) == first
    assert Response.objects.count() == 2


def test_an_open_attempt_goes_on_when_the_quiz_is_withdrawn() -> None:
    quiz = make_quiz(make_course())
    enrolment = make_enrolment(quiz.course)
    attempt = start(enrolment=enrolment, quiz=quiz)

    quiz.status = Quiz.Status.DRAFT

    assert start(enrolment=enrolment, quiz=quiz) == attempt


def test_a_new_attempt_begins_after_the_old_one_is_closed() -> None:
    quiz = make_quiz(make_course(), attempts_allowed=2)
    enrolment = make_enrolment(quiz.course)
    first = start(enrolment=enrolment, quiz=quiz)
    submit(attempt=first)

    second = start(enrolment=enrolment, quiz=quiz)

    assert second != first
    assert (first.frozen.number, second.frozen.number) == (1, 2)


def test_the_attempts_of_others_and_at_other_quizzes_do_not_count() -> None:
    quiz = make_quiz(make_course(), attempts_allowed=1)
    enrolment = make_enrolment(quiz.course)
    make_closed_attempt(quiz)
    make_closed_attempt(make_quiz(quiz.course), enrolment=enrolment)

    assert start(enrolment=enrolment, quiz=quiz).closed_at is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "draft"}, "This quiz is not open."),
        ({"retired": True}, "This quiz is not open."),
        ({"questions": 0}, "This quiz has no questions yet."),
    ],
)
def test_a_quiz_that_is_not_open_is_not_started(fields: dict[str, object], reason: str) -> None:
    quiz = make_quiz(make_course(), **fields)  # type: ignore[arg-type]

    with pytest.raises(StartRefused, match=reason):
        start(enrolment=make_enrolment(quiz.course), quiz=quiz)

    assert Attempt.objects.count() == 0


def test_no_more_attempts_than_the_rules_allow() -> None:
    quiz = make_quiz(make_course(), attempts_allowed=1)
    enrolment = make_enrolment(quiz.course)
    make_closed_attempt(quiz, enrolment=enrolment)

    with pytest.raises(StartRefused, match="You have used all attempts"):
        start(enrolment=enrolment, quiz=quiz)


@pytest.mark.django_db(transaction=True)
def test_many_clicks_at_once_give_one_attempt() -> None:
    quiz = make_quiz(make_course(), questions=3)
    enrolment = make_enrolment(quiz.course)
    ready = Barrier(4)

    def click(_number: int) -> int:
        try:
            ready.wait(timeout=10)
            with transaction.atomic():
                locked = Enrolment.objects.locked().get(pk=enrolment.pk)
                return start(enrolment=locked, quiz=Quiz.objects.get(pk=quiz.pk)).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        started = set(pool.map(click, range(4)))

    assert started == {Attempt.objects.get().pk}
    assert Response.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_many_students_at_once_share_the_versions() -> None:
    quiz = make_quiz(make_course(), questions=5)
    enrolments = [make_enrolment(quiz.course).pk for _ in range(4)]
    ready = Barrier(4)

    def click(pk: int) -> list[int]:
        try:
            ready.wait(timeout=10)
            attempt = start(enrolment=Enrolment.objects.get(pk=pk), quiz=Quiz.objects.get(pk=quiz.pk))
            return list(attempt.responses.values_list("version", flat=True))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        dealt = list(pool.map(click, enrolments))

    assert dealt == [dealt[0]] * 4
    assert len(set(dealt[0])) == 5


def test_a_check_is_never_dealt_in_a_quiz() -> None:
    course = make_course()
    quiz = make_quiz(course, questions=1)
    make_item(quiz, make_check(make_section(make_lesson(course)), "told"))

    attempt = start(enrolment=make_enrolment(course), quiz=quiz)

    assert quiz.items.count() == 2
    assert "told" not in asked(attempt)
    assert len(asked(attempt)) == 1


def test_a_draw_deals_its_questions_each_with_the_marks_of_the_item() -> None:
    course = make_course()
    bank = [make_question(course, f"Q{number}").key for number in range(6)]
    quiz = make_quiz(course, questions=[make_question(course, "fixed", use="reserved")])
    draw = make_draw(quiz, 4, area="actor", max_marks=3)

    attempt = start(enrolment=make_enrolment(course), quiz=quiz)

    first, *drawn = attempt.responses.all()
    assert (first.version.question.key, first.max_marks) == ("fixed", 1)
    assert [(response.position, response.item, response.max_marks) for response in drawn] == [
        (position, draw, 3) for position in range(2, 6)
    ]
    assert {response.version.question.key for response in drawn} < set(bank)
    assert len(set(asked(attempt))) == 5


def test_the_same_seed_on_the_same_rows_gives_the_same_paper() -> None:
    course = make_course()
    for number in range(20):
        make_question(course, f"Q{number}", payload=choice(*"abcdef"))
    quiz = make_quiz(course, questions=1, shuffle_items=True)
    make_draw(quiz, 8)
    one, other = (start(enrolment=make_enrolment(course), quiz=quiz) for _ in range(2))

    def paper(attempt: Attempt, rows: list[Response]) -> list[object]:
        return [(row.position, row.item_id, row.version_id, row.option_order, row.max_marks) for row in rows]

    dealt = paper(one, list(one.responses.all()))
    fresh = Attempt(enrolment=make_enrolment(course), quiz=quiz, rules=one.rules, seed=one.seed)
    assert paper(fresh, write_paper(attempt=fresh, quiz=quiz)) == dealt
    assert paper(other, list(other.responses.all())) != dealt
    assert one.seed != other.seed


def test_a_student_meets_every_question_before_any_comes_again() -> None:
    course = make_course()
    for number in range(9):
        make_question(course, f"Q{number}")
    quiz = make_quiz(course, questions=0)
    make_draw(quiz, 3)
    enrolment = make_enrolment(course)
    make_closed_attempt(quiz)

    papers = [asked(make_closed_attempt(quiz, enrolment=enrolment)) for _ in range(3)]

    assert sorted(key for paper in papers for key in paper) == [f"Q{number}" for number in range(9)]


def test_enemies_never_meet_in_an_attempt() -> None:
    course = make_course()
    claim = make_claim(course)
    first = make_question(course, "A", claims=[claim])
    make_question(course, "B", claims=[claim])
    make_question(course, "C", enemies=[first])
    quiz = make_quiz(course, questions=[first])
    make_draw(quiz, 3)
    make_question(course, "D")

    assert asked(start(enrolment=make_enrolment(course), quiz=quiz)) == ["A", "D"]


def test_a_bank_that_has_shrunk_makes_the_paper_shorter() -> None:
    course = make_course()
    questions = [make_question(course, f"Q{number}") for number in range(3)]
    quiz = make_quiz(course, questions=0)
    make_draw(quiz, 3)
    enrolment = make_enrolment(course)
    make_closed_attempt(quiz, enrolment=enrolment)
    for question in questions[1:]:
        question.status = "withdrawn"
        question.save()

    assert asked(make_closed_attempt(quiz, enrolment=enrolment)) == ["Q0"]

    questions[0].status = "withdrawn"
    questions[0].save()
    with pytest.raises(StartRefused, match="This quiz has no questions"):
        start(enrolment=enrolment, quiz=quiz)
    assert enrolment.attempts.count() == 2


def test_a_question_that_two_items_name_is_dealt_once() -> None:
    course = make_course()
    question = make_question(course, "Q1")
    quiz = make_quiz(course, questions=[question])
    make_item(quiz, question, key="again")

    assert asked(start(enrolment=make_enrolment(course), quiz=quiz)) == ["Q1"]


def test_in_a_class_that_has_ended_no_attempt_begins() -> None:
    quiz = make_quiz(make_course())
    enrolment = make_enrolment(cohort=make_cohort(quiz.course, name="11B"))
    enrolment.cohort.archive()

    with pytest.raises(StartRefused, match="The class “11B” has ended: no new attempt begins"):
        start(enrolment=enrolment, quiz=quiz)

    assert not Attempt.objects.exists()


def test_an_open_attempt_is_finished_after_the_class_has_ended() -> None:
    attempt = make_attempt(make_quiz(make_course()))
    enrolment = attempt.enrolment
    enrolment.cohort.archive()

    again = start(enrolment=enrolment, quiz=attempt.quiz)  # type: ignore[arg-type]
    result = save_answers(attempt=again, answers=[make_given()])
    submit(attempt=again)
    again.refresh_from_db()

    assert (again, len(result.saved), result.refused) == (attempt, 1, [])
    assert again.closed_at is not None
