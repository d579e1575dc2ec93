"""Builders of rows: each makes what it needs around it, and says only what a test cares about."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from lessons.models import (
    Claim,
    Cohort,
    Course,
    Document,
    EditorNote,
    Enrolment,
    Event,
    Lesson,
    Module,
    Objective,
    Paragraph,
    Predicate,
    Relation,
    Section,
    SectionRead,
    Topic,
)
from quizzes.attempts import save_answers, start
from quizzes.batches import GivenAnswer
from quizzes.checks import answer_check
from quizzes.deciding import write_deciding
from quizzes.due import KIND as RECALL
from quizzes.due import due_cards, items_of
from quizzes.loose_items import keep_answer, responses_of
from quizzes.marking import submit
from quizzes.models import (
    Attempt,
    Card,
    Item,
    Misconception,
    Objection,
    Override,
    Question,
    Quiz,
    QuizOpening,
    Response,
)
from quizzes.models.recall import today
from quizzes.practice import KIND as PRACTICE
from quizzes.practice import item_of as item_to_practise
from quizzes.question_types import QUESTION_TYPES

numbers = count(101)  # Clear of the numbers that tests write themselves.


def make_user(username: str = "", **fields: Any) -> User:
    return User.objects.create_user(username or f"user{next(numbers)}", **fields)


def make_course(slug: str = "", *, editors: Sequence[User] = (), **fields: Any) -> Course:
    slug = slug or f"course-{next(numbers)}"
    course = Course.objects.create(slug=slug, **{"title": f"Course {slug}", **fields})
    course.editors.set(editors)
    return Course.objects.select_related("revision").get(pk=course.pk)  # As pages read it.


def make_editor(*courses: Course, username: str = "", **fields: Any) -> User:
    editor = make_user(username, is_staff=True, **fields)
    editor.edited_courses.set(courses)
    return editor


def make_cohort(course: Course | None = None, *, instructors: Sequence[User] = (), **fields: Any) -> Cohort:
    name = f"Class {next(numbers)}"
    cohort = Cohort.objects.create(course=course or make_course(), **{"name": name, **fields})
    cohort.instructors.set(instructors)
    return cohort


def make_instructor(*cohorts: Cohort, username: str = "", **fields: Any) -> User:
    instructor = make_user(username, is_staff=True, **fields)
    instructor.taught_cohorts.set(cohorts)
    return instructor


def make_enrolment(course: Course | None = None, *, cohort: Cohort | None = None, **fields: Any) -> Enrolment:
    return Enrolment.objects.create(
        cohort=cohort or make_cohort(course), **{"user": fields.pop("user", None) or make_user(), **fields}
    )


def make_document(course: Course, letter: str = "P", **fields: Any) -> Document:
    values = {"slug": f"document-{letter.lower()}", "title": f"Document {letter}", **fields}
    return Document.objects.create(course=course, letter=letter, **values)


def make_paragraph(course: Course, label: str = "", *, document: Document | None = None, **fields: Any) -> Paragraph:
    label = label or f"P{next(numbers)}"
    document = document or course.document_set.filter(letter=label[0]).first() or make_document(course, label[0])
    values = {"gist": f"What {label} says.", "position": int(label[1:]), **fields}
    return Paragraph.objects.create(course=course, document=document, label=label, **values)


def make_claim(course: Course, key: str = "", *, paragraph: Paragraph | None = None, **fields: Any) -> Claim:
    key = key or f"P{next(numbers)}f1"
    label = key.split("f")[0]
    paragraph = paragraph or course.paragraph_set.filter(label=label).first() or make_paragraph(course, label)
    values = {"statement": f"Statement {key}.", "area": "actor", **fields}
    return Claim.objects.create(course=course, key=key, paragraph=paragraph, **values)


def make_topic(course: Course, slug: str = "", **fields: Any) -> Topic:
    slug = slug or f"topic-{next(numbers)}"
    return Topic.objects.create(course=course, slug=slug, **{"name": slug.title(), "kind": "actor", **fields})


def make_note(course: Course, key: str = "", **fields: Any) -> EditorNote:
    key = key or f"EN{next(numbers)}"
    values = {"title": f"Note {key}", "text": f"What {key} adds.", "confidence": "certain", **fields}
    return EditorNote.objects.create(course=course, key=key, **values)


def make_module(course: Course, slug: str = "", **fields: Any) -> Module:
    slug = slug or f"module-{next(numbers)}"
    return Module.objects.create(course=course, slug=slug, **{"title": slug.title(), **fields})


def make_lesson(course: Course, slug: str = "", **fields: Any) -> Lesson:
    """A published lesson without sections."""
    number = next(numbers)
    slug = slug or f"lesson-{number}"
    values = {"key": f"L{number}", "position": number, "title": slug.title(), "status": "published", **fields}
    module = values.pop("module", None) or course.module_set.first() or make_module(course)
    return Lesson.objects.create(course=course, slug=slug, module=module, **values)


def make_objective(lesson: Lesson, key: str = "", **fields: Any) -> Objective:
    values = {"text": "Tell who speaks", "bloom": "understand", **fields}
    return Objective.objects.create(course=lesson.course, lesson=lesson, key=key or f"o{next(numbers)}", **values)


def make_section(lesson: Lesson, key: str = "", *, claims: Sequence[Claim] = (), **fields: Any) -> Section:
    number = next(numbers)
    values = {"title": f"Section {number}", "position": number, "text": "Words.", **fields}
    section = Section.objects.create(course=lesson.course, lesson=lesson, key=key or f"{lesson.key}s{number}", **values)
    section.claims.set(claims)
    return section


def choice(right: str = "yes", *others: str, claim: str = "") -> dict[str, Any]:
    """The payload of a single choice whose options are called by their keys."""
    keys = (right, *(others or ("no", "perhaps")))
    options = [{"key": key, "text": key.title(), "rationale": f"Why {key}.", "claim": claim} for key in keys]
    return {"options": [{**options[0], "right": True}, *options[1:]]}


def make_question(course: Course, key: str = "", *, claims: Sequence[Claim] = (), **fields: Any) -> Question:
    """A ready single choice for quizzes, whose key is `yes`; with `section` it is a check."""
    key = key or f"Q{next(numbers)}"
    claims = claims or [make_claim(course)]
    values = {
        "type": "single_choice",
        "area": "actor",
        "use": "check" if fields.get("section") else "quiz",
        "status": "ready",
        "stem": f"What of {key}?",
        "explanation": f"So it is with {key}.",
        "payload": choice(claim=claims[0].key),
        **fields,
    }
    enemies = values.pop("enemies", ())
    question = Question.objects.create(course=course, key=key, **values)
    question.claims.set(claims)
    question.enemies.set(enemies)
    write_deciding([question])
    return question


def make_check(section: Section, key: str = "", **fields: Any) -> Question:
    return make_question(section.course, key, section=section, **fields)


def make_misconception(course: Course, key: str = "", **fields: Any) -> Misconception:
    values = {"statement": "Plans are roads.", **fields}
    return Misconception.objects.create(course=course, key=key or f"misconception-{next(numbers)}", **values)


def make_quiz(course: Course, slug: str = "", *, questions: Sequence[Question] | int = 2, **fields: Any) -> Quiz:
    """A published quiz, one item for each question; a number makes that many questions."""
    slug = slug or f"quiz-{next(numbers)}"
    quiz = Quiz.objects.create(course=course, slug=slug, **{"title": slug.title(), "status": "published", **fields})
    if isinstance(questions, int):
        questions = [make_question(course) for _ in range(questions)]
    for position, question in enumerate(questions):
        make_item(quiz, question, position=position)
    return quiz


def make_item(quiz: Quiz, question: Question, **fields: Any) -> Item:
    return Item.objects.create(
        course=quiz.course, quiz=quiz, question=question, **{"key": f"{quiz.slug}-{question.key}", **fields}
    )


def make_draw(quiz: Quiz, draw: int = 2, **fields: Any) -> Item:
    values = {"key": f"draw-{next(numbers)}", "position": quiz.items.count(), **fields}
    return Item.objects.create(course=quiz.course, quiz=quiz, draw=draw, **values)


def make_attempt(quiz: Quiz, *, enrolment: Enrolment | None = None, given: dict[int, Any] | None = None) -> Attempt:
    """An open attempt; `given` has the chosen key of an item by its position."""
    attempt = start(enrolment=enrolment or make_enrolment(quiz.course), quiz=quiz)
    answers = [make_given(position, key) for position, key in (given or {}).items()]
    save_answers(attempt=attempt, answers=answers)
    return attempt


def make_overdue_attempt(quiz: Quiz, *, minutes: float = 10, **fields: Any) -> Attempt:
    """An open attempt whose end, but perhaps not its grace of 30 s, was so many minutes ago."""
    attempt = make_attempt(quiz, **fields)
    attempt.ends_at = timezone.now() - timedelta(minutes=minutes)
    attempt.started_at = attempt.ends_at - timedelta(minutes=20)
    attempt.save(update_fields=["ends_at", "started_at"])
    return attempt


def make_opening(quiz: Quiz, cohort: Cohort, *, opens: float | None = None, closes: float | None = None) -> QuizOpening:
    """Times in hours from now."""
    times = {"opens": from_now(opens), "closes": from_now(closes)}
    return QuizOpening.objects.create(quiz=quiz, cohort=cohort, **times)


def make_override(
    quiz: Quiz, of: Cohort | Enrolment, *, opens: float | None = None, closes: float | None = None, **fields: Any
) -> Override:
    """For a class or a student; times in hours from now."""
    owner = {"cohort": of} if isinstance(of, Cohort) else {"enrolment": of}
    return Override.objects.create(quiz=quiz, **owner, opens=from_now(opens), closes=from_now(closes), **fields)


def from_now(hours: float | None) -> datetime | None:
    return None if hours is None else timezone.now() + timedelta(hours=hours)


def make_closed_attempt(quiz: Quiz, **fields: Any) -> Attempt:
    attempt = make_attempt(quiz, **fields)
    submit(attempt=attempt)
    return attempt


def make_given(position: int = 1, key: str = "yes", **fields: Any) -> GivenAnswer:
    """An answer to a single choice, as it arrives from outside."""
    values = {"uuid": uuid4(), "sequence": position, "position": position, "value": {"choice": key}, **fields}
    return GivenAnswer(**values)


def make_essay_answer(
    course: Course | None = None, text: str = "The paper says so.", *, enrolment: Enrolment | None = None
) -> Response:
    """An answer of a finished quiz that waits to be marked by a person."""
    course = enrolment.cohort.course if enrolment else course or make_course()
    content, _answer, _fraction = next(QUESTION_TYPES["essay"].examples())
    question = make_question(course, type="essay", payload=content.to_payload())
    attempt = make_attempt(make_quiz(course, questions=[question]), enrolment=enrolment)
    save_answers(attempt=attempt, answers=[make_given(value={"text": text})])
    submit(attempt=attempt)
    return attempt.responses.get()


def make_read(enrolment: Enrolment, section: Section, **fields: Any) -> SectionRead:
    return SectionRead.objects.create(enrolment=enrolment, section=section, **fields)


def make_check_answer(enrolment: Enrolment, check: Question, key: str = "yes", **fields: Any) -> Response:
    """A stored answer to a check that is a single choice."""
    response = answer_check(enrolment=enrolment, question=check, value={"choice": key}, **fields)
    assert response is not None
    return response


def make_objection(response: Response | None = None, *, state: str = "open", **fields: Any) -> Objection:
    """Open, or decided just now; without a response one to a closed attempt of a class of its own."""
    response = response or make_closed_attempt(make_quiz(make_course(), questions=1)).responses.get()
    decided = {"decided_at": timezone.now(), "answer": "Read it again."} if state != "open" else {}
    return Objection.objects.create(
        response=response, state=state, **{"reason": "The paper does not say so.", **decided, **fields}
    )


def make_due(enrolment: Enrolment, claim: Claim, *, days: int = 0, **fields: Any) -> Card:
    """A card that has been due since `days` ago; one that is there already is put back."""
    day = today(enrolment.cohort) - timedelta(days=days)
    at = timezone.now() - timedelta(days=days + 2)
    values = {"stability": 2.0, "difficulty": 5.0, "answered_at": at, "answered_on": day - timedelta(days=2)}
    return Card.objects.update_or_create({**values, "due_on": day, **fields}, enrolment=enrolment, claim=claim)[0]


def make_recall(enrolment: Enrolment, claim: Claim, value: dict[str, Any] | None = None, **fields: Any) -> Response:
    """An answer to a claim, which is made due; a blank one means “I do not know”."""
    make_due(enrolment, claim)
    with transaction.atomic():
        place = Enrolment.objects.locked().select_related("cohort__course__revision").get(pk=enrolment.pk)
        [item] = items_of(place, [card for card in due_cards(place) if card.claim_id == claim.pk])
        return keep_answer(enrolment=place, item=item, kind=RECALL, value=value or {}, **fields)


def make_practised(
    enrolment: Enrolment, row: Question | Claim, value: dict[str, Any] | None = None, **fields: Any
) -> Response:
    """An answer to a question, or to the voice of a claim; a blank one means “I do not know”."""
    of = "question" if isinstance(row, Question) else "claim"
    with transaction.atomic():
        place = Enrolment.objects.locked().select_related("cohort__course__revision").get(pk=enrolment.pk)
        times = responses_of(place, kind=PRACTICE).filter(**{f"version__{of}": row}).count()
        item = item_to_practise(place, row, times=times)
        return keep_answer(enrolment=place, item=item, kind=PRACTICE, value=value or {}, **fields)


def make_relation(
    subject: Topic, object: Topic, key: str = "", *, predicate: str = "builds", **fields: Any
) -> Relation:
    course = subject.course
    values = {"family": "doing", "definition": "Makes it.", "subject_kinds": ["actor"], "object_kinds": ["project"]}
    word, _created = Predicate.objects.get_or_create(course=course, key=predicate, defaults=values)
    return Relation.objects.create(
        course=course, key=key or f"R{next(numbers)}", subject=subject, object=object, predicate=word, **fields
    )


def make_event(course: Course, key: str = "", *, topics: Sequence[Topic] = (), **fields: Any) -> Event:
    number = next(numbers)
    values = {"sort": str(number), "text": f"Event {number}.", "precision": "year", "origin": "source", **fields}
    event = Event.objects.create(course=course, key=key or f"E{number}", **{"order": "certain", **values})
    event.topics.set(topics)
    return event
