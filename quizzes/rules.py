"""The rules of a quiz, frozen for an attempt when it begins."""

from datetime import datetime, timedelta
from math import floor
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from quizzes.tries import worth


class Rules(BaseModel):
    """What `Attempt.rules` holds. Read from a quiz with `of`, from an attempt with `model_validate`."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)

    title: str = ""
    number: int = 1
    """Which attempt of the student at the quiz this is."""
    attempts_allowed: int | None = None
    pass_percent: int = 0
    items_per_page: int = 50
    shuffle_items: bool = False
    shuffle_options: bool = False
    feedback: Literal["end", "each_item", "tries"] = "end"
    tries: int = 3
    penalty_percent: int = 0
    ask_certainty: bool = True
    time_limit: int | None = None
    """In minutes, without the extra time."""
    extra_minutes: int = 0
    """What this student has been granted beyond the time limit, and beyond `closes`."""
    grace: int = 30
    """In seconds: what arrives so much after the end still counts."""
    closes: AwareDatetime | None = None
    """When the quiz closes for this student, without the extra time."""
    delay: int = 0
    """From the end of this attempt to the beginning of the next one, in minutes."""
    counting: str = "best"
    """Which of several attempts counts: a `Quiz.Counting`."""

    @classmethod
    def of(cls, quiz: object, *, number: int, **granted: object) -> Self:
        """`granted` are fields that the quiz does not say, or says otherwise for others."""
        return cls.model_validate(quiz).model_copy(update={"number": number, **granted})

    def end_of(self, started_at: datetime) -> datetime | None:
        """When an attempt that began then is over; None for never.

        Extra time comes on top of whichever end is the earlier, so that whoever begins in time gets all of it.
        """
        limit = started_at + timedelta(minutes=self.time_limit) if self.time_limit else None
        ends = [end for end in (limit, self.closes) if end]
        return min(ends) + timedelta(minutes=self.extra_minutes) if ends else None

    @property
    def tells_each(self) -> bool:
        """Whether an item can be checked, and is told, before the attempt is handed in."""
        return self.feedback != "end"

    @property
    def most_tries(self) -> int:
        return self.tries if self.feedback == "tries" else 1

    def worth_of(self, number: int) -> int:
        """The most that a try earns, in per cent of the item's marks."""
        return round(100 * worth(number, penalty_percent=self.penalty_percent))

    def page_of(self, position: int) -> int:
        """The number of the page on which an item stands; both count from 1."""
        return (max(position, 1) - 1) // self.items_per_page + 1


def percent_of(score: float, max_score: float) -> int:
    """Rounded down; 0 where nothing counts."""
    return floor(100 * score / max_score + 1e-9) if max_score else 0
