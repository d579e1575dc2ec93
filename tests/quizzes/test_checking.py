"""Checking items of an open attempt: marked at once, fixed, tried again for less; and what becomes of it later."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from quizzes.attempts import FIXED, save_answers
from quizzes.checking import check_item
from quizzes.marking import submit
from quizzes.mending import Choice, read_plan, regrade
from quizzes.models import Attempt, Mark, Response, Try
from quizzes.regrading import Rule
from tests.factories import choice, make_attempt, make_course, make_given, make_question, make_quiz, make_user

pytestmark = pytest.mark.django_db


def attempt_with(**fields: Any) -> Attempt:
    return make_attempt(make_quiz(make_course(), **fields))


def give(attempt: Attempt, key: str, position: int = 1) -> None:
    save_answers(attempt=attempt, answers=[make_given(position, key, sequence=attempt.latest_sequence() + 1)])


def check(attempt: Attempt, *keys: str, position: int = 1) -> str:
    """Answer and check, key by key."""
    words = ""
    for key in keys:
        give(attempt, key, position)
        words = check_item(attempt=attempt, position=position)
    return words


def fraction(attempt: Attempt, position: int = 1) -> float | None:
    return attempt.responses.get(position=position).fraction


def is_fixed(attempt: Attempt, position: int = 1) -> bool:
    return attempt.responses.get(position=position).fixed_at is not None


def test_a_checked_item_is_marked_and_fixed() -> None:
    attempt = attempt_with(feedback="each_item")

    assert check(attempt, "no") == ""

    assert (fraction(attempt), is_fixed(attempt)) == (0, True)
    assert (fraction(attempt, 2), is_fixed(attempt, 2)) == (None, False)


def test_a_fixed_item_takes_no_answer_and_says_so() -> None:
    attempt = attempt_with(feedback="each_item")
    check(attempt, "no")
    late, other = make_given(1, "yes", sequence=9), make_given(2, "yes", sequence=8)

    result = save_answers(attempt=attempt, answers=[late, other])

    assert result.refused == [(late.uuid, str(FIXED))]
    assert result.saved == [other.uuid]
    assert [row.value.get("choice") for row in attempt.responses.order_by("position")] == ["no", "yes"]


def test_what_was_stored_before_an_item_was_fixed_is_acknowledged_again() -> None:
    attempt = attempt_with(feedback="each_item")
    given = make_given(1, "no", sequence=1)
    save_answers(attempt=attempt, answers=[given])
    check_item(attempt=attempt, position=1)

    result = save_answers(attempt=attempt, answers=[given])

    assert (result.saved, result.refused) == ([given.uuid], [])


def test_where_feedback_comes_at_the_end_nothing_is_checked() -> None:
    attempt = attempt_with(feedback="end")

    check(attempt, "no")

    assert (fraction(attempt), is_fixed(attempt), Try.objects.count()) == (None, False, 0)


def test_a_blank_item_is_not_checked() -> None:
    attempt = attempt_with(feedback="tries")

    assert check_item(attempt=attempt, position=1) != ""
    assert check_item(attempt=attempt, position=99) != ""
    assert Try.objects.count() == 0


@pytest.mark.parametrize(
    ("keys", "earned", "fixed"),
    [
        (["yes"], 1, True),
        (["no"], 0, False),
        (["no", "yes"], 0.75, True),
        (["no", "perhaps"], 0, False),
        (["no", "perhaps", "yes"], 0.5, True),
    ],
)
def test_each_further_try_costs_the_penalty(keys: list[str], earned: float, fixed: bool) -> None:
    attempt = attempt_with(feedback="tries", tries=4, penalty_percent=25)

    check(attempt, *keys)

    assert (fraction(attempt), is_fixed(attempt)) == (earned, fixed)


def test_the_last_try_fixes_the_item() -> None:
    attempt = attempt_with(feedback="tries", tries=2)

    check(attempt, "no", "perhaps")

    assert (fraction(attempt), is_fixed(attempt)) == (0, True)


def test_the_same_answer_is_no_further_try() -> None:
    attempt = attempt_with(feedback="tries", tries=3)

    assert check(attempt, "no") == ""
    assert check_item(attempt=attempt, position=1) == ""  # A double click.
    assert check(attempt, "perhaps") == ""
    assert check(attempt, "no") != ""

    assert list(Try.objects.values_list("number", "answer__value__choice")) == [(1, "no"), (2, "perhaps")]


def test_a_better_try_is_never_lowered_by_a_later_one() -> None:
    course = make_course()
    several = {"options": [{**option, "right": n < 2} for n, option in enumerate(choice("a", "b", "c")["options"])]}
    question = make_question(course, type="multiple_choice", payload=several)
    attempt = make_attempt(make_quiz(course, questions=[question], feedback="tries", penalty_percent=50))
    for n, keys in enumerate([["a"], ["c"]], start=1):
        save_answers(attempt=attempt, answers=[make_given(1, value={"choices": keys}, sequence=n)])
        check_item(attempt=attempt, position=1)

    submit(attempt=attempt)

    assert fraction(attempt) == 0.5


def test_handing_in_keeps_what_was_checked_and_marks_the_rest() -> None:
    attempt = attempt_with(feedback="each_item", questions=3)
    check(attempt, "yes")
    give(attempt, "yes", 2)

    submit(attempt=attempt)

    assert [row.fraction for row in attempt.responses.order_by("position")] == [1, 1, 0]
    assert Mark.objects.count() == 3


@pytest.mark.parametrize(
    ("tried", "saved", "earned", "tries"),
    [
        (["no"], "yes", 0.75, 2),
        (["no"], None, 0, 1),
        ([], "yes", 1, 1),
        ([], None, 0, 0),
        (["no", "perhaps"], "no", 0, 2),
    ],
)
def test_an_answer_that_is_handed_in_unchecked_is_the_next_try(
    tried: list[str], saved: str | None, earned: float, tries: int
) -> None:
    attempt = attempt_with(feedback="tries", tries=4, questions=1)
    check(attempt, *tried)
    if saved:
        give(attempt, saved)

    submit(attempt=attempt)

    assert (fraction(attempt), Try.objects.count()) == (earned, tries)


def mended(attempt: Attempt, rule: Rule) -> Iterable[float | None]:
    """The fractions after a regrade, once `no` is the key."""
    question = attempt.responses.get().version.question
    question.payload = choice("no", "yes", "perhaps")
    question.save()
    cohort = attempt.enrolment.cohort
    chosen = Choice(question, rule, list(question.versions.all()), [cohort])
    plan = read_plan(chosen)
    wanted = [change.response.pk for change in plan.changes]
    regrade(chosen, seen=plan.digest, wanted=wanted, lower=True, reason="The key was wrong.", by=make_user())
    return [row.fraction for row in attempt.responses.all()]


@pytest.mark.parametrize(
    ("rule", "keys", "fractions"),
    [
        (Rule.NEW_KEY, ["no", "yes"], [1]),
        (Rule.NEW_KEY, ["perhaps", "yes"], [0]),
        (Rule.NEW_KEY, ["perhaps", "no", "yes"], [0.75]),
        (Rule.BOTH_KEYS, ["perhaps", "yes"], [0.75]),
        (Rule.BOTH_KEYS, ["no", "yes"], [1]),
        (Rule.FULL_MARKS, ["perhaps", "yes"], [1]),
    ],
)
def test_a_regrade_judges_every_try_by_the_new_key(rule: Rule, keys: list[str], fractions: list[float]) -> None:
    attempt = attempt_with(feedback="tries", tries=4, penalty_percent=25, questions=1)
    check(attempt, *keys)
    submit(attempt=attempt)

    assert mended(attempt, rule) == fractions


def test_pointers_agree_with_the_history() -> None:
    attempt = attempt_with(feedback="tries", questions=1)
    check(attempt, "no", "yes")

    response = Response.objects.get()

    assert response.current_mark == Mark.objects.latest("pk")
    assert response.fraction == response.current_mark.fraction  # type: ignore[union-attr]
    assert response.current_answer == Try.objects.get(number=2).answer


@pytest.mark.parametrize(
    "fields",
    [{"tries": 1}, {"tries": 11}, {"penalty_percent": 101}, {"feedback": "tries", "show_mark": "closed"}],
)
def test_the_database_holds_the_rules(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_quiz(make_course(), **fields)


def test_tries_are_numbered_once() -> None:
    attempt = attempt_with(feedback="tries")
    check(attempt, "no")
    again = Try.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Try.objects.create(response=again.response, answer=again.answer, number=1, fraction=0)
