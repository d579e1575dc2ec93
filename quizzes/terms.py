"""What holds for a student at a quiz beyond its rules: when it opens and closes, and what was granted.

What is granted to the student comes before what is granted to the class, and that before the opening of the class,
each field for itself; of several grants to the same the more generous one holds.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, Value

from lessons.models import Enrolment
from quizzes.models import Attempt, Override, Quiz, QuizOpening
from quizzes.models.quizzes import QuizQuerySet

ONLY_GRANTED = ("extra_minutes", "more_attempts")
"""Of an override, whose other fields an opening has too."""
NOTHING = Value(None, output_field=IntegerField())


@dataclass(frozen=True)
class Terms:
    opens: datetime | None = None
    closes: datetime | None = None
    """Without the extra time."""
    extra_minutes: int = 0
    more_attempts: int = 0


def terms_for(*, enrolment: Enrolment, quiz: Quiz) -> Terms:
    """One statement, or none where the quiz comes from `with_terms` and says that there is nothing to find."""
    if not quiz.has_terms:
        return Terms()
    overrides = Override.objects.for_enrolment(enrolment).filter(quiz=quiz).order_by()
    openings = QuizOpening.objects.filter(quiz=quiz, cohort=enrolment.cohort_id).order_by()
    granted = overrides.values_list("enrolment_id", "cohort_id", "opens", "closes", *ONLY_GRANTED, named=True)
    opened = openings.values_list(NOTHING, NOTHING, "opens", "closes", NOTHING, NOTHING)
    rows = list(granted.union(opened, all=True))
    return merged(rows, [row for row in rows if row.enrolment_id is None and row.cohort_id is None])


def terms_of_quizzes(*, enrolment: Enrolment, quizzes: Iterable[Quiz]) -> dict[int, Terms]:
    """What holds for one student at each of several quizzes, by quiz; two statements."""
    numbers = [quiz.pk for quiz in quizzes]
    openings = list(QuizOpening.objects.filter(quiz__in=numbers, cohort=enrolment.cohort_id).order_by())
    overrides = list(Override.objects.for_enrolment(enrolment).filter(quiz__in=numbers).order_by())
    return {
        pk: merged([row for row in overrides if row.quiz_id == pk], [row for row in openings if row.quiz_id == pk])
        for pk in numbers
    }


def terms_by_place(attempts: Sequence[Attempt]) -> dict[tuple[int, int], Terms]:
    """By enrolment and quiz, for attempts with their enrolments; two statements."""
    students = {attempt.enrolment_id: attempt.enrolment for attempt in attempts}
    quizzes, classes = {attempt.quiz_id for attempt in attempts}, {one.cohort_id for one in students.values()}
    openings = list(QuizOpening.objects.filter(quiz__in=quizzes, cohort__in=classes).order_by())
    own = Q(enrolment__in=students) | Q(cohort__in=classes)
    overrides = list(Override.objects.filter(own, quiz__in=quizzes).order_by())
    found = {}
    for attempt in attempts:
        quiz, cohort = attempt.quiz_id, attempt.enrolment.cohort_id
        found[attempt.enrolment_id, quiz or 0] = merged(
            [row for row in overrides if row.quiz_id == quiz and is_for(row, attempt.enrolment)],
            [row for row in openings if (row.quiz_id, row.cohort_id) == (quiz, cohort)],
        )
    return found


def is_for(override: Override, enrolment: Enrolment) -> bool:
    return override.enrolment_id == enrolment.pk or override.cohort_id == enrolment.cohort_id


def with_terms(quizzes: QuizQuerySet) -> QuizQuerySet:
    """Adds whether any class or student has terms of its own."""
    own = {"quiz": OuterRef("pk")}
    return quizzes.annotate(  # type: ignore[no-any-return]
        has_terms=Exists(QuizOpening.objects.filter(**own)) | Exists(Override.objects.filter(**own))
    )


def merged(overrides: Iterable[Any], openings: Sequence[Any] = ()) -> Terms:
    """Of rows of `Override` and `QuizOpening`, or of what `terms_for` reads of them."""
    rows = list(overrides)
    granted = ([row for row in rows if row.enrolment_id], [row for row in rows if row.cohort_id])
    return Terms(
        opens=first_said("opens", (*granted, openings), min),
        closes=first_said("closes", (*granted, openings), max),
        extra_minutes=first_said("extra_minutes", granted, max) or 0,
        more_attempts=first_said("more_attempts", granted, max) or 0,
    )


def first_said(name: str, groups: Iterable[Sequence[Any]], generous: Callable[[list[Any]], Any]) -> Any:
    """The most generous value of the first group in which anybody says something."""
    for group in groups:
        said = [value for row in group if (value := getattr(row, name)) is not None]
        if said:
            return generous(said)
    return None
