"""How a claim is forgotten, by FSRS-6 with its default parameters (J. Ye and others; the package `fsrs`). Pure.

Time is counted in days of the calendar, for a claim that is answered late at night is asked in the morning. There
are no steps of minutes: what is wrong comes back on the next day at the earliest. Nothing is left to chance.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import fsrs

SCHEDULER = fsrs.Scheduler(desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True)
class Memory:
    """What is known of a student's memory of one claim. Stability is in days, difficulty goes from 1 to 10."""

    stability: float
    difficulty: float
    answered_on: date
    due_on: date
    """The day on which nine of ten such claims would still be known."""


def after_answer(memory: Memory | None, *, rating: int, day: date) -> Memory:
    """The memory after an answer; None stands for a claim that has not been asked before."""
    if memory and day < memory.answered_on:  # The class has moved to another time zone.
        day = memory.answered_on
    card, _log = SCHEDULER.review_card(as_card(memory), fsrs.Rating(rating), midnight(day))
    if card.stability is None or card.difficulty is None:
        raise ValueError("FSRS has scheduled nothing.")
    return Memory(card.stability, card.difficulty, day, card.due.date())


def chance(memory: Memory, day: date) -> float:
    """How likely a right answer is on a day, from 0 to 1: the retrievability of FSRS."""
    return float(SCHEDULER.get_card_retrievability(as_card(memory), midnight(day)))


def as_card(memory: Memory | None) -> fsrs.Card:
    """A card without a number of its own would wait for the clock to make one."""
    if memory is None:
        return fsrs.Card(card_id=0)
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=midnight(memory.due_on),
        last_review=midnight(memory.answered_on),
    )


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
