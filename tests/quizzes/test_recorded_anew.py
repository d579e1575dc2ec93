"""What else answers do to cards: essays that are marked later, and answers of attempts that were reopened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.models import Claim, Course, Enrolment
from quizzes.attempts import save_answers
from quizzes.hand_marks import judge, mark_by_hand
from quizzes.interventions import intervene
from quizzes.marking import submit
from quizzes.models import Attempt, Card, Question, Rating, RecallLog, Response
from quizzes.models.recall import today
from quizzes.question_types import QUESTION_TYPES
from tests.factories import (
    make_attempt,
    make_check,
    make_check_answer,
    make_claim,
    make_closed_attempt,
    make_course,
    make_given,
    make_lesson,
    make_question,
    make_quiz,
    make_section,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

WHO, WHY = "P9f1", "P9f2"
"""The claims of the criteria of an essay."""


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.fixture
def essay(course: Course) -> Response:
    """Handed in three days ago."""
    attempt = make_attempt(make_quiz(course, questions=[make_essay(course, WHO, WHY)]))
    save_answers(attempt=attempt, answers=[make_given(value={"text": "The paper says so."})])
    submit(attempt=attempt)
    Attempt.objects.filter(pk=attempt.pk).update(closed_at=timezone.now() - timedelta(days=3))
    return attempt.responses.get()


def make_essay(course: Course, *claims: str) -> Question:
    content, _answer, _fraction = next(QUESTION_TYPES["essay"].examples())
    rows = [make_claim(course, key) for key in claims]
    return make_question(course, type="essay", payload=content.to_payload(), claims=rows)


def rated(enrolment: Enrolment) -> dict[str, int]:
    """By claim, the last rating of a student."""
    rows = RecallLog.objects.filter(card__enrolment=enrolment).order_by("pk")
    return {key: Rating(rating) for key, rating in rows.values_list("card__claim__key", "rating")}


def judged(response: Response, who: str = "there", why: str = "there") -> None:
    response.refresh_from_db()
    levels = {"who": who, "why": why}
    judge(response=response, replaces=response.current_mark_id, levels=levels, comment="", by=make_user())


def test_an_essay_rates_a_claim_when_it_is_marked_as_of_the_day_on_which_it_was_handed_in(essay: Response) -> None:
    assert Card.objects.count() == 0

    judged(essay, why="partly")

    student = essay.attempt.enrolment
    assert rated(student) == {WHO: Rating.GOOD, WHY: Rating.AGAIN}
    assert {card.answered_on for card in student.cards.all()} == {today(student.cohort) - timedelta(days=3)}


def test_an_essay_that_is_marked_anew_rewrites_no_schedule(essay: Response) -> None:
    judged(essay, why="partly")
    before = list(Card.objects.values())

    judged(essay, who="missing")

    assert list(Card.objects.values()) == before
    assert RecallLog.objects.count() == 2


def test_an_essay_that_is_marked_without_its_rubric_rates_all_its_claims(essay: Response) -> None:
    mark_by_hand(response=essay, replaces=None, fraction=1, by=make_user(), reason="All said.")

    assert rated(essay.attempt.enrolment) == {WHO: Rating.GOOD, WHY: Rating.GOOD}


def test_an_essay_leaves_a_card_alone_on_which_later_answers_have_built(course: Course, essay: Response) -> None:
    student = essay.attempt.enrolment
    check = make_check(make_section(make_lesson(course)), claims=[Claim.objects.get(key=WHO)])
    make_check_answer(student, check, "no")
    before = Card.objects.get()

    judged(essay)

    after = Card.objects.get(pk=before.pk)
    assert (after.answers, after.due_on, after.stability) == (1, before.due_on, before.stability)
    assert rated(student) == {WHO: Rating.AGAIN, WHY: Rating.GOOD}


@pytest.mark.parametrize(("key", "who", "logged"), [("yes", "there", 1), ("no", "missing", 1), ("yes", "missing", 2)])
def test_an_essay_and_another_item_that_ask_a_claim_count_as_the_worse_of_them(
    course: Course, key: str, who: str, logged: int
) -> None:
    essay, claim = make_essay(course, WHO), Claim.objects.get()
    attempt = make_attempt(make_quiz(course, questions=[essay, make_question(course, claims=[claim])]))
    save_answers(attempt=attempt, answers=[make_given(1, value={"text": "So."}), make_given(2, key)])
    submit(attempt=attempt)

    judged(attempt.responses.get(position=1), who=who)

    assert RecallLog.objects.filter(card__claim=claim).count() == logged
    assert rated(attempt.enrolment)[WHO] == (Rating.GOOD if (key, who) == ("yes", "there") else Rating.AGAIN)


def test_an_answer_that_waits_to_be_marked_in_a_reopened_attempt_is_not_rated_by_its_old_mark(essay: Response) -> None:
    judged(essay)
    attempt = reopened(essay.attempt)
    save_answers(attempt=attempt, answers=[make_given(sequence=2, value={"text": "Otherwise."})])
    submit(attempt=attempt)
    assert RecallLog.objects.count() == 2

    judged(essay, who="missing")

    assert rated(attempt.enrolment) == {WHO: Rating.AGAIN, WHY: Rating.GOOD}
    assert RecallLog.objects.count() == 4


def reopened(attempt: Attempt) -> Attempt:
    intervene(attempt=attempt, kind="reopen", reason="The power failed.", by=None)
    return Attempt.objects.get(pk=attempt.pk)


def test_an_answer_that_is_changed_in_a_reopened_attempt_rates_its_claim_once_more(course: Course) -> None:
    claims = [make_claim(course, f"P{n}f1") for n in (1, 2, 3)]
    quiz = make_quiz(course, questions=[make_question(course, claims=[claim]) for claim in claims])
    closed = make_closed_attempt(quiz, given={1: "no", 2: "no"})
    cards = {card.claim.key: card.answers for card in Card.objects.select_related("claim")}

    for sequence in (5, 15):  # The second time it says what it said before.
        attempt = reopened(closed)
        given = [make_given(1, "yes", sequence=sequence), make_given(2, "no", sequence=sequence + 1)]
        save_answers(attempt=attempt, answers=given)
        submit(attempt=attempt)

    assert cards == {"P1f1": 1, "P2f1": 1, "P3f1": 1}
    assert {card.claim.key: card.answers for card in Card.objects.select_related("claim")} == {**cards, "P1f1": 2}
    assert rated(closed.enrolment) == {"P1f1": Rating.GOOD, "P2f1": Rating.AGAIN, "P3f1": Rating.AGAIN}


def test_of_two_items_that_ask_a_claim_the_other_one_still_counts_in_a_reopened_attempt(course: Course) -> None:
    claim = make_claim(course, "P1f1")
    quiz = make_quiz(course, questions=[make_question(course, claims=[claim]) for _ in range(2)])
    attempt = reopened(make_closed_attempt(quiz, given={1: "no", 2: "no"}))
    save_answers(attempt=attempt, answers=[make_given(2, "yes", sequence=5)])

    submit(attempt=attempt)
    assert (rated(attempt.enrolment), RecallLog.objects.count()) == ({"P1f1": Rating.AGAIN}, 1)

    attempt = reopened(attempt)
    save_answers(attempt=attempt, answers=[make_given(1, "yes", sequence=6)])
    submit(attempt=attempt)
    assert (rated(attempt.enrolment), RecallLog.objects.count()) == ({"P1f1": Rating.GOOD}, 2)


def test_handing_in_a_reopened_attempt_needs_one_statement_more(course: Course) -> None:
    quizzes = [make_quiz(course, questions=3) for _ in range(2)]
    attempts = [make_attempt(quizzes[0]), reopened(make_closed_attempt(quizzes[1]))]
    save_answers(attempt=attempts[1], answers=[make_given(1, "yes", sequence=9)])
    counts = []
    for attempt in attempts:
        with data_statements() as statements:
            submit(attempt=attempt)
        counts.append(len(statements))

    assert counts == [9, 10]
