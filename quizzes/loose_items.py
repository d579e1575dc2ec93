"""Items that stand in no paper: asked one at a time, marked and told at once. Recall and practice are made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.markdown import plain_text
from lessons.models import Claim, Enrolment
from quizzes.dealing import option_order
from quizzes.forms import CertaintyForm
from quizzes.marking import mark_of
from quizzes.models import Attempt, Question, QuestionVersion, RecallLog, Response
from quizzes.models.recall import today
from quizzes.objections import DecidingParagraph, deciding_paragraphs
from quizzes.question_types.base import Answer, QuestionType
from quizzes.recall import record
from quizzes.reviews import ReviewedItem, reviewed
from quizzes.versions import claim_draft, claim_keys, current_versions, draft, version_of_claim
from quizzes.voices import stem_of

CHANGED = _("The question has been changed since you opened the page, so that your answer was not taken.")
ENDED = _("The class “%(name)s” has ended: nothing is asked any more. All that you did in it stays to be seen.")
OTHER_WINDOW = _("You had answered this in another window, and that answer counts. Not taken: “%(words)s”.")


class AnswerRefused(Exception):
    """Nothing was kept. The message is for the student."""


@dataclass(frozen=True, kw_only=True)
class LooseItem:
    """A question of the bank, or a claim that is asked for its voice."""

    prefix: str
    """Of what its answer form sends."""
    times: int
    """How often it was asked before: tells a second click from a second answer, and deals its options anew."""
    called: str
    """What tells its order of options from that of another item, and of another student."""
    claim: Claim | None = None
    question: Question | None = None
    voice: QuestionType | None = None

    @cached_property
    def tested(self) -> list[str]:
        """The keys of the claims that its question tests."""
        return claim_keys([self.question])[self.question.pk] if self.question else []

    @cached_property
    def draft(self) -> QuestionVersion:
        """Its version, as it would be made: found or made in the database only once it is answered."""
        if self.question:
            return draft(self.question, self.tested)
        if self.voice is None or self.claim is None:
            raise ValueError("Neither a question nor a voice.")
        return claim_draft(self.claim, self.voice, stem=stem_of(self.claim))

    def answer_form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        return self.draft.content.answer_form(data, prefix=self.prefix, order=self.order)

    def version(self) -> QuestionVersion:
        if self.question:
            return current_versions([self.question], claims={self.question.pk: self.tested})[self.question.pk]
        if self.claim is None:
            raise ValueError("Neither a question nor a claim.")
        return version_of_claim(self.claim, self.draft.content, stem=self.draft.stem)

    @property
    def order(self) -> list[str]:
        """The keys of its options as they are dealt: the same on the page and when it is answered."""
        return option_order(self.draft.content.option_keys(), seed=self.times, question=self.called)

    @property
    def sent(self) -> dict[str, Any]:
        """What its form sends besides the answer, so that it is found again."""
        which = {"claim": self.claim.key} if self.claim else {"question": self.question.key} if self.question else {}
        return {**which, "times": self.times, "item": self.draft.digest}


def locked_student(enrolment: Enrolment) -> Enrolment:
    """Two clicks at once take turns here. Raises AnswerRefused where the class has ended."""
    student = Enrolment.objects.locked().select_related("cohort__course__revision").get(pk=enrolment.pk)
    if student.cohort.archived_at:
        raise AnswerRefused(ENDED % {"name": student.cohort})
    return student


def keep_given(
    *, enrolment: Enrolment, item: LooseItem, kind: str, data: QueryDict, unknown: bool = False
) -> Response | None:
    """Keep what a page sends as the answer to an item. None, and nothing is kept, for a blank or nonsense."""
    if unknown:
        return keep_answer(enrolment=enrolment, item=item, kind=kind, value={})
    form, sure = item.answer_form(data), CertaintyForm(data, prefix=item.prefix)
    if not form.is_valid() or not sure.is_valid() or item.draft.content.is_blank(form.cleaned_data):
        return None
    return keep_answer(enrolment=enrolment, item=item, kind=kind, value=form.cleaned_data, **sure.cleaned_data)


def keep_answer(*, enrolment: Enrolment, item: LooseItem, kind: str, value: Answer, certainty: str = "") -> Response:
    """Mark an answer and let the cards of its claims follow. Wants an enrolment from `Enrolment.objects.locked()`."""
    (attempt, size), version = attempt_of_today(enrolment, kind=kind), item.version()
    response = attempt.responses.create(position=size + 1, version=version, option_order=item.order)
    response.current_answer = response.answers.create(uuid=uuid4(), sequence=1, value=value, certainty=certainty)
    mark = mark_of(response, version.content.mark(value).fraction or 0.0, by=None)
    mark.save()
    response.weigh(mark)
    response.save(update_fields=["current_answer", "current_mark", "fraction"])
    record(enrolment=enrolment, responses=[response], once_a_day=kind == Attempt.Kind.PRACTICE)
    return response


def attempt_of_today(enrolment: Enrolment, *, kind: str) -> tuple[Attempt, int]:
    """What is answered on one day is one attempt, here with the number of its responses.

    The first answer of another day closes it.
    """
    attempt = enrolment.attempts.filter(kind=kind).open().with_size().order_by().first()
    if attempt and attempt.started_at >= day_start(enrolment):
        return attempt, attempt.size
    if attempt:
        attempt.closed_at = timezone.now()
        attempt.save(update_fields=["closed_at"])
    return enrolment.attempts.create(kind=kind), 0


def same_as_before(response: Response, *, data: QueryDict, prefix: str) -> Response:
    """The response of a form that has arrived before. Raises AnswerRefused where that one said something else."""
    content = response.version.content
    form = content.answer_form(data, prefix=prefix)
    given = {} if "unknown" in data or not form.is_valid() else form.cleaned_data
    if given != response.value:
        raise AnswerRefused(OTHER_WINDOW % {"words": plain_text(content.describe(given))})
    return response


def responses_of(enrolment: Enrolment, *, kind: str) -> QuerySet[Response]:
    return Response.objects.filter(attempt__enrolment=enrolment, attempt__kind=kind)


def day_start(enrolment: Enrolment) -> datetime:
    return datetime.combine(today(enrolment.cohort), time(), tzinfo=enrolment.cohort.zone)


@dataclass(frozen=True)
class Told:
    """What came of an answer."""

    item: ReviewedItem
    paragraphs: Sequence[DecidingParagraph]
    back_on: date | None
    """When the first of its claims comes back; None where the answer moved no card."""


def told_answer(enrolment: Enrolment, pk: int, *, kind: str) -> Told | None:
    """Of a student's own answer; None for what is no answer of this kind. At most six statements."""
    rows = responses_of(enrolment, kind=kind).filter(pk=pk).select_related("attempt", "version", "current_answer")
    items = reviewed(rows.prefetch_related("objections", "all_marks"), enrolment.cohort.course)
    if not items:
        return None
    cohort, now = enrolment.cohort, today(enrolment.cohort)
    items[0].response.attempt.enrolment = enrolment
    log = RecallLog.objects.filter(response=pk).select_related("card")
    paragraphs = deciding_paragraphs(items[0])
    return Told(items[0], paragraphs, min((row.card.due_on_or_before_exam(cohort, now) for row in log), default=None))
