"""The receipt of an attempt: what was saved when, as a text that a student keeps and an instructor can verify.

Its signature is made with the key of the site (HMAC, `django.core.signing`): whoever changes a word of the text
cannot make another one. The line before it names each answer by its uuid, so that the site can say of every answer
that it has once acknowledged whether it is still there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from lessons.markdown import plain_text
from quizzes.certainty import with_certainty
from quizzes.models import Answer, Attempt, Response
from quizzes.models.attempts import AttemptQuerySet

SIGNER = Signer(salt="the receipt of an attempt")
LISTED, SIGNED = "casite-answers: ", "casite-signature: "
INDENT = "    "


class Altered(ValueError):
    """This is no receipt of this site, or not as the site has written it."""


class Receipt(BaseModel):
    """What a program reads in a receipt."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attempt: int
    made: AwareDatetime
    answers: tuple[UUID, ...]
    """Of those that were saved, the newest to each item and those that came too late."""


@dataclass(frozen=True)
class Verified:
    """A receipt that is genuine, beside what is stored now."""

    receipt: Receipt
    attempt: Attempt | None
    """None where it is gone, or not for the eyes of whoever asks."""
    missing: tuple[UUID, ...] = ()
    """Answers of the receipt that are not stored."""


def write_receipt(attempt: Attempt, *, made: datetime | None = None) -> str:
    """The signed text for an attempt, which comes from `sittings()`; its times are those of the class's zone.

    Two statements, however many items there are.
    """
    made = made or timezone.now()
    responses = list(attempt.responses.select_related("version", "current_answer"))
    late: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(response__attempt=attempt, late=True).order_by("sequence", "pk"):
        late.setdefault(answer.response_id, []).append(answer)
    counted = [response.current_answer for response in responses if response.current_answer]
    answers = [*counted, *(answer for answers in late.values() for answer in answers)]
    receipt = Receipt(attempt=attempt.pk, made=made, answers=tuple(answer.uuid for answer in answers))
    lines = [*heading(attempt, made)]
    for response in responses:
        lines += item_lines(response, late.get(response.pk, ()), attempt.enrolment.cohort.zone)
    return signed("\n".join([*lines, "", LISTED + receipt.model_dump_json()]))


def heading(attempt: Attempt, made: datetime) -> Iterator[str]:
    enrolment, zone = attempt.enrolment, attempt.enrolment.cohort.zone
    student = enrolment.user.get_full_name() or enrolment.user.get_username()
    yield _("What casite has saved of an attempt at a quiz")
    yield ""
    yield _("Quiz: %(title)s, attempt %(number)s") % {"title": attempt.frozen.title, "number": attempt.frozen.number}
    yield _("Class: %(class)s, %(course)s") % {"class": enrolment.cohort, "course": enrolment.cohort.course}
    yield _("Student: %(name)s") % {"name": student}
    yield _("Begun: %(when)s") % {"when": to_the_second(attempt.started_at, zone)}
    if attempt.closed_at:
        yield _("Handed in: %(when)s") % {"when": to_the_second(attempt.closed_at, zone)}
    else:
        yield _("Not handed in yet.")
    yield _("This receipt was made: %(when)s") % {"when": to_the_second(made, zone)}


def item_lines(response: Response, late: "list[Answer] | tuple[()]", zone: ZoneInfo) -> Iterator[str]:
    yield ""
    if response.current_answer:
        said = _("Item %(position)s, saved %(when)s:")
        yield from answer_lines(said, response, response.current_answer, zone)
    else:
        yield _("Item %(position)s: nothing is saved.") % {"position": response.position}
    for answer in late:
        said = _("Item %(position)s, came too late on %(when)s and does not count:")
        yield from answer_lines(said, response, answer, zone)


def answer_lines(said: str, response: Response, answer: Answer, zone: ZoneInfo) -> Iterator[str]:
    yield said % {"position": response.position, "when": to_the_second(answer.saved_at, zone)}
    content = response.version.content
    words = with_certainty(plain_text(content.describe(answer.value)), answer.certainty)
    yield from (INDENT + line for line in words.splitlines())


def to_the_second(time: datetime, zone: ZoneInfo) -> str:
    return date_format(time.astimezone(zone), "j F Y, H:i:s T")


def signed(text: str) -> str:
    text = plain(text)
    signature = SIGNER.signature(text)
    return f"{text}\n{SIGNED}{signature}\n"


def plain(text: str) -> str:
    """The same without what mail and editors do to a text: other line ends, and blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def read_receipt(text: str) -> Receipt:
    """Raises `Altered` where the signature does not fit to every word of the text."""
    body, marker, signature = plain(text.lstrip("\ufeff")).rpartition(f"\n{SIGNED}")
    _words, listed, line = body.rpartition(f"\n{LISTED}")
    try:
        SIGNER.unsign(f"{body}{SIGNER.sep}{signature}")
        if marker and listed:
            return Receipt.model_validate_json(line)
    except (BadSignature, ValidationError) as error:
        raise Altered from error
    raise Altered


def verify(text: str, attempts: AttemptQuerySet) -> Verified:
    """`attempts` are those that whoever asks may see. Raises `Altered`."""
    receipt = read_receipt(text)
    attempt = attempts.filter(pk=receipt.attempt).first()
    if attempt is None:
        return Verified(receipt, None)
    stored = set(Answer.objects.filter(response__attempt=attempt).values_list("uuid", flat=True))
    return Verified(receipt, attempt, tuple(uuid for uuid in receipt.answers if uuid not in stored))
