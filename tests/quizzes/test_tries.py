"""What several tries at one item earn."""

import pytest

from quizzes.tries import earned_by_tries, worth


@pytest.mark.parametrize(
    ("fractions", "penalty", "earned"),
    [
        ([], 25, 0),
        ([1], 25, 1),
        ([0, 1], 25, 0.75),
        ([0, 0, 1], 25, 0.5),
        ([0.5, 0.5], 25, 0.5),
        ([0.9, 1], 25, 0.9),
        ([0, 0, 1], 50, 0),
        ([0, 0, 1], 100, 0),
        ([0, 1], 0, 1),
    ],
)
def test_the_best_try_counts_each_less_its_penalty(fractions: list[float], penalty: int, earned: float) -> None:
    assert earned_by_tries(fractions, penalty_percent=penalty) == earned


def test_no_try_is_worth_less_than_nothing() -> None:
    assert [worth(number, penalty_percent=40) for number in range(1, 5)] == [1, 0.6, pytest.approx(0.2), 0]
