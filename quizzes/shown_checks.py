"""Checks as pages show them: a form, or what came of an answer. Neither key nor rationale is in a form."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple

from django import forms
from django.utils.datastructures import MultiValueDict

from lessons.evidence import Cited, evidence_for
from lessons.markdown import cited_keys
from lessons.memory import kept_by_revision
from lessons.models import Course, Enrolment, Lesson
from quizzes.checks import CHOOSE, answers_to_checks, dealt_order, student_seed
from quizzes.models import Answer, Certainty, Question, QuestionVersion, Response
from quizzes.question_types.base import Outcome, QuestionType

VISITOR = "visitor"
NO_FORM = forms.Form()


@dataclass(frozen=True)
class Check:
    """A check at its place in a lesson, with a form to answer it or, after that, with its outcome.

    Two are equal if they look alike: what is the student's own is not compared.
    """

    key: str
    section: int
    number: int
    """Its number in the lesson, which has `count` checks."""
    count: int
    stem: str
    template_name: str
    form: forms.Form = field(compare=False)
    """The answer form; after the answer it holds what was given."""
    order: tuple[str, ...] = ()
    """The keys of its options as they are asked; an outcome has its own order."""
    answered: int = 0
    """How often the student has answered it."""
    outcome: Outcome | None = None
    explanation: str = ""
    answer: Answer | None = field(default=None, compare=False)
    """The stored answer; a visitor's is not stored."""
    response: Response | None = field(default=None, compare=False)
    """The response to which it belongs, from `answers_to_checks`."""
    reread: str = ""
    """The claim that decides, where the section cites it: the id of its words on the lesson's page."""
    keys: tuple[str, ...] = ()
    claims: Mapping[str, Cited] = field(default_factory=dict, compare=False)
    degrees: ClassVar = Certainty.choices

    @property
    def verdict(self) -> str:
        """right, partly or wrong; empty before the answer."""
        if self.outcome is None or self.outcome.fraction is None:
            return ""
        return "right" if self.outcome.fraction == 1 else "partly" if self.outcome.fraction > 0 else "wrong"


class Numbered(NamedTuple):
    """A check without a form yet, and what it is made from."""

    check: Check
    question: Question
    content: QuestionType
    cited: Sequence[str]
    """The keys that its section cites."""


def student_checks(
    *, lesson: Lesson, enrolment: Enrolment, again: str = "", blank: str = "", typed: Mapping[str, str] | None = None
) -> list[Check]:
    """All checks of a lesson as a student has left them; one query, and those of what is not kept in memory.

    `again` is the key of a check that the student wants to answer once more, `blank` that of one that was sent
    without an answer, or with one that cannot be read: `typed` has what stood in its lines.
    """
    responses = answers_to_checks(enrolment=enrolment, lesson=lesson)
    seed = student_seed(enrolment)
    checks = []
    for row in asked_first(lesson.course, lesson.pk, seed):
        given = responses.get(row.question.pk, [])
        if given and row.check.key not in {again, blank}:
            checks.append(told_student(row, given))
        elif given or row.check.key == blank:
            sent = (typed or {}) if row.check.key == blank else None
            checks.append(asked(row, seed=seed, answered=len(given), sent=sent))
        else:
            checks.append(row.check)
    return with_evidence(checks, lesson.course)


def visitor_checks(*, lesson: Lesson, data: MultiValueDict[str, str] | None = None) -> list[Check]:
    """All checks of a lesson for somebody whose answers are not stored; the page itself carries them on.

    `data` is the POST: `check` is the key of the check that was sent just now, `told` those of checks that were
    told before.
    """
    clicked = data.get("check") if data else None
    answered = {clicked, *(data.getlist("told") if data else [])}
    checks = []
    for row in numbered(lesson.course, lesson.pk):
        key = row.check.key
        order = dealt_order(row.question, seed=VISITOR, content=row.content)
        form = row.content.answer_form(data, prefix=key, order=order)
        shown = replace(row.check, form=form)
        if key in answered and has_answer(row.content, form):
            outcome = row.content.mark(form.cleaned_data).in_order(order)
            shown = told(shown, row.question, outcome, row.cited)
        elif key == clicked and form.is_valid():
            form.add_error(None, CHOOSE)
        checks.append(shown)
    return with_evidence(checks, lesson.course)


@kept_by_revision(size=100)
def numbered(course: Course, lesson: int) -> list[Numbered]:
    """The checks of a lesson, whose number is given, with their questions as they stand now."""
    rows = list(Question.objects.checks_of(lesson).select_related("section"))
    return [
        Numbered(
            check=blank_check(row, number, len(rows)),
            question=row,
            content=row.content,
            cited=cited_keys(row.section.text) if row.section else [],
        )
        for number, row in enumerate(rows, start=1)
    ]


@kept_by_revision(size=100)
def asked_first(course: Course, lesson: int, seed: str) -> list[Numbered]:
    """The same with the forms in which students with this seed are asked for the first time."""
    return [row._replace(check=asked(row, seed=seed)) for row in numbered(course, lesson)]


def blank_check(question: Question, number: int, count: int) -> Check:
    return Check(
        key=question.key,
        section=question.section_id or 0,
        number=number,
        count=count,
        stem=question.stem,
        template_name=question.content.template_name,
        form=NO_FORM,
    )


def has_answer(content: QuestionType, form: forms.Form) -> bool:
    return form.is_valid() and not content.is_blank(form.cleaned_data)


def asked(row: Numbered, *, seed: str, answered: int = 0, sent: Mapping[str, str] | None = None) -> Check:
    """A check with its form; `sent` is what was filled in, of which nothing could be kept."""
    order = dealt_order(row.question, seed=seed, answered=answered, content=row.content)
    form = row.content.answer_form(sent, prefix=row.check.key, order=order)
    if sent is not None and form.is_valid():
        form.add_error(None, CHOOSE)
    return replace(row.check, form=form, order=tuple(order), answered=answered)


def told_student(row: Numbered, given: Sequence[Response]) -> Check:
    """By the version that was answered, whatever has become of the question since."""
    version = given[-1].version
    shown = replace(
        row.check,
        stem=version.stem,
        template_name=version.content.template_name,
        form=NO_FORM,
        order=(),
        answered=len(given),
        answer=given[-1].current_answer,
        response=given[-1],
    )
    return told(shown, version, version.outcome(given[-1].value, given[-1].option_order), row.cited)


def told(check: Check, of: Question | QuestionVersion, outcome: Outcome, on_page: Sequence[str]) -> Check:
    return replace(
        check,
        outcome=outcome,
        explanation=of.explanation,
        reread=next((key for key in outcome.deciding if key in on_page), ""),
        keys=(*of.content.claim_keys(), *cited_keys(of.explanation)),
    )


def with_evidence(checks: Sequence[Check], course: Course) -> list[Check]:
    """The same with the claims of their outcomes, all looked up at once."""
    claims = evidence_for(course, [key for check in checks for key in check.keys])
    return [replace(check, claims=claims) if check.outcome else check for check in checks]


def by_section(checks: Iterable[Check]) -> dict[int, list[Check]]:
    sections: dict[int, list[Check]] = defaultdict(list)
    for check in checks:
        sections[check.section].append(check)
    return dict(sections)
