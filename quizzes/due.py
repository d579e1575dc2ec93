"""What a student is asked today: which claims are due, in which order, and by which item each of them is asked.

The most forgotten come first, so that a missed day buries nobody: what the day's minutes do not reach waits for the
next one. A claim is asked by another of its questions than the last time, where one may be asked (see `askable`);
otherwise by “whose claim is it?” (see `voices`); otherwise it waits.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from lessons.models import Claim, Enrolment
from quizzes.askable import askable
from quizzes.forgetting import chance
from quizzes.loose_items import LooseItem, day_start, responses_of
from quizzes.models import Attempt, Card, Question, RecallLog, RecallSettings
from quizzes.models.recall import MINUTES, today
from quizzes.question_types.base import QuestionType
from quizzes.recall import memory_of
from quizzes.voices import voice_items

KIND = Attempt.Kind.RECALL
PREFIX = "recall"
"""Of what an answer form sends."""
SECONDS = 30
"""What one claim is held to take: reading the question, answering, reading why."""


@dataclass(frozen=True, kw_only=True)
class DueItem(LooseItem):
    """A claim that is due, and what asks it: a question of the bank, or the claim itself."""

    card: Card
    claim: Claim


@dataclass(frozen=True)
class Day:
    """A student's recall of today."""

    items: Sequence[DueItem]
    """What can be asked, the most forgotten first."""
    waiting: int
    """How many claims are due that nothing can ask at present."""
    done: int
    """How many were answered today."""
    minutes: int

    @property
    def cap(self) -> int:
        """How many claims fill the minutes."""
        return self.minutes * 60 // SECONDS

    @property
    def number(self) -> int:
        """How many claims are for today, those that are done among them."""
        return min(self.done + len(self.items), max(self.cap, self.done))

    @property
    def later(self) -> int:
        """How many are due beyond that."""
        return self.done + len(self.items) - self.number

    @property
    def next(self) -> DueItem | None:
        return self.items[0] if self.done < self.number else None


def read_day(enrolment: Enrolment) -> Day:
    """At most nine statements, however much is due, and those of what is not kept in memory.

    Wants the enrolment with `cohort__course__revision`.
    """
    cards = due_cards(enrolment)
    items = items_of(enrolment, cards)
    settings = RecallSettings.objects.filter(enrolment=enrolment).first()
    return Day(
        items=items,
        waiting=len(cards) - len(items),
        done=done_today(enrolment),
        minutes=settings.minutes if settings else MINUTES,
    )


def due_cards(enrolment: Enrolment) -> list[Card]:
    """The most forgotten first; adds `last_question`, the number of the one that asked last, None for a voice."""
    last = RecallLog.objects.filter(card=OuterRef("pk")).order_by("-pk").values("response__version__question")[:1]
    rows = Card.objects.of(enrolment).due(enrolment.cohort).annotate(last_question=Subquery(last))
    day = today(enrolment.cohort)
    return sorted(rows.select_related("claim"), key=lambda card: (chance(memory_of(card), day), card.pk))


def items_of(enrolment: Enrolment, cards: Sequence[Card]) -> list[DueItem]:
    questions = questions_by_claim(enrolment, cards) if cards else {}
    voices = voice_items(enrolment.cohort.course) if cards else {}
    items = [item_of(card, questions.get(card.claim_id, []), voices.get(card.claim_id)) for card in cards]
    return [item for item in items if item]


def item_of(card: Any, questions: Sequence[Question], voice: QuestionType | None) -> DueItem | None:
    """One of the questions in turn, but for the last one."""
    others = [question for question in questions if question.pk != card.last_question]
    if not others and not voice:
        return None
    question = others[card.answers % len(others)] if others else None
    return DueItem(
        prefix=PREFIX,
        times=card.answers,
        called=str(card.pk),
        card=card,
        claim=card.claim,
        question=question,
        voice=None if question else voice,
    )


def questions_by_claim(enrolment: Enrolment, cards: Sequence[Card]) -> dict[int, list[Question]]:
    """Those that may be asked, by the number of the claim that they test."""
    pairs = Question.claims.through.objects.filter(claim__in=[card.claim_id for card in cards])
    claims: dict[int, list[int]] = defaultdict(list)
    for question, claim in pairs.values_list("question_id", "claim_id"):
        claims[question].append(claim)
    found: dict[int, list[Question]] = defaultdict(list)
    for row in askable(enrolment=enrolment, questions=Question.objects.filter(pk__in=claims)):
        for claim in claims[row.pk]:
            found[claim].append(row)
    return found


def done_today(enrolment: Enrolment) -> int:
    return responses_of(enrolment, kind=KIND).filter(attempt__started_at__gte=day_start(enrolment)).count()
