"""The checks of a lesson, for a lesson's page."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import template
from django.template import Context
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language

from lessons.evidence import Cited
from lessons.memory import kept
from lessons.models import Enrolment, Lesson, Section
from quizzes.checks import STUDENTS
from quizzes.models import Certainty, Response
from quizzes.progress import LessonState
from quizzes.shown_checks import Check, by_section, numbered, student_checks

register = template.Library()
# Of the private use area: no text that is loaded or typed in has them.
TOKEN, TIME, OBJECTION = "\ue000", "\ue001", "\ue002"


@dataclass(frozen=True)
class LessonChecks:
    total: int = 0
    answered: int = 0
    counts: dict[int, int] = field(default_factory=dict)
    """How many checks a section has, by its number."""
    by_section: dict[int, list[Check]] = field(default_factory=dict)
    """The checks of a section, by its number; empty for visitors, whose page has no forms."""
    token: str = ""
    """What every form has that waits for an answer; empty where none does."""


@register.simple_tag(takes_context=True)
def lesson_checks(context: Context, lesson: Lesson, enrolment: Enrolment | None) -> LessonChecks:
    """One query for a student, who alone sees forms and outcomes, and those of what is not kept in memory."""
    if enrolment is None:
        counts = Counter(row.check.section for row in numbered(lesson.course, lesson.pk))
        return LessonChecks(total=sum(counts.values()), counts=counts)
    query = context["request"].GET
    checks = student_checks(
        lesson=lesson, enrolment=enrolment, again=query.get("again", ""), blank=query.get("blank", ""), typed=query
    )
    sections = by_section(checks)
    return LessonChecks(
        total=len(checks),
        answered=sum(check.answered > 0 for check in checks),
        counts={section: len(own) for section, own in sections.items()},
        by_section=sections,
        token=draw_token(context) if any(check.answer is None for check in checks) else "",
    )


@register.simple_tag
def student_check(check: Check, action: str, token: str) -> SafeString:
    """A student's check: all that look alike are drawn once, with slots for what is the student's own."""
    if check.form.is_bound:  # What was filled in wrong is the student's own too.
        return render_to_string("quizzes/_check.html", {"check": check, "action": action, "token": token})
    used = tuple((key, check.claims[key]) for key in check.keys if key in check.claims)
    alike = replace(check, answer=None, response=None, claims={})
    if check.answer is None or check.response is None:
        return mark_safe(check_html(alike, used, action, get_language()).replace(TOKEN, token))
    html = check_html(alike, used, action, get_language(), check.answer.certainty, objected=check.response.objected)
    time = date_format(localtime(check.answer.saved_at), "j F Y, H:i T")
    return mark_safe(html.replace(TIME, time).replace(OBJECTION, objection_address(check.response)))


@kept(size=4_000)
def check_html(
    check: Check,
    claims: tuple[tuple[str, Cited], ...],
    action: str,
    language: str | None,
    certainty: str = "",
    *,
    objected: bool = False,
) -> SafeString:
    context = {"check": replace(check, claims=dict(claims)), "action": action, "token": TOKEN, "time": TIME}
    context |= {"certainty": Certainty(certainty).label.lower() if certainty else ""}
    context |= {"objection": OBJECTION, "objected": objected}
    return render_to_string("quizzes/_check.html", context)


def draw_token(context: Context) -> SafeString:
    """That of a form, and who is asked, signed: tells whose answer it is when the session has ended."""
    student = STUDENTS.sign(str(context["enrolment"].user_id))
    csrf = CsrfTokenNode().render(context)
    return format_html('{}<input type="hidden" name="student" value="{}">', csrf, student)


def objection_address(response: Response) -> str:
    """Of the page on which a student may object to what was told of an answered check."""
    return f"{reverse('quizzes:object', args=[response.attempt_id])}?position={response.position}"


@register.simple_tag
def lesson_state(sections: Sequence[Section], read: Collection[Any], checks: LessonChecks) -> LessonState:
    """What is done of a lesson whose sections and checks are at hand; `read` has the numbers of the sections read."""
    own = sum(section.pk in read for section in sections)
    return LessonState(sections=len(sections), read=own, checks=checks.total, answered=checks.answered)
