"""An answer to a claim that is due: kept, marked, and told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.markdown import plain_text
from lessons.models import Enrolment
from quizzes.due import PREFIX, DueItem, day_start, due_cards, items_of, responses_of
from quizzes.forms import CertaintyForm
from quizzes.marking import append_mark
from quizzes.models import Attempt, Mark, RecallLog, Response
from quizzes.models.recall import today
from quizzes.objections import DecidingParagraph, deciding_paragraphs
from quizzes.question_types.base import Answer
from quizzes.recall import record
from quizzes.reviews import ReviewedItem, reviewed

NOT_DUE = _("This claim is not due any more, or has left the course. What you gave was not taken.")
CHANGED = _("The question has been changed since you opened the page, so that your answer was not taken.")
ENDED = _("The class “%(name)s” has ended: nothing is asked any more. All that you did in it stays to be seen.")

OTHER_WINDOW = _("You had answered this claim in another window, and that answer counts. Not taken: “%(words)s”.")


class RecallRefused(Exception):
    """Nothing was kept. The message is for the student."""


def answer_recall(*, enrolment: Enrolment, asked: Mapping[str, Any], data: QueryDict) -> Response | None:
    """Keep what a page sends: `asked` is what RecallForm has read of it. None, and nothing is kept, for a blank.

    The same answer sent twice is kept once. Raises RecallRefused where it cannot be taken.
    """
    with transaction.atomic():
        # Two clicks at once take turns here.
        student = Enrolment.objects.locked().select_related("cohort__course__revision").get(pk=enrolment.pk)
        if student.cohort.archived_at:
            raise RecallRefused(ENDED % {"name": student.cohort})
        try:
            item = due_item(student, claim=asked["claim"], times=asked["times"], digest=asked["item"])
        except RecallRefused:
            before = given_before(student, claim=asked["claim"], digest=asked["item"], data=data)
            if before is None:
                raise
            return before
        if asked["unknown"]:
            return keep_recall(enrolment=student, item=item, value={})
        form, sure = item.answer_form(data), CertaintyForm(data, prefix=PREFIX)
        if not form.is_valid() or not sure.is_valid() or item.draft.content.is_blank(form.cleaned_data):
            return None
        return keep_recall(enrolment=student, item=item, value=form.cleaned_data, **sure.cleaned_data)


def given_before(enrolment: Enrolment, *, claim: str, digest: str, data: QueryDict) -> Response | None:
    """The response of a form that has arrived before. Raises RecallRefused where that one said something else."""
    rows = responses_of(enrolment).filter(recalled__card__claim__key=claim, version__digest=digest)
    newest = rows.select_related("version", "current_answer").order_by("-pk").first()
    if newest is None:
        return None
    form = newest.version.content.answer_form(data, prefix=PREFIX)
    given = {} if "unknown" in data or not form.is_valid() else form.cleaned_data
    if given != newest.value:
        words = plain_text(newest.version.content.describe(given))
        raise RecallRefused(OTHER_WINDOW % {"words": words})
    return newest


def due_item(enrolment: Enrolment, *, claim: str, times: int, digest: str) -> DueItem:
    """The item that a page has asked: of a claim, by its key, that had been asked so many `times`, by its digest.

    Raises RecallRefused where that is no longer what is due.
    """
    cards = [card for card in due_cards(enrolment) if card.claim.key == claim and card.answers == times]
    found = items_of(enrolment, cards)
    if not found:
        raise RecallRefused(NOT_DUE)
    if found[0].draft.digest != digest:
        raise RecallRefused(CHANGED)
    return found[0]


def keep_recall(*, enrolment: Enrolment, item: DueItem, value: Answer, certainty: str = "") -> Response:
    attempt, version = attempt_of_today(enrolment), item.version()
    response = attempt.responses.create(
        position=attempt.responses.count() + 1, version=version, option_order=item.order
    )
    response.current_answer = response.answers.create(uuid=uuid4(), sequence=1, value=value, certainty=certainty)
    response.save(update_fields=["current_answer"])
    fraction = version.content.mark(value).fraction or 0.0
    append_mark(response=response, fraction=fraction, rule=Mark.Rule.AUTOMATIC, version=version)
    record(enrolment=enrolment, responses=[response])
    return response


def attempt_of_today(enrolment: Enrolment) -> Attempt:
    """What is recalled on one day is one attempt: the first answer of another day closes it."""
    attempt = enrolment.attempts.filter(kind=Attempt.Kind.RECALL).open().first()
    if attempt and attempt.started_at < day_start(enrolment):
        attempt.closed_at = timezone.now()
        attempt.save(update_fields=["closed_at"])
        attempt = None
    return attempt or enrolment.attempts.create(kind=Attempt.Kind.RECALL)


@dataclass(frozen=True)
class Told:
    """What came of an answer."""

    item: ReviewedItem
    paragraphs: Sequence[DecidingParagraph]
    back_on: date | None
    """When the first of its claims comes back."""


def told_recall(enrolment: Enrolment, pk: int) -> Told | None:
    """Of a student's own answer; None for what is no answer of recall. At most six statements."""
    rows = responses_of(enrolment).filter(pk=pk).select_related("attempt", "version", "current_answer")
    items = reviewed(rows.prefetch_related("objections", "all_marks"), enrolment.cohort.course)
    if not items:
        return None
    cohort, now = enrolment.cohort, today(enrolment.cohort)
    items[0].response.attempt.enrolment = enrolment
    log = RecallLog.objects.filter(response=pk).select_related("card")
    paragraphs = deciding_paragraphs(items[0])
    return Told(items[0], paragraphs, min((row.card.due_on_or_before_exam(cohort, now) for row in log), default=None))
