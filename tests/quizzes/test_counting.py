"""Which attempts count, and what they come to."""

import pytest

from lessons.models import Cohort
from quizzes.counting import Result, result_of
from quizzes.glance import glances
from quizzes.interventions import intervene
from quizzes.models import Attempt, Quiz
from quizzes.progress import quiz_progress
from quizzes.reports import class_matrix
from tests.factories import make_attempt, make_closed_attempt, make_course, make_enrolment, make_quiz

pytestmark = pytest.mark.django_db

SCORES = ({1: "yes", 2: "no"}, {1: "yes", 2: "yes"}, {1: "no", 2: "no"})
"""Of three attempts: a half, all, nothing."""


def attempts_at(quiz: Quiz, *given: dict[int, str]) -> list[Attempt]:
    enrolment = make_enrolment(quiz.course)
    for answers in given or SCORES:
        make_closed_attempt(quiz, enrolment=enrolment, given=answers)
    return list(enrolment.attempts.with_score())


@pytest.mark.parametrize(
    ("counting", "percent", "passed"),
    [("best", 100, True), ("last", 0, False), ("first", 50, False), ("mean", 50, False)],
)
def test_the_rule_of_the_quiz_says_which_attempt_counts(counting: str, percent: int, passed: bool) -> None:
    attempts = attempts_at(make_quiz(make_course(), counting=counting, pass_percent=60))

    assert result_of(attempts) == Result(percent, passed, counting)


def test_the_mean_is_rounded_down_once_and_can_pass() -> None:
    quiz = make_quiz(make_course(), questions=3, counting="mean", pass_percent=44)
    attempts = attempts_at(quiz, {1: "yes"}, {1: "yes", 2: "yes"}, {1: "yes"})

    assert result_of(attempts) == Result(44, True, "mean")


def test_open_and_void_attempts_count_nothing() -> None:
    quiz = make_quiz(make_course())
    attempts = attempts_at(quiz)
    intervene(attempt=attempts[1], kind="void", reason="A neighbour helped.", by=None)
    student = attempts[0].enrolment
    make_attempt(quiz, enrolment=student, given={1: "yes", 2: "yes"})

    assert result_of(student.attempts.with_score()) == Result(50, False)
    assert result_of([]) == Result()


def test_the_rule_is_that_of_the_attempt_begun_last() -> None:
    quiz = make_quiz(make_course(), counting="last")
    attempts = attempts_at(quiz)
    quiz.counting = "best"
    quiz.save()

    assert result_of(attempts).percent == 0
    make_closed_attempt(quiz, enrolment=attempts[0].enrolment)
    assert result_of(attempts[0].enrolment.attempts.with_score()).percent == 100


def test_all_reports_say_the_same_and_leave_out_what_is_void() -> None:
    attempts = attempts_at(make_quiz(make_course(), counting="last"))
    student, cohort = attempts[0].enrolment, Cohort.objects.get()
    wanted = Result(100, True, "last")
    intervene(attempt=max(attempts, key=lambda one: one.pk), kind="void", reason="The bell rang.", by=None)

    [row] = quiz_progress(enrolment=student, course=cohort.course)
    matrix = class_matrix(cohort)

    assert [row.result, matrix.rows[0].quizzes[0]] == [wanted, wanted]
    assert len(row.attempts) == 3
    for attempt in student.attempts.counted():
        intervene(attempt=attempt, kind="void", reason="The bell rang.", by=None)
    assert class_matrix(cohort).rows[0].quizzes[0] == Result()
    assert [glance.handed_in for glance in glances([cohort])] == [0]
