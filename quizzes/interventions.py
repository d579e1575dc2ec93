"""What an instructor does with attempts that have begun, each under its lock, with a reason that the student reads.

An extension is undone by another one, a close by a reopening and the other way round, a void by a restore.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.models import Enrolment
from quizzes.marking import submit
from quizzes.models import Attempt, Intervention
from quizzes.models.attempts import AttemptQuerySet

Kind = Intervention.Kind


class InterventionRefused(Exception):
    """It makes no sense as the attempt stands. The message is for the instructor."""


def with_interventions(attempts: AttemptQuerySet) -> AttemptQuerySet:
    """Adds whether there are any."""
    own = Intervention.objects.filter(attempt=OuterRef("pk"))
    return attempts.annotate(has_interventions=Exists(own))  # type: ignore[no-redef]


@transaction.atomic
def intervene(
    *, attempt: Attempt, kind: str, reason: str, by: User | None, until: datetime | None = None
) -> Intervention:
    """Do it and note it. `until` is for an extension and a reopening. Raises `InterventionRefused`."""
    current = Attempt.objects.locked().get(pk=attempt.pk)
    # In the order of whoever hands in, so that two never wait for each other; no attempt begins meanwhile.
    Enrolment.objects.locked().get(pk=attempt.enrolment_id)
    if current.kind != Attempt.Kind.QUIZ:
        raise InterventionRefused(_("Checks of lessons have no end and count in no score."))
    if until and until <= timezone.now():
        raise InterventionRefused(_("The new end is in the past."))
    ACTS[Kind(kind)](current, until)
    current.save(update_fields=["closed_at", "ends_at", "void"])
    until = until if kind in (Kind.EXTEND, Kind.REOPEN) else None
    return Intervention.objects.create(attempt=current, kind=kind, until=until, reason=reason, by=by)


def extend(attempt: Attempt, until: datetime | None) -> None:
    """Another end, also an earlier one than an extension gave, but none before that of the rules."""
    promised = attempt.frozen.end_of(attempt.started_at)
    if attempt.closed_at:
        raise InterventionRefused(_("It is closed. Reopen it instead."))
    if attempt.ends_at is None:
        raise InterventionRefused(_("It has no end that could be moved."))
    if until is None:
        raise InterventionRefused(_("Say until when."))
    if promised and until < promised:
        raise InterventionRefused(_("The student was promised more time than that. Close it instead."))
    attempt.ends_at = until


def close(attempt: Attempt, _until: datetime | None) -> None:
    if attempt.closed_at:
        raise InterventionRefused(_("It is closed already."))
    submit(attempt=attempt)


def reopen(attempt: Attempt, until: datetime | None) -> None:
    if attempt.closed_at is None:
        raise InterventionRefused(_("It is open."))
    if attempt.void:
        raise InterventionRefused(_("It is void. Restore it first."))
    others = Attempt.objects.open().of_quizzes().filter(enrolment=attempt.enrolment_id, quiz=attempt.quiz_id)
    if others.exists():
        raise InterventionRefused(_("The student has another open attempt at this quiz."))
    if until is None and attempt.frozen.end_of(attempt.started_at):
        raise InterventionRefused(_("It had an end. Say until when it is open now."))
    attempt.closed_at, attempt.ends_at = None, until


def void(attempt: Attempt, _until: datetime | None) -> None:
    """An open one is handed in as it is, so that it can be restored."""
    if attempt.void:
        raise InterventionRefused(_("It is void already."))
    submit(attempt=attempt)
    attempt.void = True


def restore(attempt: Attempt, _until: datetime | None) -> None:
    if not attempt.void:
        raise InterventionRefused(_("It is not void."))
    attempt.void = False


ACTS: Mapping[Kind, Callable[[Attempt, datetime | None], None]] = {
    Kind.EXTEND: extend,
    Kind.CLOSE: close,
    Kind.REOPEN: reopen,
    Kind.VOID: void,
    Kind.RESTORE: restore,
}
