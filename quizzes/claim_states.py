"""How a student stands with claims: new, learning, known or due."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from lessons.models import Claim, Enrolment, Topic
from quizzes.models import Card, ClaimState
from quizzes.models.recall import today

ORDER = (ClaimState.DUE, ClaimState.LEARNING, ClaimState.KNOWN, ClaimState.NEW)
"""In which they are told: first what asks for something."""


@dataclass(frozen=True)
class Standing:
    """The claims of a section, a topic or a page, with the state of each by its key."""

    states: dict[str, ClaimState]

    @property
    def counts(self) -> list[tuple[ClaimState, int]]:
        """How many claims are in each state that occurs."""
        counts = Counter(self.states.values())
        return [(state, counts[state]) for state in ORDER if counts[state]]

    @property
    def due(self) -> bool:
        return ClaimState.DUE in self.states.values()


def states_of(enrolment: Enrolment, keys: Collection[str]) -> dict[str, ClaimState]:
    """The state of each of these claims of the course, in one statement; wants the enrolment with its class."""
    if not keys:
        return {}
    cards = Card.objects.of(enrolment).filter(claim__key__in=keys)
    known = known_states(enrolment, cards.annotate(key=F("claim__key")))
    return {key: known.get(key, ClaimState.NEW) for key in keys}


def known_states(enrolment: Enrolment, cards: Iterable[Any]) -> dict[str, ClaimState]:
    """Of cards with the `key` of their claim."""
    cohort = enrolment.cohort
    now = today(cohort)
    return {card.key: card.state(cohort, now) for card in cards}


def standing_with_topic(enrolment: Enrolment, topic: Topic) -> Standing:
    """Two statements."""
    keys = Claim.objects.current().filter(topics=topic).values_list("key", flat=True)
    return Standing(states_of(enrolment, list(keys)))


def course_counts(enrolment: Enrolment) -> list[tuple[ClaimState, int]]:
    """How many claims of the whole course are in each state, in two statements."""
    cards = list(Card.objects.of(enrolment).annotate(key=F("claim__key")))
    counts = Counter(known_states(enrolment, cards).values())
    counts[ClaimState.NEW] = Claim.objects.current().filter(course=enrolment.cohort.course_id).count() - len(cards)
    return [(state, counts[state]) for state in ORDER]


def due_count(enrolment: Enrolment) -> int:
    return Card.objects.of(enrolment).due(enrolment.cohort).count()
