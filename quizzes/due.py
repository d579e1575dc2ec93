"""What a student is asked today: which claims are due, in which order, and by which item each of them is asked.

The most forgotten come first, so that a missed day buries nobody: what the day's minutes do not reach waits for the
next one. A claim is asked by another of its questions than the last time, where one may be asked (see `askable`);
otherwise by “whose claim is it?” (see `voices`); otherwise it waits.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery

from lessons.models import Claim, Enrolment
from quizzes.askable import askable
from quizzes.dealing import option_order
from quizzes.forgetting import chance
from quizzes.models import Attempt, Card, Question, QuestionVersion, RecallLog, RecallSettings, Response
from quizzes.models.recall import MINUTES, today
from quizzes.question_types.base import QuestionType
from quizzes.recall import memory_of
from quizzes.versions import claim_draft, claim_keys, current_version, draft, version_of_claim
from quizzes.voices import stem_of, voice_items

PREFIX = "recall"
"""Of what an answer form sends."""
SECONDS = 30
"""What one claim is held to take: reading the question, answering, reading why."""


@dataclass(frozen=True)
class DueItem:
    """A claim that is due, and what asks it: a question of the bank, or the claim itself."""

    card: Card
    claim: Claim
    question: Question | None = None
    voice: QuestionType | None = None

    @cached_property
    def draft(self) -> QuestionVersion:
        """Its version, as it would be made: found or made in the database only once it is answered."""
        if self.question:
            return draft(self.question, claim_keys([self.question])[self.question.pk])
        if self.voice is None:
            raise ValueError("Neither a question nor a voice.")
        return claim_draft(self.claim, self.voice, stem=stem_of(self.claim))

    def answer_form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        return self.draft.content.answer_form(data, prefix=PREFIX, order=self.order)

    def version(self) -> QuestionVersion:
        if self.question:
            return current_version(self.question)
        return version_of_claim(self.claim, self.draft.content, stem=self.draft.stem)

    @property
    def order(self) -> list[str]:
        """The keys of its options as they are dealt: the same on the page and when it is answered."""
        return option_order(self.draft.content.option_keys(), seed=self.card.answers, question=str(self.card.pk))


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
    if others:
        return DueItem(card, card.claim, question=others[card.answers % len(others)])
    return DueItem(card, card.claim, voice=voice) if voice else None


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
    return responses_of(enrolment).filter(attempt__started_at__gte=day_start(enrolment)).count()


def responses_of(enrolment: Enrolment) -> QuerySet[Response]:
    return Response.objects.filter(attempt__enrolment=enrolment, attempt__kind=Attempt.Kind.RECALL)


def day_start(enrolment: Enrolment) -> datetime:
    return datetime.combine(today(enrolment.cohort), time(), tzinfo=enrolment.cohort.zone)
