"""How well students know what they know: of the answers given with a degree of certainty, how many are right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

FEWEST = 10
"""With fewer answers a picture would show chance: then there are only the words."""

DEGREES = ("sure", "fairly_sure", "guessing")


@dataclass(frozen=True)
class Degree:
    """The answers that were given with one degree of certainty."""

    name: str
    answers: int
    right: int

    @property
    def percent(self) -> int:
        """Of the answers that are right; rounded half up. 0 where there are none."""
        return (200 * self.right + self.answers) // (2 * self.answers) if self.answers else 0

    @property
    def label(self) -> str:
        return {"sure": _("Sure"), "fairly_sure": _("Fairly sure"), "guessing": _("Guessing")}[self.name]

    @property
    def words(self) -> str:
        if self.answers == 1:
            return self.words_of_one
        words = {
            "sure": _("When you were sure you were right %(right)s of %(answers)s times."),
            "fairly_sure": _("When you were fairly sure you were right %(right)s of %(answers)s times."),
            "guessing": _("When you guessed you were right %(right)s of %(answers)s times."),
        }
        return words[self.name] % {"right": self.right, "answers": self.answers}

    @property
    def words_of_one(self) -> str:
        if self.right:
            words = {
                "sure": _("When you were sure, once, you were right."),
                "fairly_sure": _("When you were fairly sure, once, you were right."),
                "guessing": _("When you guessed, once, you were right."),
            }
        else:
            words = {
                "sure": _("When you were sure, once, you were not right."),
                "fairly_sure": _("When you were fairly sure, once, you were not right."),
                "guessing": _("When you guessed, once, you were not right."),
            }
        return words[self.name]


@dataclass(frozen=True)
class Calibration:
    degrees: Sequence[Degree] = ()
    """Those that occur, the surest first."""

    @property
    def answers(self) -> int:
        return sum(degree.answers for degree in self.degrees)

    @property
    def has_picture(self) -> bool:
        return self.answers >= FEWEST

    def __bool__(self) -> bool:
        return bool(self.degrees)


def calibrate(judgements: Iterable[tuple[str, bool]]) -> Calibration:
    """Of pairs: a degree of certainty, and whether the answer was wholly right."""
    rows = list(judgements)
    groups = {name: [right for degree, right in rows if degree == name] for name in DEGREES}
    return Calibration([Degree(name, len(own), sum(own)) for name, own in groups.items() if own])
