"""What a student has done: sections read, checks answered, lessons completed, quizzes taken.

A section is read when there is a `SectionRead`. A lesson is complete when all its sections are read and all its
checks are answered, right or wrong. What is retired or not ready does not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q

from lessons.models import Course, Enrolment, Lesson, Section
from quizzes.closing import tell
from quizzes.counting import Result, result_of
from quizzes.models import Attempt, Question, Quiz, Response, Try


@dataclass(frozen=True)
class LessonState:
    """How much of a lesson there is, and how much of it a student has done."""

    sections: int = 0
    read: int = 0
    checks: int = 0
    answered: int = 0

    @property
    def complete(self) -> bool:
        return 0 < self.sections <= self.read and self.checks <= self.answered

    @property
    def begun(self) -> bool:
        return self.read > 0 or self.answered > 0

    @property
    def tile(self) -> str:
        """The name of its picture in the sprite: not begun, begun, complete."""
        return "t2" if self.complete else "t1" if self.begun else "t0"

    @property
    def shade(self) -> str:
        """A CSS class for the share of sections read, a quarter each, from c1 to c4 (all); empty for none."""
        share = self.read / self.sections if self.sections else 0
        return f"c{max(1, floor(4 * share))}" if share else ""


@dataclass(frozen=True)
class LessonProgress:
    lesson: Lesson
    state: LessonState


@dataclass(frozen=True)
class QuizProgress:
    quiz: Quiz
    attempts: Sequence[Attempt] = ()
    """Those that are handed in, oldest first, each with `score` and `max_score`; also those that are void."""
    open: Attempt | None = None

    @property
    def told(self) -> list[Attempt]:
        """Those whose score the student may see at present."""
        return [attempt for attempt in self.attempts if attempt.told.mark]

    @cached_property
    def result(self) -> Result:
        """Of those that are told."""
        return result_of(self.told)

    @property
    def unmarked(self) -> int:
        """How many answers wait for an instructor."""
        return sum(attempt.unmarked for attempt in self.attempts if attempt.counts)


@dataclass(frozen=True)
class CourseProgress:
    course: Course
    lessons: Sequence[LessonProgress]
    quizzes: Sequence[QuizProgress]

    @property
    def complete(self) -> int:
        """The number of lessons that are complete."""
        return sum(row.state.complete for row in self.lessons)

    @property
    def begun(self) -> int:
        """The number of lessons that are begun and not complete."""
        return sum(row.state.begun and not row.state.complete for row in self.lessons)


def course_progress(*, enrolment: Enrolment, course: Course) -> CourseProgress:
    """All published lessons of a course, and all quizzes that are published or were taken; five queries."""
    lessons = list(Lesson.objects.filter(course=course).published().select_related("course", "module"))
    states = lesson_states(enrolment=enrolment, lessons=lessons)
    return CourseProgress(
        course=course,
        lessons=[LessonProgress(lesson, states[lesson.pk]) for lesson in lessons],
        quizzes=quiz_progress(enrolment=enrolment, course=course),
    )


def lesson_states(*, enrolment: Enrolment, lessons: Iterable[Lesson]) -> dict[int, LessonState]:
    """The state of each lesson by its number, in two queries."""
    numbers = [lesson.pk for lesson in lessons]
    sections, checks = sections_read(enrolment, numbers), checks_answered(enrolment, numbers)
    return {pk: LessonState(*sections.get(pk, (0, 0)), *checks.get(pk, (0, 0))) for pk in numbers}


def sections_read(enrolment: Enrolment, lessons: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By lesson: its sections, and those that are read."""
    own = FilteredRelation("reads", condition=Q(reads__enrolment=enrolment))
    rows = Section.objects.current().filter(lesson__in=lessons).order_by().annotate(own=own).values("lesson")
    counts = rows.annotate(all=Count("pk"), read=Count("own"))
    return {row["lesson"]: (row["all"], row["read"]) for row in counts}


def checks_answered(enrolment: Enrolment, lessons: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By lesson: its checks, and those that are answered."""
    answers = Response.objects.of_checks().filter(attempt__enrolment=enrolment, version__question=OuterRef("pk"))
    rows = Question.objects.checks().filter(section__lesson__in=lessons).order_by().values("section__lesson")
    counts = rows.annotate(all=Count("pk"), answered=Count("pk", filter=Exists(answers)))
    return {row["section__lesson"]: (row["all"], row["answered"]) for row in counts}


def judgements(*, enrolment: Enrolment, quizzes: Iterable[QuizProgress]) -> list[tuple[str, bool]]:
    """How sure the student was at first and whether that was right, wherever the mark is told; one statement or two."""
    told = [attempt for row in quizzes for attempt in row.told]
    own = Response.objects.filter(attempt__enrolment=enrolment, dropped=False, fraction__isnull=False)
    own = own.filter(Q(attempt__kind=Attempt.Kind.CHECK) | Q(attempt__in=told))
    own = own.exclude(current_answer__certainty="").exclude(current_answer__value={}).order_by()
    rows = own.values_list("pk", "current_answer__certainty", "fraction")
    known: dict[int, tuple[str, bool]] = {pk: (str(certainty), fraction == 1) for pk, certainty, fraction in rows}
    tried = [attempt for attempt in told if attempt.frozen.most_tries > 1]
    if tried:
        first = Try.objects.filter(number=1, response__attempt__in=tried, response__dropped=False)
        tries = first.values_list("response", "answer__certainty", "fraction")
        known |= {pk: (str(certainty), fraction == 1) for pk, certainty, fraction in tries}
    return [pair for pair in known.values() if pair[0]]


def quiz_progress(*, enrolment: Enrolment, course: Course) -> list[QuizProgress]:
    closed: dict[int | None, list[Attempt]] = defaultdict(list)
    open_: dict[int | None, Attempt] = {}
    for attempt in enrolment.attempts.of_quizzes().with_score().order_by("started_at", "pk"):
        if attempt.closed_at is None:
            open_[attempt.quiz_id] = attempt
        else:
            closed[attempt.quiz_id].append(attempt)
    shown = Q(status=Quiz.Status.PUBLISHED, retired=False) | Q(pk__in={*closed, *open_})
    quizzes = {quiz.pk: quiz for quiz in Quiz.objects.filter(shown, course=course).select_related("course")}
    own = [attempt for attempts in closed.values() for attempt in attempts]
    for attempt in own:
        attempt.quiz, attempt.enrolment = quizzes[attempt.quiz_id or 0], enrolment
    tell(own)
    return [QuizProgress(quiz, closed.get(pk, []), open_.get(pk)) for pk, quiz in quizzes.items()]
