"""What answers do to the cards of their claims."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from lessons.models import Claim, Course, Enrolment
from quizzes.attempts import save_answers
from quizzes.marking import append_mark, submit
from quizzes.models import Card, ClaimState, Mark, Rating, RecallLog, RecallSettings
from quizzes.models.append_only import AppendOnlyError
from tests.factories import (
    choice,
    make_attempt,
    make_check,
    make_check_answer,
    make_claim,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_due,
    make_enrolment,
    make_given,
    make_lesson,
    make_question,
    make_quiz,
    make_section,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 2)


@pytest.fixture
def course() -> Course:
    return make_course()


def rated(enrolment: Enrolment) -> dict[str, int]:
    """By claim, the last rating of a student."""
    rows = RecallLog.objects.filter(card__enrolment=enrolment).order_by("pk")
    return {key: Rating(rating) for key, rating in rows.values_list("card__claim__key", "rating")}


@pytest.mark.parametrize(
    ("key", "certainty", "rating"),
    [
        ("yes", "", Rating.GOOD),
        ("yes", "guessing", Rating.GOOD),
        ("yes", "fairly_sure", Rating.GOOD),
        ("yes", "sure", Rating.EASY),
        ("no", "sure", Rating.AGAIN),
        ("no", "", Rating.AGAIN),
    ],
)
def test_an_answer_to_a_check_makes_a_card(course: Course, key: str, certainty: str, rating: Rating) -> None:
    student, claim = make_enrolment(course), make_claim(course, "P1f1")
    check = make_check(make_section(make_lesson(course)), claims=[claim])

    response = make_check_answer(student, check, key, certainty=certainty)

    log = RecallLog.objects.get()
    card = Card.objects.get()
    assert (log.rating, log.response, log.card) == (rating, response, card)
    assert (card.enrolment, card.claim, card.answers) == (student, claim, 1)
    assert (log.stability, log.difficulty, log.due_on) == (card.stability, card.difficulty, card.due_on)


def test_handing_in_rates_every_claim_and_a_blank_is_not_right(course: Course) -> None:
    claims = [make_claim(course, f"P{n}f1") for n in (1, 2, 3)]
    quiz = make_quiz(course, questions=[make_question(course, claims=[claim]) for claim in claims])

    attempt = make_closed_attempt(quiz, given={1: "yes", 2: "no"})
    submit(attempt=attempt)

    assert rated(attempt.enrolment) == {"P1f1": Rating.GOOD, "P2f1": Rating.AGAIN, "P3f1": Rating.AGAIN}
    assert RecallLog.objects.count() == 3


def test_an_open_attempt_rates_nothing(course: Course) -> None:
    make_attempt(make_quiz(course), given={1: "yes"})

    assert Card.objects.count() == 0


def test_a_claim_that_two_items_ask_is_recalled_once_as_in_the_worse_of_them(course: Course) -> None:
    claim = make_claim(course, "P1f1")
    quiz = make_quiz(course, questions=[make_question(course, claims=[claim]) for _ in range(2)])

    attempt = make_closed_attempt(quiz, given={1: "no", 2: "yes"})

    assert rated(attempt.enrolment) == {"P1f1": Rating.AGAIN}
    assert (RecallLog.objects.get().response.position, Card.objects.get().answers) == (1, 1)


def matching(*claims: str) -> dict[str, Any]:
    """Prompts `p0`, `p1`, ..., each decided by a claim, whose right choice is always `yes`."""
    prompts = [{"key": f"p{n}", "text": f"P {n}", "match": "yes", "claim": key} for n, key in enumerate(claims)]
    return {"choices": [{"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}], "prompts": prompts}


def answer_of(course: Course, payload: dict[str, Any], value: dict[str, Any], kind: str, *keys: str) -> dict[str, int]:
    claims = [Claim.objects.filter(course=course, key=key).first() or make_claim(course, key) for key in keys]
    question = make_question(course, type=kind, payload=payload, claims=claims)
    attempt = make_attempt(make_quiz(course, questions=[question]))
    save_answers(attempt=attempt, answers=[make_given(1, value=value)])
    submit(attempt=attempt)
    return rated(attempt.enrolment)


def test_a_claim_is_right_when_every_part_that_names_it_is_right(course: Course) -> None:
    for key in ("P1f1", "P2f1"):
        make_claim(course, key)
    payload = matching("P1f1", "P2f1", "P2f1")

    given = {"p0": "yes", "p1": "yes", "p2": "no"}

    assert answer_of(course, payload, given, "matching", "P1f1", "P2f1") == {
        "P1f1": Rating.GOOD,
        "P2f1": Rating.AGAIN,
    }


@pytest.mark.parametrize(("last", "rating"), [("yes", Rating.GOOD), ("no", Rating.AGAIN)])
def test_a_part_without_a_claim_stands_for_all_claims(course: Course, last: str, rating: Rating) -> None:
    make_claim(course, "P1f1")
    payload = matching("P1f1", "")

    given = {"p0": "yes", "p1": last}

    assert answer_of(course, payload, given, "matching", "P1f1", "P2f1") == {"P1f1": rating, "P2f1": rating}


@pytest.mark.parametrize(("given", "rating"), [("yes", Rating.GOOD), ("no", Rating.AGAIN)])
def test_a_claim_of_which_no_part_speaks_follows_the_whole_answer(course: Course, given: str, rating: Rating) -> None:
    make_claim(course, "P9f1")

    rates = answer_of(course, choice(claim="P9f1"), {"choice": given}, "single_choice", "P1f1")

    assert rates == {"P1f1": rating}


@pytest.mark.parametrize(
    ("given", "rating"),
    [
        ({"place": "port"}, Rating.GOOD),
        ({"place": "inn"}, Rating.GOOD),  # Another place in the country is right too, and not chosen.
        ({"point": "30, 67"}, Rating.GOOD),
        ({"place": "fort"}, Rating.AGAIN),
        ({"point": "34.3, 62.2"}, Rating.AGAIN),
        ({"point": "45, 68"}, Rating.AGAIN),
    ],
)
def test_a_point_is_as_good_as_a_place(course: Course, given: dict[str, str], rating: Rating) -> None:
    make_claim(course, "P1f1")
    rows = [("port", 25.12, 62.32, True), ("inn", 30.2, 67.0, True), ("fort", 34.3, 62.2, False)]
    places = [
        {"key": key, "text": key, "lat": lat, "lon": lon, "right": right, "claim": "P1f1"}
        for key, lat, lon, right in rows
    ]
    payload = {"country": "PAK", "tolerance_km": 20, "places": places}
    question = make_question(course, type="map_hotspot", payload=payload, claims=[Claim.objects.get()])
    attempt = make_attempt(make_quiz(course, questions=[question]))
    save_answers(attempt=attempt, answers=[make_given(1, value=given)])

    submit(attempt=attempt)

    assert rated(attempt.enrolment) == {"P1f1": rating}


def test_a_claim_that_only_tells_why_something_is_wrong_gets_no_card(course: Course) -> None:
    payload = choice(claim="P1f1")
    payload["options"][1]["claim"] = make_claim(course, "P2f1").key

    assert answer_of(course, payload, {"choice": "no"}, "single_choice", "P1f1") == {"P1f1": Rating.AGAIN}


def test_a_dropped_item_schedules_nothing(course: Course) -> None:
    attempt = make_attempt(make_quiz(course, questions=2), given={1: "yes", 2: "yes"})
    attempt.responses.filter(position=1).update(dropped=True)

    submit(attempt=attempt)

    assert Card.objects.count() == 1


def test_a_retired_claim_gets_no_card(course: Course) -> None:
    claim = make_claim(course)
    quiz = make_quiz(course, questions=[make_question(course, claims=[claim])])
    attempt = make_attempt(quiz, given={1: "yes"})
    claim.retired = True
    claim.save()

    submit(attempt=attempt)

    assert Card.objects.count() == 0


def test_a_later_answer_goes_on_from_the_card(course: Course) -> None:
    student, claim = make_enrolment(course), make_claim(course)
    make_due(student, claim, stability=4, difficulty=5)
    check = make_check(make_section(make_lesson(course)), claims=[claim])

    make_check_answer(student, check)

    card = Card.objects.get()
    assert (card.answers, card.stability > 4) == (2, True)
    assert card.answered_on < card.due_on


def test_a_mark_that_is_mended_leaves_the_schedule_alone(course: Course) -> None:
    attempt = make_closed_attempt(make_quiz(course, questions=1), given={1: "no"})
    before = list(Card.objects.values())
    response = attempt.responses.get()

    append_mark(response=response, fraction=1, rule=Mark.Rule.FULL_MARKS, version=response.version)

    assert list(Card.objects.values()) == before


@pytest.mark.parametrize("number", [1, 30])
def test_cards_cost_as_many_statements_for_thirty_items_as_for_one(course: Course, number: int) -> None:
    quiz = make_quiz(course, questions=number)
    student = make_enrolment(course)
    make_closed_attempt(quiz, enrolment=student)
    attempt = make_attempt(quiz, enrolment=student)

    with data_statements() as statements:
        submit(attempt=attempt)

    about_cards = [text for text in statements if "quizzes_card" in text or "quizzes_recalllog" in text]
    assert (len(about_cards), len(statements)) == (3, 9)
    assert Card.objects.count() == number


def test_what_is_written_in_the_log_stays() -> None:
    make_closed_attempt(make_quiz(make_course(), questions=1))
    row = RecallLog.objects.get()

    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        RecallLog.objects.update(rating=4)


def test_a_claim_with_cards_cannot_be_deleted_but_its_course_and_its_student_can(course: Course) -> None:
    attempt = make_closed_attempt(make_quiz(course, questions=1))
    claim = Card.objects.get().claim
    claim.questions.all()[0].claims.clear()

    with pytest.raises(RestrictedError):
        claim.delete()
    other = make_enrolment(course)
    make_due(other, claim)
    attempt.enrolment.user.delete()
    assert [card.enrolment for card in Card.objects.all()] == [other]
    course.delete()
    assert (Card.objects.count(), RecallLog.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "fields", [{"stability": 0}, {"difficulty": 0.5}, {"difficulty": 11}, {"due_on": DAY, "answered_on": DAY}]
)
def test_a_card_holds_nothing_that_fsrs_could_not_give(course: Course, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_due(make_enrolment(course), make_claim(course), **fields)


@pytest.mark.parametrize("minutes", [0, 121])
def test_the_minutes_of_a_day_have_bounds(minutes: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RecallSettings.objects.create(enrolment=make_enrolment(), minutes=minutes)


@pytest.mark.parametrize("kind", ["quiz", "check"])
def test_only_recall_has_neither_quiz_nor_section(kind: str) -> None:
    student = make_enrolment()
    student.attempts.create(kind="recall")

    with pytest.raises(IntegrityError), transaction.atomic():
        student.attempts.create(kind=kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        student.attempts.create(kind="recall")


@pytest.mark.parametrize(
    ("stability", "due_in", "state"),
    [
        (6.9, 1, ClaimState.LEARNING),
        (7, 1, ClaimState.KNOWN),
        (6.9, 0, ClaimState.DUE),
        (100, -3, ClaimState.DUE),
    ],
)
def test_a_card_has_a_state(stability: float, due_in: int, state: ClaimState) -> None:
    card = Card(stability=stability, answered_on=DAY - timedelta(days=9), due_on=DAY + timedelta(days=due_in))

    assert card.state(make_cohort(), DAY) == state


@pytest.mark.parametrize(
    "days",
    [
        (-9, 30, 0, 4),  # It ends on the day before the exam.
        (-9, 2, 0, 2),
        (4, 30, 4, 30),  # Answered on that day: it is not asked again before the exam.
        (-9, 30, 5, 4),  # Missed: it is due on the day of the exam too.
        (-9, 30, 6, 30),  # The exam is over.
    ],
)
def test_intervals_end_before_the_exam_and_the_lists_say_the_same(
    course: Course, monkeypatch: pytest.MonkeyPatch, days: tuple[int, int, int, int]
) -> None:
    """When it was answered, when FSRS has it due, today, and the day that is told: counted from a Monday."""
    cohort = make_cohort(course, exam_date=DAY + timedelta(days=5))
    answered, due, now, shown = (DAY + timedelta(days=number) for number in days)
    student = make_enrolment(cohort=cohort)
    card = make_due(student, make_claim(course), answered_on=answered, due_on=due, stability=50)
    monkeypatch.setattr("quizzes.models.recall.today", lambda _cohort: now)

    assert card.due_on_or_before_exam(cohort, now) == shown
    is_due = card.state(cohort, now) == ClaimState.DUE
    assert Card.objects.due(cohort).exists() == is_due == (shown <= now)


def test_days_are_those_of_the_class(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 20:00 UTC it is the next day in Almaty."""
    evening = datetime(2026, 11, 2, 20, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: evening)
    days = []
    for zone in ("UTC", "Asia/Almaty"):
        student = make_enrolment(cohort=make_cohort(course, time_zone=zone))
        make_closed_attempt(make_quiz(course, questions=1), enrolment=student)
        days.append(student.cards.get().answered_on)

    assert days == [date(2026, 11, 2), date(2026, 11, 3)]
