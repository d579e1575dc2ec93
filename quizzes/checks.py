"""Checks inside lessons: asked after a section, marked at once, told why.

What a student sees of a check follows from the newest answer: a form where there is none, otherwise the outcome of
the version that was answered. The first answers to the checks of a section are one attempt, open until all of
them are answered; whoever answers a check again makes an attempt of its own, which is closed at once.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from uuid import uuid4

from django import forms
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models import Enrolment, Lesson, Section
from quizzes.forms import CertaintyForm
from quizzes.marking import append_mark
from quizzes.models import Attempt, Mark, Objection, Question, QuestionVersion, Response
from quizzes.question_types.base import QuestionType
from quizzes.recall import record
from quizzes.versions import current_version

ORDERS = 8
CHOOSE = _("Choose an answer first.")
STUDENTS = Signer(salt="the student for whom a check was drawn")


class WhichForm(forms.Form):
    """Which check of a lesson is answered, and whose page it stood on."""

    check = forms.CharField(max_length=40)
    student = forms.CharField(required=False, max_length=100)

    @property
    def student_id(self) -> int | None:
        """The number of the student for whom the form was drawn; None where it names nobody, or is forged."""
        self.is_valid()
        try:
            return int(STUDENTS.unsign(self.cleaned_data.get("student") or ""))
        except BadSignature:
            return None


class AskForm(CertaintyForm):
    """What a check asks besides its question."""

    answered = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    """How often the check had been answered when it was shown: tells a second click from a second answer."""


def dealt_order(question: Question, *, seed: str, answered: int = 0, content: QuestionType | None = None) -> list[str]:
    """The keys of the options in an order that looks drawn and is the same whenever it is asked for.

    `content` is that of the question, where it is at hand: to read it anew takes longer than all the rest.
    """
    draw = f"{seed}:{question.pk}:{answered}"
    keys = (content or question.content).option_keys()
    return sorted(keys, key=lambda key: hashlib.sha256(f"{draw}:{key}".encode()).digest())


def student_seed(enrolment: Enrolment) -> str:
    """Neighbours see the options in different orders, but all students together in a few: each is drawn once."""
    return f"order {enrolment.pk % ORDERS}"


def answers_to_checks(*, enrolment: Enrolment, lesson: Lesson) -> dict[int, list[Response]]:
    """By question, what a student has answered to the checks of a lesson, oldest first; one query.

    Adds `objected`: whether the student has objected to what was told.
    """
    rows = Response.objects.of_checks().filter(attempt__enrolment=enrolment, version__question__section__lesson=lesson)
    rows = rows.annotate(objected=Exists(Objection.objects.filter(response=OuterRef("pk"))))  # type: ignore[no-redef]
    by_question: dict[int, list[Response]] = defaultdict(list)
    for response in rows.select_related("version", "current_answer").order_by("pk"):
        by_question[response.version.question_id or 0].append(response)
    return by_question


def answer_check(
    *, enrolment: Enrolment, question: Question, value: dict[str, object], certainty: str = "", answered: int = 0
) -> Response | None:
    """Keep and mark an answer, which is not blank, to a check that has been answered `answered` times.

    Returns None, and keeps nothing, where it has been answered more often in the meantime: a form that is sent
    twice counts once.
    """
    version, section = current_version(question), check_section(question)
    with transaction.atomic():
        # Two clicks at once take turns here.
        student = Enrolment.objects.locked().select_related("cohort").get(pk=enrolment.pk)
        if answers_of(enrolment, question) != answered:
            return None
        attempt = attempt_for(enrolment, section, again=answered > 0)
        order = dealt_order(question, seed=student_seed(enrolment), answered=answered)
        response = append_response(attempt, version, order)
        response.current_answer = response.answers.create(uuid=uuid4(), sequence=1, value=value, certainty=certainty)
        response.save(update_fields=["current_answer"])
        fraction = version.content.mark(value).fraction
        if fraction is not None:
            append_mark(response=response, fraction=fraction, rule=Mark.Rule.AUTOMATIC, version=version)
        record(enrolment=student, responses=[response])
        close_when_answered(attempt, section)
    return response


def answers_of(enrolment: Enrolment, question: Question) -> int:
    answers = Response.objects.of_checks().filter(attempt__enrolment=enrolment, version__question=question)
    return answers.count()


def check_section(question: Question) -> Section:
    if question.section is None:
        raise ValueError(f"{question} is no check of a section")
    return question.section


def attempt_for(enrolment: Enrolment, section: Section, *, again: bool) -> Attempt:
    attempts = enrolment.attempts.filter(kind=Attempt.Kind.CHECK, section=section)
    closed_at = timezone.now() if again else None
    attempt = None if again else attempts.open().first()
    return attempt or enrolment.attempts.create(kind=Attempt.Kind.CHECK, section=section, closed_at=closed_at)


def append_response(attempt: Attempt, version: QuestionVersion, order: Sequence[str]) -> Response:
    position = attempt.responses.count() + 1
    return attempt.responses.create(position=position, version=version, option_order=order)


def close_when_answered(attempt: Attempt, section: Section) -> None:
    answers = Response.objects.of_checks().filter(attempt__enrolment=attempt.enrolment_id)
    waiting = Question.objects.checks().filter(section=section)
    if not attempt.closed_at and not waiting.exclude(pk__in=answers.values("version__question")).exists():
        attempt.closed_at = timezone.now()
        attempt.save(update_fields=["closed_at"])
