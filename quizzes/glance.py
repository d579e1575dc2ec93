"""Classes at a glance: a few numbers for each, in eight queries for all of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from lessons.models import Cohort, Enrolment, Section, SectionRead
from quizzes.models import Attempt, Objection, Quiz, Response
from quizzes.reports import last_seen

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Glance:
    cohort: Cohort
    students: int
    active: int
    """Students who have read, begun or answered something in the last seven days."""
    read: int
    sections: int
    """Sections that the class could have read: those of the published lessons, once for each student."""
    handed_in: int
    quizzes: int
    """Quizzes that the class could have handed in, each once for each student."""
    objections: int = 0
    """Objections that nobody has decided yet."""
    unmarked: int = 0
    """Answers that wait to be marked by a person."""

    @property
    def read_percent(self) -> int:
        return 100 * self.read // self.sections if self.sections else 0


def glances(cohorts: Sequence[Cohort]) -> list[Glance]:
    enrolments = Enrolment.objects.filter(cohort__in=cohorts)
    sections = Section.objects.current().in_published_lessons()
    quizzes = Quiz.objects.published()
    class_of = dict(enrolments.values_list("pk", "cohort"))
    recently = timezone.now() - WEEK
    students = Counter(class_of.values())
    active = Counter(class_of[pk] for pk, time in last_seen(enrolments).items() if time >= recently)
    read = numbers(SectionRead.objects.filter(enrolment__cohort__in=cohorts, section__in=sections), "enrolment__cohort")
    handed_in = Counter(class_of[pk] for pk in pairs_handed_in(cohorts, quizzes))
    of_class = "response__attempt__enrolment__cohort"
    objections = numbers(Objection.objects.open().filter(**{f"{of_class}__in": cohorts}), of_class)
    waiting = Response.objects.to_be_marked().filter(attempt__enrolment__cohort__in=cohorts)
    unmarked = numbers(waiting, "attempt__enrolment__cohort")
    section_count, quiz_count = numbers(sections, "course"), numbers(quizzes, "course")
    return [
        Glance(
            cohort=cohort,
            students=students[cohort.pk],
            active=active[cohort.pk],
            read=read[cohort.pk],
            sections=students[cohort.pk] * section_count[cohort.course_id],
            handed_in=handed_in[cohort.pk],
            quizzes=students[cohort.pk] * quiz_count[cohort.course_id],
            objections=objections[cohort.pk],
            unmarked=unmarked[cohort.pk],
        )
        for cohort in cohorts
    ]


def numbers(rows: QuerySet[Any], group: str) -> Counter[int]:
    counts = rows.order_by().values(group).annotate(number=Count("pk"))
    return Counter({row[group]: row["number"] for row in counts})


def pairs_handed_in(cohorts: Sequence[Cohort], quizzes: QuerySet[Quiz]) -> Iterator[int]:
    """The enrolment of each pair of a student and a quiz that the student has handed in at least once."""
    attempts = Attempt.objects.counted().filter(enrolment__cohort__in=cohorts, quiz__in=quizzes)
    return (pk for pk, _quiz in attempts.order_by().values_list("enrolment", "quiz").distinct())
