"""Attempts from their start to the last answer: freezing the rules, keeping what is given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lessons.models import Enrolment
from quizzes.admission import admission
from quizzes.batches import GivenAnswer
from quizzes.marking import submit_overdue
from quizzes.models import Answer, Attempt, Certainty, Quiz, Response
from quizzes.papers import write_paper

CLOSED = _("This attempt has been handed in. No more answers are taken.")
NEWER_WINDOW = _("This attempt was continued in another window. Load the page again before you go on here.")
NO_SUCH_ITEM = _("This attempt has no such item.")
NO_SUCH_CERTAINTY = _("This is not one of the degrees of certainty.")
FIXED = _("This item has been checked in this attempt: its answer stands fast.")
UNREADABLE = _("This answer cannot be read.")


class StartRefused(Exception):
    """An attempt cannot begin. The message is for the student."""


class TimeIsUp(Exception):
    """The open attempt of a student has run out, and has to be handed in before another begins.

    Not here: whoever hands in locks the attempt first and the enrolment afterwards, so that `start`, whose caller has
    locked the enrolment, and somebody who hands in could wait for each other.
    """

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt)
        self.attempt = attempt


@dataclass
class SaveResult:
    """`saved` has the uuids that are stored, now or before; `sequence` the highest one stored that came in time."""

    sequence: int
    saved: list[UUID] = field(default_factory=list)
    late: list[UUID] = field(default_factory=list)
    """Those of them that came after the end and its grace: they are kept, and do not count."""
    refused: list[tuple[UUID, str]] = field(default_factory=list)


@transaction.atomic
def start(*, enrolment: Enrolment, quiz: Quiz, seed: int | None = None) -> Attempt:
    """The open attempt of a student at a quiz; a new one where there is none, dealt by a seed of chance or by `seed`.

    Two clicks at once take turns if `enrolment` comes from `Enrolment.objects.locked()` in the caller's transaction;
    the unique constraint says the same to everybody else. Raises `StartRefused` where there may be no new one,
    `TimeIsUp` where the open one has to be handed in first.
    """
    attempts = list(enrolment.attempts.of_quizzes().filter(quiz=quiz))
    for attempt in attempts:
        if attempt.is_overdue:
            raise TimeIsUp(attempt)
        if attempt.closed_at is None:
            return attempt
    admitted = admission(enrolment=enrolment, quiz=quiz, attempts=attempts)
    if admitted.refusal:
        raise StartRefused(admitted.refusal)
    rules = admitted.rules.model_dump(mode="json")
    attempt = Attempt(enrolment=enrolment, kind=Attempt.Kind.QUIZ, quiz=quiz, rules=rules)
    attempt.ends_at = admitted.rules.end_of(attempt.started_at)
    attempt.seed = attempt.seed if seed is None else seed
    paper = write_paper(attempt=attempt, quiz=quiz)
    if not paper:
        raise StartRefused(_("This quiz has no questions yet."))
    attempt.save()
    Response.objects.bulk_create(paper)
    return attempt


@transaction.atomic
def save_answers(*, attempt: Attempt, answers: Sequence[GivenAnswer], seen: int | None = None) -> SaveResult:
    """Keep answers. Each is stored once, however often it is sent; the highest sequence counts.

    An attempt whose time is up, the grace too, is closed here; what comes then is kept as late and does not count.

    `attempt` comes from `Attempt.objects.locked()` in the caller's transaction: to lock it here once more would
    be a statement for every answer of every student. `seen` is the highest sequence that the window knew of: a
    lower one than stored means that a newer window exists.
    """
    submit_overdue(attempt=attempt)
    rows = attempt.responses.filter(position__in={given.position for given in answers})
    responses = {row.position: row for row in rows.select_related("version").with_latest()}
    latest = next((row.latest or 0 for row in responses.values()), None)
    result = SaveResult(attempt.latest_sequence() if latest is None else latest)
    late, refusal = attempt.ran_out, None
    if not late:
        refusal = CLOSED if attempt.closed_at else NEWER_WINDOW if seen is not None and seen < result.sequence else None
    fixed = any(row.fixed_at for row in responses.values())
    stored = stored_before(attempt, answers) if refusal or late or fixed else {}
    if refusal is NEWER_WINDOW and result.sequence in stored.values():
        refusal = None  # The newer answers are this window's own: only their acknowledgement was lost.
    fresh = []
    for given in answers:
        try:
            if (given.position, given.uuid) not in stored:
                fresh.append(accepted(given, responses.get(given.position), refusal, late=late))
            result.saved.append(given.uuid)
        except ValidationError as error:
            result.refused.append((given.uuid, error.messages[0]))
    append_answers(fresh)
    if late:
        result.late = [answer.uuid for answer in fresh]
    else:
        result.sequence = max([result.sequence, *(answer.sequence for answer in fresh)])
    return result


def stored_before(attempt: Attempt, answers: Sequence[GivenAnswer]) -> dict[tuple[int, UUID], int]:
    """The sequences of those answers that are stored already, by position and uuid."""
    known = Answer.objects.filter(response__attempt=attempt, uuid__in=[given.uuid for given in answers])
    rows = known.values_list("response__position", "uuid", "sequence")
    return {(position, uuid): sequence for position, uuid, sequence in rows}


def accepted(
    given: GivenAnswer, response: Response | None, refusal: Promise | None = None, *, late: bool = False
) -> Answer:
    """The answer to store. Raises `ValidationError`, with a reason for the student, where it cannot be."""
    if refusal is not None:
        raise ValidationError(str(refusal))
    if response is None:
        raise ValidationError(NO_SUCH_ITEM)
    if response.fixed_at is not None:
        raise ValidationError(str(FIXED))
    if given.certainty not in {"", *Certainty.values}:
        raise ValidationError(NO_SUCH_CERTAINTY)
    form = response.version.content.answer_form(given.value)
    if not form.is_valid():
        raise ValidationError([*(message for messages in form.errors.values() for message in messages), UNREADABLE])
    return Answer(
        response=response,
        uuid=given.uuid,
        sequence=given.sequence,
        value=form.cleaned_data,
        certainty=given.certainty,
        late=late,
        client_time=given.client_time,
    )


def append_answers(answers: Sequence[Answer]) -> None:
    """Store answers that are not stored yet, and let their responses point at the newest ones."""
    if answers:
        Answer.objects.bulk_create(answers, ignore_conflicts=True)
        Response.objects.filter(pk__in={answer.response_id for answer in answers}).point_at_newest_answers()
