"""What the attempts of a student at a quiz come to. All pages and reports ask here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.models import Attempt, Quiz
from quizzes.rules import percent_of

Counting = Quiz.Counting


@dataclass(frozen=True)
class Result:
    percent: int | None = None
    """Rounded down; None as long as nothing counts."""
    passed: bool = False
    counting: str = Counting.BEST
    """By which rule."""

    @property
    def in_words(self) -> str:
        words = {
            Counting.BEST: _("best attempt %(percent)s%%"),
            Counting.LAST: _("last attempt %(percent)s%%"),
            Counting.FIRST: _("first attempt %(percent)s%%"),
            Counting.MEAN: _("mean of the attempts %(percent)s%%"),
        }
        return words[Counting(self.counting)] % {"percent": self.percent}


def result_of(attempts: Iterable[Attempt]) -> Result:
    """Of all attempts of one student at one quiz, with their scores; those that are open or void count nothing.

    Which one counts is a rule like the others: that of the attempt that was begun last.
    """
    finished = sorted((attempt for attempt in attempts if attempt.counts), key=lambda one: (one.started_at, one.pk))
    if not finished:
        return Result()
    rules = finished[-1].frozen
    if rules.counting == Counting.MEAN:
        shares = [one.score / one.max_score if one.max_score else 0.0 for one in finished]
        percent = percent_of(sum(shares), len(shares))
        return Result(percent, percent >= rules.pass_percent, rules.counting)
    chosen = {Counting.FIRST: finished[:1], Counting.LAST: finished[-1:]}.get(Counting(rules.counting), finished)
    return Result(max(one.percent for one in chosen), any(one.passed for one in chosen), rules.counting)
