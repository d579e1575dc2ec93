"""When a student may begin: openings, overrides, attempts, the delay between them, and what comes before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lessons.models import Enrolment
from quizzes.attempts import StartRefused, start
from quizzes.interventions import intervene
from quizzes.models import Attempt, Override, Quiz, QuizOpening
from quizzes.terms import terms_for
from tests.factories import (
    from_now,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_lesson,
    make_opening,
    make_override,
    make_quiz,
    make_read,
    make_section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    return make_enrolment(cohort=make_cohort(make_course(), time_zone="Asia/Karachi"))


def quiz_of(enrolment: Enrolment, **fields: object) -> Quiz:
    return make_quiz(enrolment.cohort.course, **fields)  # type: ignore[arg-type]


def refusal(enrolment: Enrolment, quiz: Quiz) -> str:
    before = Attempt.objects.count()
    with pytest.raises(StartRefused) as refused:
        start(enrolment=enrolment, quiz=Quiz.objects.get(pk=quiz.pk))
    assert Attempt.objects.count() == before
    return str(refused.value)


def in_karachi(hours: float) -> str:
    when = from_now(hours)
    assert when is not None
    return f"{(when + timedelta(hours=5)).strftime('%H:%M')} PKT"


def test_before_it_opens_and_after_it_has_closed_nobody_begins(enrolment: Enrolment) -> None:
    early, past = quiz_of(enrolment), quiz_of(enrolment)
    make_opening(early, enrolment.cohort, opens=2)
    make_opening(past, enrolment.cohort, opens=-9, closes=-1)

    opens, closed = refusal(enrolment, early), refusal(enrolment, past)

    assert opens.startswith("This quiz opens on ")
    assert opens.endswith(f"{in_karachi(2)}.")
    assert closed.startswith("This quiz closed on ")
    assert closed.endswith(f"{in_karachi(-1)}.")


def test_other_classes_have_other_times(enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment)
    make_opening(quiz, make_cohort(quiz.course), opens=2)

    assert start(enrolment=enrolment, quiz=quiz).closed_at is None


def test_an_attempt_ends_when_its_time_is_up_or_the_quiz_closes(enrolment: Enrolment) -> None:
    free, limited, closing = quiz_of(enrolment), quiz_of(enrolment, time_limit=30), quiz_of(enrolment, time_limit=90)
    opening = make_opening(closing, enrolment.cohort, closes=1)

    attempts = [start(enrolment=enrolment, quiz=quiz) for quiz in (free, limited, closing)]

    assert attempts[0].ends_at is None
    assert attempts[1].ends_at == attempts[1].started_at + timedelta(minutes=30)
    assert attempts[2].ends_at == opening.closes


def test_whoever_begins_in_time_gets_all_of_the_extra_time(enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, time_limit=90)
    opening = make_opening(quiz, enrolment.cohort, closes=1)
    make_override(quiz, enrolment, extra_minutes=20)
    other = quiz_of(enrolment, time_limit=30)
    make_override(other, enrolment.cohort, extra_minutes=10)

    at_the_close, of_the_class = start(enrolment=enrolment, quiz=quiz), start(enrolment=enrolment, quiz=other)

    assert opening.closes is not None
    assert at_the_close.ends_at == opening.closes + timedelta(minutes=20)
    assert of_the_class.ends_at == of_the_class.started_at + timedelta(minutes=40)


def test_what_is_granted_is_frozen(enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, time_limit=30)
    override = make_override(quiz, enrolment, extra_minutes=10, closes=5)
    attempt = start(enrolment=enrolment, quiz=quiz)
    override.delete()

    again = Attempt.objects.get(pk=attempt.pk)

    assert (again.frozen.extra_minutes, again.frozen.closes) == (10, override.closes)
    assert again.frozen.end_of(again.started_at) == again.ends_at == attempt.started_at + timedelta(minutes=40)


def test_the_person_comes_before_the_class_and_then_the_more_generous(enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, attempts_allowed=1)
    opening = make_opening(quiz, enrolment.cohort, opens=-1, closes=1)
    make_override(quiz, enrolment.cohort, extra_minutes=60, closes=9)
    make_override(quiz, enrolment.cohort, closes=8, opens=-5)
    make_override(quiz, enrolment, extra_minutes=5, more_attempts=1)
    make_override(quiz, enrolment, extra_minutes=10)
    make_override(quiz, make_enrolment(cohort=enrolment.cohort), extra_minutes=99, closes=99)

    terms = terms_for(enrolment=enrolment, quiz=quiz)

    assert (terms.extra_minutes, terms.more_attempts) == (10, 1)
    assert [terms.opens, terms.closes] == [
        Override.objects.get(opens__isnull=False).opens,
        Override.objects.get(extra_minutes=60).closes,
    ]
    assert opening.opens != terms.opens


def test_more_attempts_are_granted(enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, attempts_allowed=1)
    make_closed_attempt(quiz, enrolment=enrolment)
    assert refusal(enrolment, quiz) == "You have used all attempts at this quiz."

    make_override(quiz, enrolment, more_attempts=1)

    assert start(enrolment=enrolment, quiz=quiz).frozen.attempts_allowed == 2


def test_a_void_attempt_uses_up_nothing_but_keeps_its_number(enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, attempts_allowed=1, delay=60)
    intervene(attempt=make_closed_attempt(quiz, enrolment=enrolment), kind="void", reason="Fire alarm.", by=None)

    assert start(enrolment=enrolment, quiz=quiz).frozen.number == 2


def test_between_two_attempts_one_waits(enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, delay=60)
    attempt = make_closed_attempt(quiz, enrolment=enrolment)

    told = refusal(enrolment, quiz)

    assert told.startswith("The next attempt can begin on ")
    assert told.endswith(f"{in_karachi(1)}.")
    Attempt.objects.filter(pk=attempt.pk).update(closed_at=timezone.now() - timedelta(minutes=61))
    assert start(enrolment=enrolment, quiz=quiz) != attempt


def test_a_lesson_is_completed_before(enrolment: Enrolment) -> None:
    lesson = make_lesson(enrolment.cohort.course, title="Roads")
    section = make_section(lesson)
    quiz = quiz_of(enrolment, after_lesson=lesson)

    assert refusal(enrolment, quiz) == "Complete the lesson “Roads” first."
    make_read(enrolment, section)
    assert start(enrolment=enrolment, quiz=quiz).closed_at is None


def test_a_quiz_is_passed_before(enrolment: Enrolment) -> None:
    first = quiz_of(enrolment, title="Rivers", pass_percent=50)
    quiz = quiz_of(enrolment, after_quiz=first)
    make_closed_attempt(first, enrolment=enrolment)
    make_closed_attempt(first, given={1: "yes", 2: "yes"})

    assert refusal(enrolment, quiz) == "Pass the quiz “Rivers” first."
    make_closed_attempt(first, enrolment=enrolment, given={1: "yes"})
    assert start(enrolment=enrolment, quiz=quiz).closed_at is None


def test_what_students_do_not_see_is_not_asked_for(enrolment: Enrolment) -> None:
    lesson = make_lesson(enrolment.cohort.course, status="draft")
    make_section(lesson)
    quiz = quiz_of(enrolment, after_lesson=lesson, after_quiz=quiz_of(enrolment, retired=True))

    assert start(enrolment=enrolment, quiz=quiz).closed_at is None


@pytest.mark.parametrize(
    "fields",
    [
        {"extra_minutes": 5},
        {"extra_minutes": 5, "cohort": True, "enrolment": True},
        {"cohort": True},
        {"cohort": True, "opens": 2, "closes": 1},
    ],
)
def test_the_database_refuses_overrides_that_say_nothing_or_too_much(
    enrolment: Enrolment, fields: dict[str, object]
) -> None:
    values = {**fields, "opens": from_now(fields.get("opens")), "closes": from_now(fields.get("closes"))}  # type: ignore[arg-type]
    owners = {"cohort": enrolment.cohort, "enrolment": enrolment}
    values |= {name: row for name, row in owners.items() if name in fields}

    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(quiz=quiz_of(enrolment), **values)


def test_the_database_refuses_two_openings_and_wrong_ones(enrolment: Enrolment) -> None:
    quiz, cohort = quiz_of(enrolment), enrolment.cohort
    for opens, closes in ((2, 1), (None, None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_opening(quiz, cohort, opens=opens, closes=closes)
    make_opening(quiz, cohort, opens=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_opening(quiz, cohort, opens=1)

    assert QuizOpening.objects.count() == 1
