"""The rules of multiple choice, over every answer to questions of up to five right and five wrong options."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types.credit import CREDIT_RULES
from quizzes.question_types.multiple_choice import MultipleChoice
from quizzes.question_types.single_choice import SingleChoice

RULES = pytest.mark.parametrize("rule", CREDIT_RULES)
SIZES = [(right, wrong) for right in range(1, 6) for wrong in range(1, 6)]


def fraction(rule: str, hits: int, alarms: int, right: int, wrong: int) -> float:
    return CREDIT_RULES[rule].fraction(hits=hits, false_alarms=alarms, right=right, wrong=wrong)


def question(rule: str, right: int, wrong: int) -> MultipleChoice:
    options = [{"key": f"right{n}", "text": "x", "right": True} for n in range(right)]
    options += [{"key": f"wrong{n}", "text": "x"} for n in range(wrong)]
    return MultipleChoice.model_validate({"credit": rule, "options": options})


@RULES
@pytest.mark.parametrize(("right", "wrong"), SIZES)
def test_the_key_earns_all_and_nothing_or_everything_earns_nothing(rule: str, right: int, wrong: int) -> None:
    assert fraction(rule, right, 0, right, wrong) == 1
    assert fraction(rule, 0, 0, right, wrong) == 0
    assert fraction(rule, right, wrong, right, wrong) == 0


@RULES
@pytest.mark.parametrize(("right", "wrong"), SIZES)
def test_a_hit_never_costs_and_a_false_alarm_never_earns(rule: str, right: int, wrong: int) -> None:
    for hits, alarms in product(range(right), range(wrong + 1)):
        assert fraction(rule, hits, alarms, right, wrong) <= fraction(rule, hits + 1, alarms, right, wrong) <= 1
    for hits, alarms in product(range(right + 1), range(wrong)):
        assert 0 <= fraction(rule, hits, alarms + 1, right, wrong) <= fraction(rule, hits, alarms, right, wrong)


@pytest.mark.parametrize(("right", "wrong"), SIZES)
def test_the_rules_stand_in_order_of_strictness(right: int, wrong: int) -> None:
    for hits, alarms in product(range(right + 1), range(wrong + 1)):
        exact, penalty, proportional = (
            fraction(rule, hits, alarms, right, wrong) for rule in ("exact", "penalty", "proportional")
        )
        assert exact <= penalty <= proportional


@pytest.mark.parametrize(
    ("rule", "hits", "alarms", "expected"),
    [
        ("proportional", 1, 0, 1 / 2),
        ("proportional", 2, 1, 3 / 4),
        ("proportional", 1, 2, 0),
        ("penalty", 1, 0, 1 / 2),
        ("penalty", 2, 1, 1 / 2),
        ("penalty", 2, 2, 0),
        ("exact", 1, 0, 0),
        ("exact", 2, 1, 0),
    ],
)
def test_two_right_options_and_four_wrong_ones(rule: str, hits: int, alarms: int, expected: float) -> None:
    assert fraction(rule, hits, alarms, 2, 4) == expected


def test_a_penalty_is_as_dear_as_is_needed_when_few_options_are_wrong() -> None:
    assert fraction("penalty", 4, 1, 4, 2) == 1 / 2
    assert fraction("penalty", 4, 1, 4, 1) == 0


@RULES
@pytest.mark.parametrize(("right", "wrong"), [(1, 1), (2, 3), (3, 2), (1, 4)])
def test_the_guess_score_is_the_mean_over_all_answers(rule: str, right: int, wrong: int) -> None:
    asked = question(rule, right, wrong)
    answers = [
        {"choices": [key for key, ticked in zip(asked.option_keys(), ticks, strict=True) if ticked]}
        for ticks in product([False, True], repeat=right + wrong)
    ]

    mean = sum(asked.mark(answer).fraction for answer in answers) / len(answers)

    assert asked.guess_score() == pytest.approx(mean, abs=1e-12)


def test_the_guess_score_of_a_single_choice_is_the_mean_over_its_options() -> None:
    asked, _answer, _fraction = next(SingleChoice.examples())

    fractions = [asked.mark({"choice": key}).fraction for key in asked.option_keys()]

    assert asked.guess_score() == sum(fractions) / len(fractions)


@given(
    rule=st.sampled_from(list(CREDIT_RULES)),
    ticks=st.sets(st.sampled_from(["right0", "right1", "wrong0", "gone"])),
)
def test_a_mark_lies_between_0_and_1(rule: str, ticks: set[str]) -> None:
    assert 0 <= question(rule, 2, 1).mark({"choices": sorted(ticks)}).fraction <= 1


@RULES
def test_the_sentence_for_students_gives_no_number(rule: str) -> None:
    text = question(rule, 2, 3).credit_text

    assert text.endswith(".")
    assert [character for character in text if character.isdigit()] == []
    assert text == question(rule, 1, 4).credit_text
