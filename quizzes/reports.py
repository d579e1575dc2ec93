"""What a class has done: rows ready for a table. The number of queries depends neither on students nor on lessons."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from lessons.models import Cohort, Enrolment, Lesson, SectionRead
from quizzes.counting import Result, result_of
from quizzes.models import Answer, Attempt, Question, Quiz, Response
from quizzes.progress import LessonState

Place = tuple[int, int]
"""An enrolment and a lesson or quiz, by their numbers."""


@dataclass(frozen=True)
class LessonColumn:
    """A published lesson, and how many of its sections and checks count."""

    pk: int
    position: int
    slug: str
    title: str
    section_count: int
    check_count: int


@dataclass(frozen=True)
class StudentRow:
    enrolment: Enrolment
    name: str
    lessons: Sequence[LessonState]
    quizzes: Sequence[Result]
    away: int | None
    """Full days since the student last read or answered something; None for never."""


@dataclass(frozen=True)
class Medians:
    """Over all students; of a quiz over those who have handed it in, None where nobody has."""

    lessons: Sequence[float | None]
    quizzes: Sequence[float | None]
    away: float | None


@dataclass(frozen=True)
class Matrix:
    """A class by the published lessons and quizzes of its course."""

    lessons: Sequence[LessonColumn]
    quizzes: Sequence[Quiz]
    rows: Sequence[StudentRow]

    @property
    def medians(self) -> Medians:
        percents = [[row.quizzes[n].percent for row in self.rows] for n in range(len(self.quizzes))]
        return Medians(
            lessons=[middle(row.lessons[n].read for row in self.rows) for n in range(len(self.lessons))],
            quizzes=[middle(column) for column in percents],
            away=middle(row.away for row in self.rows),
        )


def class_matrix(cohort: Cohort) -> Matrix:
    """Seven queries at any size."""
    lessons = lesson_columns(cohort)
    quizzes = list(Quiz.objects.filter(course=cohort.course_id).published())
    read, answered = read_by_place(cohort), answered_by_place(cohort)
    results, seen = results_by_place(cohort), last_seen(cohort.enrolments.all())
    now = timezone.now()
    rows = [
        StudentRow(
            enrolment=student,
            name=sorted_name(student.user),
            lessons=[state_of(lesson, (student.pk, lesson.pk), read, answered) for lesson in lessons],
            quizzes=[results.get((student.pk, quiz.pk), Result()) for quiz in quizzes],
            away=(now - seen[student.pk]).days if student.pk in seen else None,
        )
        for student in cohort.enrolments.select_related("user")
    ]
    return Matrix(lessons, quizzes, sorted(rows, key=lambda row: row.name.casefold()))


def state_of(lesson: LessonColumn, place: Place, read: dict[Place, int], answered: dict[Place, int]) -> LessonState:
    return LessonState(lesson.section_count, read.get(place, 0), lesson.check_count, answered.get(place, 0))


def lesson_columns(cohort: Cohort) -> list[LessonColumn]:
    rows = Lesson.objects.filter(course=cohort.course_id).published().values("pk", "position", "slug", "title")
    checks = Q(sections__checks__in=Question.objects.checks())
    sizes = rows.annotate(
        section_count=Count("sections", filter=Q(sections__retired=False), distinct=True),
        check_count=Count("sections__checks", filter=checks, distinct=True),
    )
    return [LessonColumn(**row) for row in sizes.order_by("position", "slug")]


def last_seen(enrolments: QuerySet[Enrolment]) -> dict[int, datetime]:
    """By enrolment, when the student last read, began or answered something; one query."""
    times = enrolments.values_list(
        "pk",
        latest(SectionRead.objects.all(), "enrolment", "read_at"),
        latest(Attempt.objects.all(), "enrolment", "started_at"),
        latest(Answer.objects.all(), "response__attempt__enrolment", "saved_at"),
    )
    known = {pk: [time for time in row if time] for pk, *row in times}
    return {pk: max(row) for pk, row in known.items() if row}


def latest(rows: QuerySet[Any], owner: str, time: str) -> Subquery:
    """The latest of the rows of each enrolment; None where there is none."""
    own = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Subquery(own.annotate(latest=Max(time)).values("latest"))


def read_by_place(cohort: Cohort) -> dict[Place, int]:
    reads = SectionRead.objects.filter(enrolment__cohort=cohort, section__retired=False).order_by()
    rows = reads.values("enrolment", "section__lesson").annotate(number=Count("pk"))
    return {(row["enrolment"], row["section__lesson"]): row["number"] for row in rows}


def answered_by_place(cohort: Cohort) -> dict[Place, int]:
    answers = Response.objects.of_checks().filter(
        attempt__enrolment__cohort=cohort, version__question__in=Question.objects.checks()
    )
    rows = answers.order_by().values("attempt__enrolment", "version__question__section__lesson")
    return {
        (row["attempt__enrolment"], row["version__question__section__lesson"]): row["number"]
        for row in rows.annotate(number=Count("version__question", distinct=True))
    }


def results_by_place(cohort: Cohort) -> dict[Place, Result]:
    attempts: dict[Place, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.counted().filter(enrolment__cohort=cohort).with_score().order_by():
        attempts[(attempt.enrolment_id, attempt.quiz_id or 0)].append(attempt)
    return {place: result_of(group) for place, group in attempts.items()}


def sorted_name(user: User) -> str:
    """As a class list has it, the family name first."""
    return ", ".join(filter(None, (user.last_name, user.first_name))) or user.get_username()


def middle(numbers: Iterable[float | None]) -> float | None:
    known = [number for number in numbers if number is not None]
    return median(known) if known else None
