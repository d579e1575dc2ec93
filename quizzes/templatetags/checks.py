"""The checks of a lesson, for a lesson's page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.db.models import Count
from django.template import Context

from lessons.models import Enrolment, Lesson, Section
from quizzes.models import Question
from quizzes.progress import LessonState
from quizzes.shown_checks import Check, by_section, student_checks

register = template.Library()


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
    """One query for a visitor; for a student two, and where checks are answered those of the evidence."""
    if enrolment is None:
        counts = check_counts(lesson)
        return LessonChecks(total=sum(counts.values()), counts=counts)
    query = context["request"].GET
    checks = student_checks(
        lesson=lesson, enrolment=enrolment, again=query.get("again", ""), blank=query.get("blank", "")
    )
    sections = by_section(checks)
    return LessonChecks(
        total=len(checks),
        answered=sum(check.answered > 0 for check in checks),
        counts={section: len(own) for section, own in sections.items()},
        by_section=sections,
    )


@register.simple_tag
def lesson_state(sections: Sequence[Section], read: Collection[Any], checks: LessonChecks) -> LessonState:
    """What is done of a lesson whose sections and checks are at hand; `read` has the numbers of the sections read."""
    own = sum(section.pk in read for section in sections)
    return LessonState(sections=len(sections), read=own, checks=checks.total, answered=checks.answered)


def check_counts(lesson: Lesson) -> dict[int, int]:
    rows = Question.objects.checks_of(lesson.pk).order_by().values("section").annotate(number=Count("pk"))
    return {row["section"]: row["number"] for row in rows}
