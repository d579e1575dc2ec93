"""Which questions may be asked outside quizzes: nothing that a quiz is to find out."""

import pytest

from lessons.models import Course, Enrolment
from quizzes.askable import askable
from quizzes.models import Question
from quizzes.question_types.essay import Essay
from tests.factories import (
    make_attempt,
    make_check,
    make_closed_attempt,
    make_course,
    make_draw,
    make_enrolment,
    make_lesson,
    make_question,
    make_quiz,
    make_section,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.fixture
def student(course: Course) -> Enrolment:
    return make_enrolment(course)


def keys(student: Enrolment) -> list[str]:
    place = Enrolment.objects.select_related("cohort__course__revision").get(pk=student.pk)
    return [row.key for row in askable(enrolment=place, questions=Question.objects.all())]


def test_checks_of_published_lessons_may_be_asked(course: Course, student: Enrolment) -> None:
    make_check(make_section(make_lesson(course)), "C1")
    make_check(make_section(make_lesson(course)), "C2", status="draft")
    make_check(make_section(make_lesson(course, status="draft")), "C3")
    make_check(make_section(make_lesson(course, retired=True)), "C4")
    make_check(make_section(make_lesson(course), retired=True), "C5")
    make_check(make_section(make_lesson(course)), "C6", status="withdrawn")

    assert keys(student) == ["C1"]


def test_a_question_of_a_quiz_may_be_asked_once_a_review_has_told_it(course: Course, student: Enrolment) -> None:
    quiz = make_quiz(course, questions=[make_question(course, "Q1"), make_question(course, "Q2")])
    make_closed_attempt(quiz)  # Of somebody else.
    assert keys(student) == []

    attempt = make_attempt(quiz, enrolment=student, given={1: "no"})
    assert keys(student) == []

    attempt.closed_at = attempt.started_at
    attempt.save()
    assert keys(student) == ["Q1"]  # What was left blank was not answered.

    make_attempt(quiz, enrolment=student)
    assert keys(student) == []  # It stands in an open attempt again.


def test_what_was_told_in_another_class_is_told(course: Course, student: Enrolment) -> None:
    quiz = make_quiz(course, questions=[make_question(course, "Q1")])

    make_closed_attempt(quiz, enrolment=make_enrolment(course, user=student.user), given={1: "yes"})

    assert keys(student) == ["Q1"]


@pytest.mark.parametrize("drawn", [False, True])
def test_a_question_may_be_asked_when_no_attempt_is_left(course: Course, student: Enrolment, drawn: bool) -> None:
    make_question(course, "Q1", area="actor")
    quiz = make_quiz(course, questions=[] if drawn else [course.question_set.get()], attempts_allowed=2)
    if drawn:
        make_draw(quiz, 1, area="actor")
    make_closed_attempt(quiz, enrolment=student)
    assert keys(student) == []

    make_closed_attempt(quiz, enrolment=student)

    assert keys(student) == ["Q1"]


@pytest.mark.parametrize("fields", [{}, {"attempts_allowed": 1}, {"status": "draft", "attempts_allowed": 1}])
def test_every_quiz_that_may_ask_it_counts(course: Course, student: Enrolment, fields: dict[str, object]) -> None:
    spent = make_quiz(course, questions=[make_question(course, "Q1", area="actor")], attempts_allowed=1)
    make_draw(make_quiz(course, questions=0, **fields), 1, area="actor")

    make_closed_attempt(spent, enrolment=student)

    assert keys(student) == []


def test_a_draw_that_does_not_fit_or_a_retired_quiz_asks_nothing(course: Course, student: Enrolment) -> None:
    spent = make_quiz(course, questions=[make_question(course, "Q1", area="actor")], attempts_allowed=1)
    make_draw(make_quiz(course, questions=0), 1, area="project")
    make_draw(make_quiz(course, questions=0, retired=True), 1, area="actor")

    make_closed_attempt(spent, enrolment=student)

    assert keys(student) == ["Q1"]


def test_a_reserved_question_is_never_asked(course: Course, student: Enrolment) -> None:
    quiz = make_quiz(course, questions=[make_question(course, use="reserved")], attempts_allowed=1)

    make_closed_attempt(quiz, enrolment=student, given={1: "yes"})

    assert keys(student) == []


@pytest.mark.parametrize("number", [1, 30])
def test_many_questions_need_no_more_statements(course: Course, student: Enrolment, number: int) -> None:
    make_quiz(course, questions=number)
    make_check(make_section(make_lesson(course)))

    with data_statements() as statements:
        keys(student)

    assert len(statements) == 6  # One of them for the enrolment.


def test_a_review_that_does_not_tell_the_key_tells_nothing(course: Course, student: Enrolment) -> None:
    for key, moment in (("Q1", "handed_in"), ("Q2", "closed"), ("Q3", "never")):
        quiz = make_quiz(course, questions=[make_question(course, key)], attempts_allowed=2, show_key=moment)
        make_closed_attempt(quiz, enrolment=student, given={1: "yes"})
    assert keys(student) == ["Q1"]

    for quiz in course.quiz_set.all():
        make_closed_attempt(quiz, enrolment=student)
    assert keys(student) == ["Q1", "Q2"]


def test_what_a_person_has_to_mark_is_not_asked(course: Course, student: Enrolment) -> None:
    essay, _answer, _fraction = next(Essay.examples())
    make_check(make_section(make_lesson(course)), "C1", type="essay", payload=essay.to_payload())

    assert keys(student) == []
