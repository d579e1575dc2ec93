"""The few numbers of a class on the first page of the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes.glance import Glance, glances
from tests.factories import (
    make_attempt,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_lesson,
    make_objection,
    make_quiz,
    make_read,
    make_section,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


def test_each_class_has_its_own_numbers() -> None:
    course = make_course()
    cohort, empty = make_cohort(course), make_cohort(course)
    lesson, draft = make_lesson(course), make_lesson(course, status="draft")
    first, second, unseen = make_section(lesson), make_section(lesson), make_section(draft)
    make_section(lesson, retired=True)
    quiz = make_quiz(course)
    make_quiz(course, status="draft")
    eager, away, idle = (make_enrolment(cohort=cohort) for _ in range(3))
    make_read(eager, first)
    make_read(eager, second)
    make_read(eager, unseen)
    make_read(away, first, read_at=timezone.now() - timedelta(days=8))
    responses = [response for _ in range(2) for response in make_closed_attempt(quiz, enrolment=eager).responses.all()]
    for response, state in zip(responses, ("open", "open", "answered", "accepted"), strict=True):
        make_objection(response, state=state)
    make_attempt(quiz, enrolment=idle)

    assert glances([empty, cohort]) == [
        Glance(empty, students=0, active=0, read=0, sections=0, handed_in=0, quizzes=0),
        Glance(cohort, students=3, active=2, read=3, sections=6, handed_in=1, quizzes=3, objections=2),
    ]


def test_the_share_that_is_read_is_rounded_down() -> None:
    cohort = make_cohort()

    assert Glance(cohort, students=3, active=0, read=2, sections=3, handed_in=0, quizzes=0).read_percent == 66
    assert Glance(cohort, students=0, active=0, read=0, sections=0, handed_in=0, quizzes=0).read_percent == 0


@pytest.mark.parametrize("number", [1, 12])
def test_the_number_of_statements_does_not_grow(number: int) -> None:
    cohorts = []
    for _ in range(number):
        student = make_enrolment()
        cohorts.append(student.cohort)
        make_read(student, make_section(make_lesson(student.cohort.course)))
        make_closed_attempt(make_quiz(student.cohort.course), enrolment=student)

    with data_statements() as statements:
        glances(cohorts)

    assert len(statements) == 8
