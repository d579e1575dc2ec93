"""Checks as pages show them: a form, or what came of an answer. Neither key nor rationale is in a form."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict

from lessons.evidence import Cited, evidence_for
from lessons.markdown import cited_keys
from lessons.memory import kept_by_revision
from lessons.models import Course, Enrolment, Lesson
from quizzes.checks import CHOOSE, STUDENTS, answers_to_checks, dealt_order, student_seed
from quizzes.models import Answer, Certainty, Question, QuestionVersion, Response
from quizzes.question_types.base import Outcome, QuestionType

VISITOR = "visitor"


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
    student: str = field(default="", compare=False)
    """The number of the student who is asked, signed: tells whose answer it is when the session has ended."""
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
        if self.outcome is None:
            return ""
        return "right" if self.outcome.fraction == 1 else "partly" if self.outcome.fraction > 0 else "wrong"


def student_checks(*, lesson: Lesson, enrolment: Enrolment, again: str = "", blank: str = "") -> list[Check]:
    """All checks of a lesson as a student has left them; one query, and those of what is not kept in memory.

    `again` is the key of a check that the student wants to answer once more, `blank` that of one that was sent
    without an answer.
    """
    responses = answers_to_checks(enrolment=enrolment, lesson=lesson)
    checks = []
    for numbered_check, question, content in numbered(lesson.course, lesson.pk):
        given = responses.get(question.pk, [])
        check = replace(numbered_check, answered=len(given))
        if given and question.key not in {again, blank}:
            checks.append(told_student(check, question, given[-1]))
        else:
            checks.append(asked(check, question, content, enrolment, blank=question.key == blank))
    return with_evidence(checks, lesson.course)


def visitor_checks(*, lesson: Lesson, data: MultiValueDict[str, str] | None = None) -> list[Check]:
    """All checks of a lesson for somebody whose answers are not stored; the page itself carries them on.

    `data` is the POST: `check` is the key of the check that was sent just now, `told` those of checks that were
    told before.
    """
    clicked = data.get("check") if data else None
    answered = {clicked, *(data.getlist("told") if data else [])}
    checks = []
    for check, question, content in numbered(lesson.course, lesson.pk):
        order = dealt_order(question, seed=VISITOR, content=content)
        form = content.answer_form(data, prefix=question.key, order=order)
        shown = replace(check, form=form)
        if question.key in answered and has_answer(content, form):
            outcome = content.mark(form.cleaned_data).in_order(order)
            shown = told(shown, question, outcome, cited_on_page(question))
        elif question.key == clicked and form.is_valid():
            form.add_error(None, CHOOSE)
        checks.append(shown)
    return with_evidence(checks, lesson.course)


@kept_by_revision(size=100)
def numbered(course: Course, lesson: int) -> list[tuple[Check, Question, QuestionType]]:
    """The checks of a lesson, whose number is given, with their questions as they stand now."""
    rows = list(Question.objects.checks_of(lesson).select_related("section"))
    return [(blank_check(row, number, len(rows)), row, row.content) for number, row in enumerate(rows, start=1)]


def blank_check(question: Question, number: int, count: int) -> Check:
    return Check(
        key=question.key,
        section=question.section_id or 0,
        number=number,
        count=count,
        stem=question.stem,
        template_name=question.content.template_name,
        form=forms.Form(),
    )


def has_answer(content: QuestionType, form: forms.Form) -> bool:
    return form.is_valid() and not content.is_blank(form.cleaned_data)


def asked(check: Check, question: Question, content: QuestionType, enrolment: Enrolment, *, blank: bool) -> Check:
    order = dealt_order(question, seed=student_seed(enrolment), answered=check.answered, content=content)
    form = content.answer_form({} if blank else None, prefix=question.key, order=order)
    if blank and form.is_valid():
        form.add_error(None, CHOOSE)
    return replace(check, form=form, order=tuple(order), student=STUDENTS.sign(str(enrolment.user_id)))


def told_student(check: Check, question: Question, response: Response) -> Check:
    """By the version that was answered, whatever has become of the question since."""
    version = response.version
    outcome = version.content.mark(response.value).in_order(response.option_order)
    shown = replace(
        check,
        stem=version.stem,
        template_name=version.content.template_name,
        answer=response.current_answer,
        response=response,
    )
    return told(shown, version, outcome, cited_on_page(question))


def told(check: Check, of: Question | QuestionVersion, outcome: Outcome, on_page: Sequence[str]) -> Check:
    return replace(
        check,
        outcome=outcome,
        explanation=of.explanation,
        reread=next((key for key in outcome.deciding if key in on_page), ""),
        keys=(*of.content.claim_keys(), *cited_keys(of.explanation)),
    )


def cited_on_page(question: Question) -> list[str]:
    return cited_keys(question.section.text) if question.section else []


def with_evidence(checks: Sequence[Check], course: Course) -> list[Check]:
    """The same with the claims of their outcomes, all looked up at once."""
    claims = evidence_for(course, [key for check in checks for key in check.keys])
    return [replace(check, claims=claims) if check.outcome else check for check in checks]


def by_section(checks: Iterable[Check]) -> dict[int, list[Check]]:
    sections: dict[int, list[Check]] = defaultdict(list)
    for check in checks:
        sections[check.section].append(check)
    return dict(sections)
