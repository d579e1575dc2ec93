"""What several tries at one item earn."""

from collections.abc import Sequence


def worth(number: int, *, penalty_percent: int) -> float:
    """The most that a try earns, from 0 to 1; the first one is number 1."""
    return max(0.0, 1 - penalty_percent * (number - 1) / 100)


def earned_by_tries(fractions: Sequence[float], *, penalty_percent: int) -> float:
    """The best of the tries, oldest first: max of fraction x (1 - penalty x (try - 1)), and never below 0.

    Moodle's "interactive with multiple tries" takes the penalty for each try before, and its "adaptive mode" gives
    the best try; here both hold, so that a further try can never lower what an earlier one has earned.
    """
    worths = (worth(number, penalty_percent=penalty_percent) for number in range(1, len(fractions) + 1))
    return max((fraction * most for fraction, most in zip(fractions, worths, strict=True)), default=0.0)
