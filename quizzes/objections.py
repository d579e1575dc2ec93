"""Objections to items: who may raise one, and what an instructor reads before deciding it."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Q, QuerySet

from lessons.evidence import Cited, CitedParagraph
from quizzes.models import Attempt, Objection, Response
from quizzes.models.objections import may_object
from quizzes.reviews import ReviewedItem

AT_ONCE = [Attempt.Kind.CHECK, Attempt.Kind.RECALL, Attempt.Kind.PRACTICE]
TOLD = Q(attempt__kind=Attempt.Kind.QUIZ, attempt__closed_at__isnull=False) | Q(
    attempt__kind__in=AT_ONCE, current_answer__isnull=False
)
"""Responses whose outcome the student has been told: items of closed attempts, and what is told once it is answered."""


def own_responses(user: User | AnonymousUser) -> QuerySet[Response]:
    """What a student may object to, with all that its page shows around it."""
    responses = Response.objects.filter(TOLD, attempt__enrolment__user=user.pk)
    around = ("attempt__enrolment__cohort__course__revision", "attempt__quiz", "attempt__section__lesson__course")
    rows = responses.select_related(*around, "version__question", "current_answer", "current_mark")
    return rows.prefetch_related("objections", "all_marks")


@transaction.atomic
def object_to(*, response: Response, reason: str) -> Objection | None:
    """Keep an objection. None, and nothing is kept, where the student may not object (see `may_object`).

    The same reason once more is the same objection: a form that is sent twice counts once.
    """
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)  # Two windows take turns.
    earlier = list(Objection.objects.filter(response=response))
    same = next((objection for objection in earlier if objection.reason == reason), None)
    if same or not may_object(earlier):
        return same
    return Objection.objects.create(response=response, reason=reason)


@dataclass(frozen=True)
class DecidingParagraph:
    paragraph: CitedParagraph
    claims: list[Cited]
    """Those of its claims that decide."""


def deciding_paragraphs(item: ReviewedItem) -> list[DecidingParagraph]:
    """Where it stands what is right; of a question whose options name no claims, what it tests."""
    deciding = [item.claims[key] for key in dict.fromkeys(item.outcome.deciding) if key in item.claims]
    found: dict[str, DecidingParagraph] = {}
    for cited in deciding or item.tested:
        place = found.setdefault(cited.label, DecidingParagraph(cited.paragraph, []))
        place.claims.append(cited)
    return list(found.values())
