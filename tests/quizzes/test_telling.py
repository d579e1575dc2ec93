"""What of an outcome is told: nothing that is hidden is left in it, whatever the question type."""

import pytest

from quizzes.question_types import QUESTION_TYPES
from quizzes.question_types.base import Outcome, Part
from quizzes.question_types.ordering import Ordering
from quizzes.telling import EVERYTHING, NOTHING, VERDICT, Told, as_told

CASES = [
    pytest.param(question.mark(answer), question.option_keys(), id=f"{slug}-{number}")
    for slug, cls in QUESTION_TYPES.items()
    for number, (question, answer, _fraction) in enumerate(cls.examples())
]


@pytest.mark.parametrize(("outcome", "asked"), CASES)
def test_without_the_key_no_part_says_what_was_right_and_not_given(outcome: Outcome, asked: list[str]) -> None:
    whole = {part.key: part for part in outcome.parts}

    for part in as_told(outcome, Told(key=False), asked=asked).parts:
        assert (part.wanted, part.said) == ("", "")
        assert part.right == (whole[part.key].right and part.chosen)
        assert part.chosen or part.key in asked or whole[part.key].wanted
        assert part.rationale == "" or (part.chosen and (part.right or not whole[part.key].wanted))


@pytest.mark.parametrize(("outcome", "asked"), CASES)
def test_without_the_mark_all_parts_look_alike(outcome: Outcome, asked: list[str]) -> None:
    for part in as_told(outcome, NOTHING, asked=asked).parts:
        assert (part.right, part.wanted, part.rationale, part.claim, part.misconception) == (False, "", "", "", "")
        assert part.is_told == (not part.chosen)
        assert not part.partly


@pytest.mark.parametrize(("outcome", "asked"), CASES)
def test_between_tries_only_the_verdict_is_told(outcome: Outcome, asked: list[str]) -> None:
    parts = as_told(outcome, VERDICT, asked=asked).parts

    assert {(part.wanted, part.rationale, part.claim) for part in parts} <= {("", "", "")}
    assert not [part for part in parts if part.right and not part.chosen]


def test_there_is_something_to_leak() -> None:
    parts: list[Part] = [part for case in CASES for part in as_told(case.values[0], EVERYTHING, asked=[]).parts]  # type: ignore[attr-defined]

    assert any(part.wanted for part in parts)
    assert any(part.partly for part in parts)
    assert any(part.right and not part.chosen and not part.wanted for part in parts)
    assert all(any(getattr(part, name) for part in parts) for name in ("rationale", "claim", "misconception"))


@pytest.mark.parametrize("told", [NOTHING, Told(key=False)])
def test_without_the_key_an_order_is_told_as_it_was_given(told: Told) -> None:
    question, _answer, _fraction = next(Ordering.examples())
    outcome = question.mark({"market": "1", "survey": "3"})

    shown = as_told(outcome, told, asked=question.right_order())

    assert [part.key for part in outcome.parts] == ["survey", "road", "bridge", "market"]
    assert [part.key for part in shown.parts] == ["market", "survey", "bridge", "road"]
    assert not shown.keeps_order
