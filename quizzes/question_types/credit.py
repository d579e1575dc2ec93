"""The rules by which a multiple choice earns part of its mark.

A question has r right and w wrong options (both at least 1); an answer ticks h of the right ones (hits) and f
of the wrong ones (false alarms). Under every rule the key earns 1; ticking nothing, or everything, earns 0;
one more hit never costs anything, and one more false alarm never earns anything.
"""

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Fraction(Protocol):
    def __call__(self, *, hits: int, false_alarms: int, right: int, wrong: int) -> float: ...


def exact(*, hits: int, false_alarms: int, right: int, wrong: int) -> float:
    """1 if h = r and f = 0, else 0: dichotomous marking, QTI's `match_correct`."""
    return float(hits == right and false_alarms == 0)


def proportional(*, hits: int, false_alarms: int, right: int, wrong: int) -> float:
    """max(0, h/r - f/w): the hit rate less the false alarm rate.

    This is the index J of W. J. Youden, "Index for rating diagnostic tests", Cancer 3 (1950), and what
    Moodle's multiple answers give when right options share +100% and wrong ones -100%. For blind ticking h/r
    and f/w have the same mean, so that guesses gain nothing before the cut at 0.
    """
    return max(0, hits * wrong - false_alarms * right) / (right * wrong)


def penalty(*, hits: int, false_alarms: int, right: int, wrong: int) -> float:
    """max(0, h/r - f/min(r, w)): a false alarm costs what a hit earns, or 1/w where that is more.

    With at least as many wrong options as right ones this is "right minus wrong", max(0, (h - f)/r), as
    Canvas marks multiple answers. With fewer wrong ones that formula would pay for ticking everything; hence
    the larger cost. It is never more generous than `proportional`.
    """
    cheaper = min(right, wrong)
    return max(0, hits * cheaper - false_alarms * right) / (right * cheaper)


@dataclass(frozen=True)
class RuleWords:
    """What a rule of any type is called, and what it says to students and instructors.

    It gives no numbers: they might tell how many options are right.
    """

    label: str | Promise
    text: str | Promise


@dataclass(frozen=True)
class CreditRule(RuleWords):
    fraction: Fraction


CREDIT_RULES = {
    "proportional": CreditRule(
        _("Proportional"),
        _(
            "Every right option you tick earns an equal part of the mark; every wrong one takes part of it "
            "away, so that ticking everything earns nothing. The mark is never below zero."
        ),
        proportional,
    ),
    "exact": CreditRule(
        _("All or nothing"),
        _("You earn the mark if you tick all the right options and no wrong one; otherwise nothing."),
        exact,
    ),
    "penalty": CreditRule(
        _("Right minus wrong"),
        _(
            "Every right option you tick earns an equal part of the mark; every wrong one takes at least as "
            "much away, so that ticking everything earns nothing. The mark is never below zero."
        ),
        penalty,
    ),
}
