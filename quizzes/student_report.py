"""What one student has done, for an instructor: down to each answer that was saved and each mark."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from lessons.models import Enrolment, Section, SectionRead
from quizzes.forms import HandMarkForm
from quizzes.models import Answer, Attempt, Card, ClaimState, Mark, Response, Try
from quizzes.models.recall import today
from quizzes.progress import CourseProgress, LessonProgress, course_progress
from quizzes.reviews import with_tries
from quizzes.rules import Rules


@dataclass(frozen=True)
class ReportedAnswer:
    answer: Answer
    words: str
    """Markdown."""
    counts: bool
    """Whether it is the one that is marked."""


@dataclass(frozen=True)
class ReportedTry:
    """An answer that was checked where there was another try for less."""

    row: Try
    words: str
    """Markdown."""
    penalty: int
    """What the tries before it cost, in per cent of the marks."""

    @property
    def earns(self) -> float:
        """In per cent of the marks."""
        return self.row.fraction * (100 - self.penalty)

    @property
    def verdict(self) -> str:
        return in_words(self.row.fraction)


@dataclass
class ReportedResponse:
    """A response with all that was ever written down about it, oldest first."""

    response: Response
    stem: str
    words: str
    answers: Sequence[ReportedAnswer] = ()
    tries: Sequence[ReportedTry] = ()
    """Empty where there was but one."""
    marks: Sequence[Mark] = ()

    @property
    def can_be_marked(self) -> bool:
        """By hand or by a regrade: the items of finished quizzes. Checks of lessons count in no score."""
        attempt = self.response.attempt
        return attempt.quiz_id is not None and attempt.closed_at is not None

    @cached_property
    def form(self) -> HandMarkForm:
        return HandMarkForm.at(self.response)

    @property
    def verdict(self) -> str:
        fraction = self.response.fraction
        if self.response.dropped:
            return _("dropped")
        if fraction is None:
            return _("not marked yet")
        return in_words(fraction)


def in_words(fraction: float) -> str:
    return _("right") if fraction == 1 else _("partly right") if fraction else _("not right")


@dataclass(frozen=True)
class ReportedSection:
    section: Section
    read: SectionRead | None
    responses: Sequence[ReportedResponse]


@dataclass(frozen=True)
class ReportedLesson:
    progress: LessonProgress
    sections: Sequence[ReportedSection]


@dataclass(frozen=True)
class ReportedClaim:
    """A claim that the student has been asked."""

    card: Card
    state: ClaimState
    due_on: date


@dataclass(frozen=True)
class StudentReport:
    progress: CourseProgress
    lessons: Sequence[ReportedLesson]
    claims: Sequence[ReportedClaim]
    days: Sequence[Attempt]
    """Of recall and of practice, with their size, the newest first."""


def student_report(enrolment: Enrolment) -> StudentReport:
    """Ten queries, whatever the student has done. Wants `cohort__course` selected."""
    progress = course_progress(enrolment=enrolment, course=enrolment.cohort.course)
    lessons = [row.lesson.pk for row in progress.lessons]
    reads = {read.section_id: read for read in enrolment.sections_read.filter(section__lesson__in=lessons)}
    responses = check_responses(enrolment)
    sections: dict[int, list[ReportedSection]] = defaultdict(list)
    for section in Section.objects.current().filter(lesson__in=lessons):
        own = [reported(response) for response in responses.get(section.pk, [])]
        sections[section.lesson_id].append(ReportedSection(section, reads.get(section.pk), own))
    reported_lessons = [ReportedLesson(row, sections[row.lesson.pk]) for row in progress.lessons]
    days = list(enrolment.attempts.loose().with_size().order_by("-started_at", "-pk"))
    return StudentReport(progress, reported_lessons, reported_claims(enrolment), days)


def reported_claims(enrolment: Enrolment) -> list[ReportedClaim]:
    """What is due first stands first."""
    cohort, now = enrolment.cohort, today(enrolment.cohort)
    cards = Card.objects.of(enrolment).select_related("claim")
    rows = [ReportedClaim(card, card.state(cohort, now), card.due_on_or_before_exam(cohort, now)) for card in cards]
    return sorted(rows, key=lambda row: (row.due_on, row.card.claim.key))


def check_responses(enrolment: Enrolment) -> dict[int | None, list[Response]]:
    """By section, in the order in which they were given."""
    rows = Response.objects.of_checks().filter(attempt__enrolment=enrolment)
    by_section: dict[int | None, list[Response]] = defaultdict(list)
    for response in rows.select_related("attempt", "version", "current_answer").order_by("pk"):
        by_section[response.attempt.section_id].append(response)
    return by_section


def attempt_report(attempt: Attempt) -> list[ReportedResponse]:
    """The responses of an attempt with their whole history; four queries, and one more where there are tries."""
    rows = attempt.responses.select_related("version", "current_answer").prefetch_related("answers", "all_marks__by")
    found = [reported(response, history=True) for response in with_tries(list(rows), attempt)]
    if attempt.frozen.most_tries > 1:
        for row in found:
            row.tries = reported_tries(row.response, attempt.frozen)
    return found


def reported_tries(response: Response, rules: Rules) -> list[ReportedTry]:
    describe = response.version.content.describe
    return [
        ReportedTry(row, describe(dict(row.answer.value)), 100 - rules.worth_of(row.number))
        for row in response.tries.all()
    ]


def reported(response: Response, *, history: bool = False) -> ReportedResponse:
    content = response.version.content
    answers = response.answers.all() if history else ()
    return ReportedResponse(
        response=response,
        stem=response.version.stem,
        words=content.describe(response.value),
        answers=[
            ReportedAnswer(answer, content.describe(answer.value), answer.pk == response.current_answer_id)
            for answer in answers
        ],
        marks=list(response.all_marks.all()) if history else (),
    )
