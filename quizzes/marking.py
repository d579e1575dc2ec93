"""What responses earn. Marking itself is pure and lives in the question types; here it is written down."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lessons.models import Enrolment
from quizzes.models import Attempt, Intervention, Mark, QuestionVersion, Response, Try
from quizzes.recall import record, record_anew
from quizzes.tries import earned_by_tries

REGRADED = (Mark.Rule.NEW_KEY, Mark.Rule.BOTH_KEYS, Mark.Rule.FULL_MARKS)


@transaction.atomic
def submit(*, attempt: Attempt, by: User | None = None) -> None:
    """Mark all responses of an attempt by the versions that were dealt, let recall know, and close it.

    It closes at its end at the latest. What was not answered earns 0. Handing in twice changes nothing; `attempt` is
    brought up to date.
    """
    reopened = lock(attempt)
    if attempt.closed_at is None:
        responses = mark_automatically(attempt=attempt, by=by)
        student = Enrolment.objects.locked().select_related("cohort").get(pk=attempt.enrolment_id)
        now, again = timezone.now(), tried_again(attempt)
        if reopened:
            record_anew(enrolment=student, attempt=attempt, responses=responses, at=now, again=again)
        else:
            record(enrolment=student, responses=responses, again=again)
        attempt.closed_at = min(now, attempt.ends_at) if attempt.ends_at else now
        attempt.save(update_fields=["closed_at"])


@transaction.atomic
def submit_overdue(*, attempt: Attempt) -> bool:
    """Hand in what was saved of an attempt whose time is up, the grace too; says whether that was to be done."""
    if not attempt.is_overdue:
        return False
    lock(attempt)
    # Somebody may have been quicker, or have given it more time.
    overdue = attempt.is_overdue
    if overdue:
        submit(attempt=attempt)
    return overdue


def lock(attempt: Attempt) -> bool:
    """Wait for whoever works on an attempt, and bring it up to date. Says whether it was handed in and reopened."""
    reopened = Intervention.objects.filter(attempt=OuterRef("pk"), kind=Intervention.Kind.REOPEN)
    current = Attempt.objects.locked().annotate(reopened=Exists(reopened)).get(pk=attempt.pk)
    attempt.closed_at, attempt.ends_at, attempt.void = current.closed_at, current.ends_at, current.void
    return bool(current.reopened)  # type: ignore[attr-defined]  # Of the annotation.


def mark_automatically(*, attempt: Attempt, by: User | None = None) -> list[Response]:
    """Mark each response by its key; what only a person can mark stays as it is. A mark by hand keeps its rank.

    What was checked and fixed keeps its mark. Where there is another try, an answer that was saved and not checked is
    the next one. In an attempt that was reopened, what a regrade said of a response is said of its new answer too.
    Gives all responses of the attempt.
    """
    rows = attempt.responses.select_for_update(of=("self",))
    every = list(rows.select_related("version", "current_answer", "current_mark__version"))
    responses = [row for row in every if row.fixed_at is None]
    tries = last_tries(attempt, responses) if attempt.frozen.most_tries > 1 else {}
    fractions = [
        earned(attempt, own) if (own := tries.get(row.pk)) else row.version.content.mark(row.value).fraction
        for row in responses
    ]
    marked = [(row, fraction) for row, fraction in zip(responses, fractions, strict=True) if fraction is not None]
    marks = Mark.objects.bulk_create(mark_of(response, fraction, by) for response, fraction in marked)
    for (response, _fraction), mark in zip(marked, marks, strict=True):
        response.weigh(mark)
    Response.objects.bulk_update([response for response, _fraction in marked], ["current_mark", "fraction"])
    return every


def tried_again(attempt: Attempt) -> set[int]:
    """The numbers of the responses at which the student had more than one try."""
    if attempt.frozen.most_tries == 1:
        return set()
    return set(Try.objects.filter(response__attempt=attempt, number=2).values_list("response", flat=True))


def last_tries(attempt: Attempt, responses: Sequence[Response]) -> dict[int, list[Try]]:
    """All tries at each response, by its number, with those that handing in makes of answers that are not checked."""
    tries: dict[int, list[Try]] = {response.pk: [] for response in responses}
    for row in Try.objects.filter(response__in=responses).select_related("answer").order_by("number"):
        tries[row.response_id].append(row)
    new = [try_at(row, tries[row.pk]) for row in responses if is_untried(row, tries[row.pk])]
    for row in Try.objects.bulk_create(new):
        tries[row.response_id].append(row)
    return tries


def is_untried(response: Response, tries: Sequence[Try]) -> bool:
    """Whether its answer is another one than all that were tried, and one that a key can mark."""
    content = response.version.content
    can_be_tried = not content.marked_by_hand and not content.is_blank(response.value)
    return can_be_tried and all(response.value != row.answer.value for row in tries)


def try_at(response: Response, earlier: Sequence[Try]) -> Try:
    """The next try, with the answer that is saved. Saves nothing."""
    fraction = response.version.content.mark(response.value).fraction or 0
    return Try(response=response, answer=response.current_answer, number=len(earlier) + 1, fraction=fraction)


def earned(attempt: Attempt, tries: Sequence[Try]) -> float:
    return earned_by_tries([row.fraction for row in tries], penalty_percent=attempt.frozen.penalty_percent)


def mark_of(response: Response, fraction: float, by: User | None) -> Mark:
    """What the key says; after a regrade, what its rule says, by the version that it was done by."""
    mark = Mark(response=response, fraction=fraction, rule=Mark.Rule.AUTOMATIC, version=response.version, by=by)
    before = response.current_mark
    if before is None or before.rule not in REGRADED:
        return mark
    mark.rule, mark.version, mark.reason = before.rule, before.version, before.reason
    by_new_key = before.version.content.mark(response.value).fraction or 0
    fractions = {Mark.Rule.FULL_MARKS: 1.0, Mark.Rule.NEW_KEY: by_new_key}
    mark.fraction = fractions.get(Mark.Rule(before.rule), max(fraction, by_new_key))
    return mark


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
