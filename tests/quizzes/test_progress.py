"""What counts as read, answered, complete and passed."""

import pytest

from lessons.models import Enrolment, Lesson
from quizzes.progress import LessonState, course_progress, lesson_states
from tests.factories import (
    make_attempt,
    make_check,
    make_check_answer,
    make_closed_attempt,
    make_course,
    make_enrolment,
    make_lesson,
    make_question,
    make_quiz,
    make_read,
    make_section,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson(make_course())


@pytest.fixture
def student(lesson: Lesson) -> Enrolment:
    return make_enrolment(lesson.course)


def state(student: Enrolment, lesson: Lesson) -> LessonState:
    return lesson_states(enrolment=student, lessons=[lesson])[lesson.pk]


def test_sections_and_checks_are_counted(student: Enrolment, lesson: Lesson) -> None:
    first, second = make_section(lesson), make_section(lesson)
    make_read(student, first)
    make_check_answer(student, make_check(first), "no")
    make_check(first)
    make_check(second)

    assert state(student, lesson) == LessonState(sections=2, read=1, checks=3, answered=1)


def test_what_is_not_taught_or_asked_does_not_count(student: Enrolment, lesson: Lesson) -> None:
    section, gone = make_section(lesson), make_section(lesson, retired=True)
    make_read(student, gone)
    make_check_answer(student, make_check(gone))
    withdrawn = make_check(section)
    make_check_answer(student, withdrawn)
    withdrawn.status = "withdrawn"
    withdrawn.save()
    make_check(section, status="draft")
    make_question(lesson.course)

    assert state(student, lesson) == LessonState(sections=1)


def test_classmates_and_other_classes_of_the_same_user_do_not_count(student: Enrolment, lesson: Lesson) -> None:
    section = make_section(lesson)
    check = make_check(section)
    for other in (make_enrolment(cohort=student.cohort), make_enrolment(lesson.course, user=student.user)):
        make_read(other, section)
        make_check_answer(other, check)

    assert state(student, lesson) == LessonState(sections=1, checks=1)


def test_a_check_answered_twice_counts_once(student: Enrolment, lesson: Lesson) -> None:
    check = make_check(make_section(lesson))
    make_check_answer(student, check, "yes")
    make_check_answer(student, check, "no", answered=1)

    assert state(student, lesson) == LessonState(sections=1, checks=1, answered=1)


def test_a_lesson_without_sections_has_a_state(student: Enrolment, lesson: Lesson) -> None:
    assert state(student, lesson) == LessonState()


@pytest.mark.parametrize(
    ("counts", "tile", "shade"),
    [
        (LessonState(), "t0", ""),
        (LessonState(sections=8, checks=2), "t0", ""),
        (LessonState(sections=8, read=1, checks=2), "t1", "c1"),
        (LessonState(sections=8, checks=2, answered=1), "t1", ""),
        (LessonState(sections=8, read=4, checks=2), "t1", "c2"),
        (LessonState(sections=8, read=7, checks=2, answered=2), "t1", "c3"),
        (LessonState(sections=8, read=8, checks=2, answered=1), "t1", "c4"),
        (LessonState(sections=8, read=8, checks=2, answered=2), "t2", "c4"),
        (LessonState(sections=8, read=8), "t2", "c4"),
    ],
)
def test_a_lesson_is_complete_when_all_is_read_and_answered(counts: LessonState, tile: str, shade: str) -> None:
    assert (counts.tile, counts.shade, counts.complete) == (tile, shade, tile == "t2")


def test_a_course_has_its_published_lessons_in_order(student: Enrolment, lesson: Lesson) -> None:
    before = make_lesson(lesson.course, position=0)
    make_lesson(lesson.course, status="draft")
    make_lesson(make_course())
    make_read(student, make_section(before))
    make_section(lesson)

    progress = course_progress(enrolment=student, course=lesson.course)

    assert [row.lesson for row in progress.lessons] == [before, lesson]
    assert (progress.complete, progress.begun) == (1, 0)


def test_a_quiz_has_its_attempts_and_the_best_score(student: Enrolment) -> None:
    quiz = make_quiz(student.cohort.course, questions=3, pass_percent=67)
    first = make_closed_attempt(quiz, enrolment=student, given={1: "yes", 2: "yes"})
    second = make_closed_attempt(quiz, enrolment=student, given={1: "yes"})
    running = make_attempt(quiz, enrolment=student)
    make_closed_attempt(quiz, given={1: "yes", 2: "yes", 3: "yes"})

    [row] = course_progress(enrolment=student, course=quiz.course).quizzes

    assert (row.quiz, list(row.attempts), row.open) == (quiz, [first, second], running)
    assert (row.result.percent, row.result.passed) == (66, False)


def test_a_quiz_counts_as_passed_by_the_rules_it_was_taken_under(student: Enrolment) -> None:
    quiz = make_quiz(student.cohort.course, questions=2, pass_percent=50)
    make_closed_attempt(quiz, enrolment=student, given={1: "yes"})
    quiz.pass_percent = 90
    quiz.save()

    [row] = course_progress(enrolment=student, course=quiz.course).quizzes

    assert (row.result.percent, row.result.passed) == (50, True)


def test_quizzes_are_shown_when_published_or_taken(student: Enrolment) -> None:
    course = student.cohort.course
    untouched, taken, draft = make_quiz(course), make_quiz(course), make_quiz(course, status="draft")
    make_closed_attempt(taken, enrolment=student)
    taken.retired = True
    taken.save()

    rows = course_progress(enrolment=student, course=course).quizzes

    assert {row.quiz: row.result.percent for row in rows} == {untouched: None, taken: 0}
    assert draft not in {row.quiz for row in rows}


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_statements_does_not_grow(number: int) -> None:
    student = make_enrolment()
    course = student.cohort.course
    quiz = make_quiz(course, questions=1)
    for _ in range(number):
        section = make_section(make_lesson(course))
        make_read(student, section)
        make_check_answer(student, make_check(section))
        make_closed_attempt(quiz, enrolment=student)

    with data_statements() as statements:
        course_progress(enrolment=student, course=course)

    assert len(statements) == 5
