"""What answers do to the cards of their claims: checks, quizzes and recall count alike.

A card exists once a claim has been asked. A claim is right when every part that names it is right; a part without a
claim stands for all claims of the question. Wrong is FSRS's Again, right is Good, right and sure is Easy; Hard is
never used. What is asked and left blank is not right.

A regrade rewrites no schedule. What a student knew on a day does not change with the key; later answers have built
on it; and to move the cards of a whole class at once would bury it. The claim is asked again in any case, sooner if
the faulty key had called it wrong.

What is no regrade counts, once for each response and content of its answer: an answer that only a person can mark when
that is done, as of the day on which it was given; and in an attempt that was reopened each other answer.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from lessons.models import Claim, Enrolment
from quizzes.forgetting import Memory, after_answer
from quizzes.models import Attempt, Card, Certainty, Mark, Rating, RecallLog, Response
from quizzes.question_types.base import Outcome, Part

STATE = ("stability", "difficulty", "answers", "answered_at", "answered_on", "due_on")


@transaction.atomic
def record(
    *, enrolment: Enrolment, responses: Iterable[Response], again: Collection[int] = (), once_a_day: bool = False
) -> None:
    """Let the cards of a student follow from answers that were marked just now; three statements at any number.

    Wants an enrolment from `Enrolment.objects.locked()` with its class, and responses with version and answer. A
    claim that several of them ask has been recalled once: as well as in the worst of them. What needed a second try
    was not known: `again` has the numbers of those responses. With `once_a_day` (practice) a claim that was answered
    on this day already is left alone: what has just been told is no test of memory.
    """
    rate(enrolment, worst_ratings(responses, again), at=timezone.now(), once_a_day=once_a_day)


@transaction.atomic
def record_anew(
    *, enrolment: Enrolment, attempt: Attempt, responses: Iterable[Response], at: datetime, again: Collection[int] = ()
) -> None:
    """The same of an attempt that was recorded before, with all its responses: one statement more.

    `at` is when its answers were given. The card of a claim follows where the worst answer to it is one that was not
    recorded, unless the claim has been asked elsewhere since: then later answers have built on the card.
    """
    rows = {response.pk: response for response in responses}
    worst = worst_ratings(rows.values(), again)
    log = RecallLog.objects.filter(card__enrolment=enrolment, card__claim__key__in=worst)
    log = log.filter(Q(response__attempt=attempt) | Q(at__gt=at)).select_related("card__claim", "answer")
    for entry in log:
        key, response = entry.card.claim.key, rows.get(entry.response_id)
        if key not in worst or (response and entry.value != response.value):
            continue
        rating, worse = worst[key]
        if response in (None, worse) or entry.rating <= rating:
            del worst[key]
    rate(enrolment, worst, at=at)


def rate(
    enrolment: Enrolment, worst: Mapping[str, tuple[Rating, Response]], *, at: datetime, once_a_day: bool = False
) -> None:
    if not worst:
        return
    claims: Iterable[Any] = claims_with_cards(enrolment, worst)
    if once_a_day:
        day = timezone.localdate(at, timezone=enrolment.cohort.zone)
        claims = [claim for claim in claims if claim.own_answered_on != day]
    cards = [next_card(enrolment, claim, rating=worst[claim.key][0], at=at) for claim in claims]
    if not cards:
        return
    Card.objects.bulk_create(
        cards, update_conflicts=True, unique_fields=["enrolment", "claim"], update_fields=list(STATE)
    )
    RecallLog.objects.bulk_create(log_of(card, *worst[card.claim.key]) for card in cards)


def claims_with_cards(enrolment: Enrolment, keys: Iterable[str]) -> QuerySet[Claim]:
    """Claims of the course with what the student's cards say of them, where there are any: `own_stability`, ..."""
    own = FilteredRelation("cards", condition=Q(cards__enrolment=enrolment))
    rows: QuerySet[Claim] = Claim.objects.filter(course=enrolment.cohort.course_id, retired=False, key__in=keys)
    return rows.annotate(own=own, **{f"own_{name}": F(f"own__{name}") for name in STATE}).order_by("pk")


def worst_ratings(responses: Iterable[Response], again: Collection[int]) -> dict[str, tuple[Rating, Response]]:
    """By the key of a claim. Nothing comes of an item that is dropped, or that nobody has marked yet."""
    found: dict[str, tuple[Rating, Response]] = {}
    for response in responses:
        if response.dropped or not is_marked(response):
            continue
        for key, best in ratings(response).items():
            rating = Rating.AGAIN if response.pk in again else best
            if key not in found or rating < found[key][0]:
                found[key] = (rating, response)
    return found


def is_marked(response: Response) -> bool:
    """Where only a person can mark, whether one has done so since the answer was given."""
    content, mark, answer = response.version.content, response.current_mark, response.current_answer
    if not content.marked_by_hand or answer is None or content.is_blank(answer.value):
        return response.fraction is not None
    return mark is not None and mark.rule == Mark.Rule.HAND and mark.at >= answer.saved_at


def outcome_of(response: Response) -> Outcome:
    """What the key says; where only a person can mark, what was said: by the rubric, or of the answer as a whole."""
    content, mark = response.version.content, response.current_mark
    outcome = content.mark(response.value)
    if outcome.fraction is not None or mark is None:
        return outcome
    return Outcome(mark.fraction, content.judged(mark.levels).parts if mark.levels else ())


def ratings(response: Response) -> dict[str, Rating]:
    """By the key of each claim that the question tests; where it names none, of those that decide its key."""
    version, answer = response.version, response.value
    outcome = outcome_of(response)
    keys = version.snapshot["claims"] or version.content.deciding_claims()
    if version.content.is_blank(answer):
        return dict.fromkeys(keys, Rating.AGAIN)
    good = Rating.EASY if response.certainty == Certainty.SURE else Rating.GOOD
    return {key: good if is_right(key, outcome) else Rating.AGAIN for key in keys}


def is_right(claim: str, outcome: Outcome) -> bool:
    """Where no part speaks of the claim, the whole answer has to be right; where that is, so is every claim.

    A part may be right and not chosen, in an answer that earns all there is: one place of several, or a point.
    """
    if outcome.fraction == 1:
        return True
    parts = [part for part in outcome.parts if part.claim in ("", claim)]
    return bool(parts) and all(is_met(part) for part in parts)


def is_met(part: Part) -> bool:
    """Whether the student was right about a part: chosen if it belongs to the key, or given what was wanted."""
    return part.chosen and part.right if part.wanted else part.chosen == part.right


def next_card(enrolment: Enrolment, claim: Any, *, rating: Rating, at: datetime) -> Card:
    """The card after an answer, not saved. `claim` is one of `claims_with_cards`."""
    before = None
    if claim.own_answers:
        before = Memory(claim.own_stability, claim.own_difficulty, claim.own_answered_on, claim.own_due_on)
    at = max(at, claim.own_answered_at or at)
    memory = after_answer(before, rating=rating, day=timezone.localdate(at, timezone=enrolment.cohort.zone))
    return Card(
        enrolment=enrolment, claim=claim, answers=(claim.own_answers or 0) + 1, answered_at=at, **asdict(memory)
    )


def memory_of(card: Card) -> Memory:
    return Memory(card.stability, card.difficulty, card.answered_on, card.due_on)


def log_of(card: Card, rating: Rating, response: Response) -> RecallLog:
    return RecallLog(
        card=card,
        response=response,
        answer=response.current_answer,
        rating=rating,
        at=card.answered_at,
        stability=card.stability,
        difficulty=card.difficulty,
        due_on=card.due_on,
    )
