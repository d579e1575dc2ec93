"""What a regrade would do: a pure function of what was dealt, answered and earned, of the present key and of a rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from quizzes.question_types.base import Answer, QuestionType
from quizzes.rules import percent_of
from quizzes.tries import earned_by_tries

SMALL = 1e-9
"""Marks that differ by less are the same."""


class Rule(StrEnum):
    """As `Mark.rule` has them."""

    NEW_KEY = "new_key"
    """Mark the stored answer by the question as it stands now."""
    BOTH_KEYS = "both_keys"
    """The better of that and of the version that was dealt."""
    FULL_MARKS = "full_marks"
    """For everybody who was dealt the question, blank answers too: a faulty item may be why nothing was answered."""
    DROPPED = "dropped"
    """The item counts neither in the score nor in its whole. What it earned stays, for the day it counts again."""
    COUNTED_AGAIN = "counted_again"


KEYS = (Rule.NEW_KEY, Rule.BOTH_KEYS)
COUNTING = (Rule.DROPPED, Rule.COUNTED_AGAIN)


class Fate(StrEnum):
    GAINS = "gains"
    LOSES = "loses"
    EVEN = "even"
    """The item leaves the score, or comes back to it, and the share stays what it was."""
    SAME = "same"
    """The rule gives the mark that counts already."""
    HAND = "hand"
    """Marked by hand, which outranks every rule."""
    OTHER_OPTIONS = "other_options"
    """The question no longer has all the options that were dealt, so that its key says nothing of the answer."""
    NOT_COUNTED = "not_counted"
    """The item was dropped before: its mark rests."""


CHANGING = (Fate.GAINS, Fate.LOSES, Fate.EVEN)


@dataclass(frozen=True)
class Standing:
    """The score of an attempt."""

    score: float
    max_score: float
    pass_percent: int

    @property
    def share(self) -> float:
        return self.score / self.max_score if self.max_score else 0

    @property
    def percent(self) -> int:
        return percent_of(self.score, self.max_score)

    @property
    def passed(self) -> bool:
        return self.percent >= self.pass_percent

    def plus(self, score: float, max_score: float = 0) -> "Standing":
        return Standing(self.score + score, self.max_score + max_score, self.pass_percent)


@dataclass(frozen=True)
class Case:
    """A response of a closed attempt, as a rule sees it."""

    dealt: QuestionType
    answer: Answer
    fraction: float
    max_marks: int
    by_hand: bool
    dropped: bool
    standing: Standing
    tries: tuple[Answer, ...] = ()
    """What was tried, oldest first, where each further try cost a penalty."""
    penalty_percent: int = 0

    def earns(self, key: QuestionType) -> float | None:
        """None where only a person can say; such an answer is never tried."""
        if not self.tries:
            return key.mark(self.answer).fraction
        fractions = [key.mark(answer).fraction or 0 for answer in self.tries]
        return earned_by_tries(fractions, penalty_percent=self.penalty_percent)


@dataclass(frozen=True)
class Effect:
    """What a rule would make of a case; where it changes nothing, `fraction` and `after` are as before."""

    fate: Fate
    fraction: float
    dropped: bool
    after: Standing

    @property
    def changes(self) -> bool:
        return self.fate in CHANGING


def effect_of(case: Case, *, rule: Rule, key: QuestionType) -> Effect:
    """`key` is the question as it stands now."""
    if rule in COUNTING:
        return effect_on_counting(case, drop=rule == Rule.DROPPED)
    spared = spared_as(case, rule, key)
    if spared:
        return unchanged(case, spared)
    fraction = fraction_by(case, rule, key)
    if abs(fraction - case.fraction) < SMALL:
        return unchanged(case, Fate.SAME)
    after = case.standing.plus((fraction - case.fraction) * case.max_marks)
    return Effect(Fate.GAINS if fraction > case.fraction else Fate.LOSES, fraction, False, after)


def spared_as(case: Case, rule: Rule, key: QuestionType) -> Fate | None:
    """Why a rule about marks leaves a response alone, if it does."""
    if case.by_hand:
        return Fate.HAND
    if case.dropped:
        return Fate.NOT_COUNTED
    if rule in KEYS and not fits(dealt=case.dealt, key=key):
        return Fate.OTHER_OPTIONS
    return None


def fits(*, dealt: QuestionType, key: QuestionType) -> bool:
    """Whether a question still has everything that was dealt. Options are found by their keys, never by place."""
    return type(dealt) is type(key) and part_keys(dealt) <= part_keys(key)


def part_keys(question: QuestionType) -> set[str]:
    return {*question.option_keys(), *(part.key for part in question.mark({}).parts)}


def fraction_by(case: Case, rule: Rule, key: QuestionType) -> float:
    """What a key cannot say, because only a person can, stays as it is."""
    if rule == Rule.FULL_MARKS:
        return 1.0
    keys = (key, case.dealt) if rule == Rule.BOTH_KEYS else (key,)
    fractions = [fraction for one in keys if (fraction := case.earns(one)) is not None]
    return max(fractions, default=case.fraction)


def effect_on_counting(case: Case, *, drop: bool) -> Effect:
    """A mark by hand stays as it is: this is about whether the item counts, not about what it earned."""
    if case.dropped == drop:
        return unchanged(case, Fate.SAME)
    sign = -1 if drop else 1
    after = case.standing.plus(sign * case.fraction * case.max_marks, sign * case.max_marks)
    more = after.share - case.standing.share
    fate = Fate.EVEN if abs(more) < SMALL else Fate.GAINS if more > 0 else Fate.LOSES
    return Effect(fate, case.fraction, drop, after)


def unchanged(case: Case, fate: Fate) -> Effect:
    return Effect(fate, case.fraction, case.dropped, case.standing)


def numbers(effects: Iterable[Effect]) -> dict[Fate, int]:
    """How many responses meet each fate."""
    counts = dict.fromkeys(Fate, 0)
    for effect in effects:
        counts[effect.fate] += 1
    return counts
