"""What responses earn. Marking itself is pure and lives in the question types; here it is written down."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from quizzes.models import Attempt, Mark, QuestionVersion, Response


@transaction.atomic
def submit(*, attempt: Attempt, by: User | None = None) -> None:
    """Mark all responses of an attempt by the versions that were dealt, and close it.

    What was not answered earns 0. Handing in twice changes nothing; `attempt` is brought up to date.
    """
    attempt.closed_at = Attempt.objects.locked().get(pk=attempt.pk).closed_at
    if attempt.closed_at is None:
        mark_automatically(attempt=attempt, by=by)
        attempt.closed_at = timezone.now()
        attempt.save(update_fields=["closed_at"])


def mark_automatically(*, attempt: Attempt, by: User | None = None) -> None:
    """Mark each response by its key; what only a person can mark stays as it is. A mark by hand keeps its rank."""
    rows = attempt.responses.select_for_update(of=("self",))
    responses = list(rows.select_related("version", "current_answer", "current_mark"))
    earned = [(response, response.version.content.mark(response.value).fraction) for response in responses]
    marked = [(response, fraction) for response, fraction in earned if fraction is not None]
    marks = Mark.objects.bulk_create(
        Mark(response=response, fraction=fraction, rule=Mark.Rule.AUTOMATIC, version=response.version, by=by)
        for response, fraction in marked
    )
    for (response, _fraction), mark in zip(marked, marks, strict=True):
        response.weigh(mark)
    Response.objects.bulk_update([response for response, _fraction in marked], ["current_mark", "fraction"])


@transaction.atomic
def append_mark(
    *,
    response: Response,
    fraction: float,
    rule: str,
    version: QuestionVersion,
    by: User | None = None,
    reason: str = "",
    comment: str = "",
    levels: Mapping[str, str] | None = None,
) -> Mark:
    """Write a mark (`fraction` from 0 to 1), and let the response point at it unless a mark by hand outranks it.

    The student reads `reason` as why a mark was changed, and `comment` as what is said of the answer.
    """
    current = Response.objects.select_for_update(of=("self",)).select_related("current_mark").get(pk=response.pk)
    response.current_mark, response.fraction, response.dropped = current.current_mark, current.fraction, current.dropped
    said: dict[str, Any] = {"reason": reason, "comment": comment, "levels": dict(levels or {})}
    mark = Mark.objects.create(response=response, fraction=fraction, rule=rule, version=version, by=by, **said)
    if response.weigh(mark):
        response.save(update_fields=["current_mark", "fraction", "dropped"])
    return mark


def judge(*, response: Response, levels: Mapping[str, str], comment: str, by: User) -> Mark:
    """Mark an answer by the levels of its rubric, with a comment that the student reads."""
    return append_mark(
        response=response,
        fraction=response.version.content.judged(levels).fraction,
        rule=Mark.Rule.HAND,
        version=response.version,
        by=by,
        comment=comment,
        levels=levels,
    )
