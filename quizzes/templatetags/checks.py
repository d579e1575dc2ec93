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
from django.utils.translation import gettext as _

from lessons.evidence import Cited
from lessons.memory import kept
from lessons.models import Enrolment, Lesson, Section
from quizzes.checks import STUDENTS
from quizzes.models import Answer
from quizzes.progress import LessonState
from quizzes.shown_checks import Check, by_section, numbered, student_checks

register = template.Library()
SLOT, OBJECTION = "\ue000", "\ue001"  # Of the private use area: no text that is loaded or typed in has them.


@dataclass(frozen=True)
class LessonChecks:
    total: int = 0
    answered: int = 0
    counts: dict[int, int] = field(default_factory=dict)
    """How many checks a section has, by its number."""
    by_section: dict[int, list[Check]] = field(default_factory=dict)
    """The checks of a section, by its number; empty for visitors, whose page has no forms."""


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
    )


@register.simple_tag(takes_context=True)
def student_check(context: Context, check: Check, action: str) -> SafeString:
    """A student's check: all that look alike are drawn once, with slots for what is the student's own."""
    own = answered_on(check.answer) if check.answer else token(context)
    if check.form.is_bound:  # What was filled in wrong is the student's own too.
        return render_to_string("quizzes/_check.html", {"check": check, "action": action, "own": own})
    used = tuple((key, check.claims[key]) for key in check.keys if key in check.claims)
    html = check_html(replace(check, answer=None, response=None, claims={}), used, action, get_language())
    return mark_safe(html.replace(SLOT, own).replace(OBJECTION, objection_link(check)))


@kept(size=4_000)
def check_html(check: Check, claims: tuple[tuple[str, Cited], ...], action: str, language: str | None) -> SafeString:
    context = {"check": replace(check, claims=dict(claims)), "action": action}
    context |= {"own": SLOT, "objection": OBJECTION}
    return render_to_string("quizzes/_check.html", context)


def token(context: Context) -> SafeString:
    """That of the form, and who is asked, signed: tells whose answer it is when the session has ended."""
    student = STUDENTS.sign(str(context["enrolment"].user_id))
    csrf = CsrfTokenNode().render(context)
    return format_html('{}<input type="hidden" name="student" value="{}">', csrf, student)


def objection_link(check: Check) -> SafeString:
    """To the page of an answered check on which its student may object."""
    response = check.response
    if response is None:
        return SafeString()
    address = f"{reverse('quizzes:object', args=[response.attempt_id])}?position={response.position}"
    words = _("Your objection") if response.objected else _("I think this is wrong")
    number = _("check %(number)s") % {"number": check.number}
    return format_html('<a href="{}">{}<span class="vh">, {}</span></a>', address, words, number)


def answered_on(answer: Answer) -> SafeString:
    time = date_format(localtime(answer.saved_at), "j F Y, H:i T")
    words = [_("answered on %(time)s") % {"time": time}, answer.get_certainty_display().lower()]
    return format_html(' <span class="faded">· {}</span>', " · ".join(filter(None, words)))


@register.simple_tag
def lesson_state(sections: Sequence[Section], read: Collection[Any], checks: LessonChecks) -> LessonState:
    """What is done of a lesson whose sections and checks are at hand; `read` has the numbers of the sections read."""
    own = sum(section.pk in read for section in sections)
    return LessonState(sections=len(sections), read=own, checks=checks.total, answered=checks.answered)
