"""The matrix of a class: who has read, answered and handed in what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.models import Cohort
from quizzes.counting import Result
from quizzes.models import Answer
from quizzes.progress import LessonState
from quizzes.reports import Medians, class_matrix, last_seen
from tests.factories import (
    make_attempt,
    make_check,
    make_check_answer,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_lesson,
    make_quiz,
    make_read,
    make_section,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort()


def test_the_columns_are_what_students_see(cohort: Cohort) -> None:
    later = make_lesson(cohort.course, "later", position=2)
    make_lesson(cohort.course, "sooner", position=1)
    make_lesson(cohort.course, status="draft")
    make_lesson(make_course())
    quiz = make_quiz(cohort.course)
    make_quiz(cohort.course, status="draft")
    section = make_section(later)
    make_section(later, retired=True)
    for status in ("ready", "ready", "draft"):
        make_check(section, status=status)
    make_check(make_section(later))

    matrix = class_matrix(cohort)

    columns = [(lesson.slug, lesson.position, lesson.section_count, lesson.check_count) for lesson in matrix.lessons]
    assert columns == [("sooner", 1, 0, 0), ("later", 2, 2, 3)]
    assert list(matrix.quizzes) == [quiz]


def test_the_rows_are_the_students_of_the_class_by_family_name(cohort: Cohort) -> None:
    for first, last in (("Zarina", "Ahmadi"), ("Bobur", "karimov"), ("Laila", "Baig")):
        make_enrolment(cohort=cohort, user=make_user(first_name=first, last_name=last))
    make_enrolment(cohort=cohort, user=make_user("anon"))
    make_enrolment(cohort.course)

    names = [row.name for row in class_matrix(cohort).rows]

    assert names == ["Ahmadi, Zarina", "anon", "Baig, Laila", "karimov, Bobur"]


def test_a_lesson_cell_counts_what_the_student_did_in_this_class(cohort: Cohort) -> None:
    student = make_enrolment(cohort=cohort)
    lesson = make_lesson(cohort.course)
    section, gone = make_section(lesson), make_section(lesson, retired=True)
    check = make_check(section)
    make_section(lesson)
    for place in (student, make_enrolment(cohort.course, user=student.user)):
        make_read(place, section)
        make_read(place, gone)
        make_check_answer(place, check)
        make_check_answer(place, check, answered=1)
        make_check_answer(place, make_check(gone))

    [row] = class_matrix(cohort).rows

    assert list(row.lessons) == [LessonState(sections=2, read=1, checks=1, answered=1)]


def test_a_quiz_cell_has_the_best_attempt_that_is_handed_in(cohort: Cohort) -> None:
    student, idle = make_enrolment(cohort=cohort), make_enrolment(cohort=cohort)
    quiz = make_quiz(cohort.course, questions=3, pass_percent=60)
    make_closed_attempt(quiz, enrolment=student, given={1: "yes", 2: "yes"})
    make_closed_attempt(quiz, enrolment=student, given={1: "yes"})
    make_attempt(quiz, enrolment=student, given={1: "yes", 2: "yes", 3: "yes"})

    rows = {row.enrolment: list(row.quizzes) for row in class_matrix(cohort).rows}

    assert rows == {student: [Result(percent=66, passed=True)], idle: [Result()]}


def test_a_score_just_below_the_pass_mark_is_not_rounded_up_to_it(cohort: Cohort) -> None:
    quiz = make_quiz(cohort.course, questions=3, pass_percent=67)
    make_closed_attempt(quiz, enrolment=make_enrolment(cohort=cohort), given={1: "yes", 2: "yes"})

    [row] = class_matrix(cohort).rows

    assert list(row.quizzes) == [Result(percent=66, passed=False)]


def test_away_counts_from_the_last_thing_that_a_student_did(cohort: Cohort) -> None:
    section = make_section(make_lesson(cohort.course))
    reader, answerer, sitter, nobody = (make_enrolment(cohort=cohort) for _ in range(4))
    make_read(reader, section, read_at=NOW - timedelta(days=3, hours=1))
    make_read(answerer, section, read_at=NOW - timedelta(days=9))
    make_check_answer(answerer, make_check(section))
    make_attempt(make_quiz(cohort.course), enrolment=sitter)
    sitter.attempts.update(started_at=NOW - timedelta(days=5, hours=1))

    away = {row.enrolment: row.away for row in class_matrix(cohort).rows}

    assert away == {reader: 3, answerer: 0, sitter: 5, nobody: None}


def test_the_last_time_is_the_latest_of_all(cohort: Cohort) -> None:
    student = make_enrolment(cohort=cohort)
    make_read(student, make_section(make_lesson(cohort.course)), read_at=NOW - timedelta(days=2))
    make_attempt(make_quiz(cohort.course), enrolment=student, given={1: "yes", 2: "yes"})
    student.attempts.update(started_at=NOW - timedelta(days=3))

    assert last_seen(cohort.enrolments.all()) == {student.pk: Answer.objects.latest("saved_at").saved_at}


def test_medians_are_over_the_class_and_of_quizzes_over_those_who_handed_in(cohort: Cohort) -> None:
    lesson = make_lesson(cohort.course)
    sections = [make_section(lesson) for _ in range(3)]
    quiz = make_quiz(cohort.course, questions=2)
    make_quiz(cohort.course, questions=2)
    students = [make_enrolment(cohort=cohort) for _ in range(4)]
    for number, student in enumerate(students):
        for section in sections[:number]:
            make_read(student, section, read_at=NOW - timedelta(days=number, hours=1))
    make_closed_attempt(quiz, enrolment=students[1], given={1: "yes"})
    make_closed_attempt(quiz, enrolment=students[2], given={1: "yes", 2: "yes"})

    assert class_matrix(cohort).medians == Medians(lessons=[1.5], quizzes=[75, None], away=0)


def test_an_empty_class_has_no_medians(cohort: Cohort) -> None:
    make_lesson(cohort.course)

    assert class_matrix(cohort).medians == Medians(lessons=[None], quizzes=[], away=None)


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_statements_does_not_grow(cohort: Cohort, number: int) -> None:
    quiz = make_quiz(cohort.course, questions=1)
    sections = [make_section(make_lesson(cohort.course)) for _ in range(number)]
    for section in sections:
        student, check = make_enrolment(cohort=cohort), make_check(section)
        make_read(student, section)
        make_check_answer(student, check)
        make_closed_attempt(quiz, enrolment=student)

    with data_statements() as statements:
        class_matrix(cohort)

    assert len(statements) == 7
