"""What one student has done, down to each answer and each mark."""

from typing import Any

import pytest
from django.db import transaction

from quizzes.attempts import save_answers
from quizzes.checking import check_item
from quizzes.marking import append_mark, submit
from quizzes.models import Attempt
from quizzes.student_report import attempt_report, student_report
from tests.factories import (
    make_attempt,
    make_check,
    make_check_answer,
    make_closed_attempt,
    make_enrolment,
    make_given,
    make_lesson,
    make_quiz,
    make_read,
    make_section,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


def test_each_section_has_when_it_was_read_and_what_was_answered() -> None:
    student = make_enrolment()
    lesson = make_lesson(student.cohort.course)
    first, second = make_section(lesson), make_section(lesson)
    make_section(lesson, retired=True)
    make_section(make_lesson(student.cohort.course, status="draft"))
    read = make_read(student, first)
    check = make_check(first, stem="Why?")
    answers = [make_check_answer(student, check, "no"), make_check_answer(student, check, "yes", answered=1)]
    make_check_answer(make_enrolment(cohort=student.cohort), check)

    [reported] = student_report(student).lessons

    assert [(row.section, row.read) for row in reported.sections] == [(first, read), (second, None)]
    told = [(row.response, row.stem, row.words, row.verdict) for row in reported.sections[0].responses]
    assert told == [(answers[0], "Why?", "No", "not right"), (answers[1], "Why?", "Yes", "right")]
    assert list(reported.sections[1].responses) == []


def test_a_response_has_every_answer_and_every_mark() -> None:
    attempt = make_attempt(make_quiz(make_enrolment().cohort.course, questions=2), given={1: "no"})
    save_answers(attempt=attempt, answers=[make_given(1, "yes", sequence=9)])
    submit(attempt=attempt)
    response, teacher = attempt.responses.get(position=1), make_user()
    mark = append_mark(
        response=response, fraction=0.5, rule="hand", version=response.version, by=teacher, reason="Half of it."
    )

    first, second = attempt_report(attempt)

    assert [(row.answer.sequence, row.words, row.counts) for row in first.answers] == [
        (1, "No", False),
        (9, "Yes", True),
    ]
    assert [(row.fraction, row.rule, row.by, row.reason) for row in first.marks] == [
        (1, "automatic", None, ""),
        (0.5, "hand", teacher, "Half of it."),
    ]
    assert (first.response.current_mark, first.words, first.verdict) == (mark, "Yes", "partly right")
    assert (list(second.answers), second.words, second.verdict) == ([], "no answer", "not right")


def tried(questions: int = 1, **fields: Any) -> Attempt:
    """An attempt with two tries at each of its items, the second one right."""
    course = make_enrolment().cohort.course
    attempt = make_attempt(make_quiz(course, questions=questions, **fields))
    for number, key in enumerate(("no", "yes")):
        for position in range(1, questions + 1):
            save_answers(attempt=attempt, answers=[make_given(position, key, sequence=1 + number * 40 + position)])
            with transaction.atomic():
                check_item(attempt=Attempt.objects.locked().get(pk=attempt.pk), position=position)
    return attempt


def test_each_try_is_reported_with_its_penalty() -> None:
    [reported] = attempt_report(tried(feedback="tries", tries=3, penalty_percent=25))

    rows = [(each.row.number, each.words, each.verdict, each.penalty, each.earns) for each in reported.tries]
    assert rows == [(1, "No", "not right", 0, 0), (2, "Yes", "right", 25, 75)]
    assert reported.response.fraction == 0.75


def test_where_there_is_but_one_try_none_is_listed() -> None:
    attempt = tried(feedback="each_item")

    assert attempt.responses.get().tries.count() == 1
    assert [list(reported.tries) for reported in attempt_report(attempt)] == [[]]


@pytest.mark.parametrize("number", [1, 30])
def test_tries_cost_one_statement_for_many_items(number: int) -> None:
    attempt = tried(number, feedback="tries")

    with data_statements() as statements:
        reports = attempt_report(attempt)
        assert [len(reported.tries) for reported in reports] == [2] * number

    assert len(statements) == 4  # Nobody has marked by hand, so that no instructor is looked up.


def test_an_open_attempt_is_not_marked_yet() -> None:
    attempt = make_attempt(make_quiz(make_enrolment().cohort.course, questions=1), given={1: "yes"})

    [reported] = attempt_report(attempt)

    assert (reported.words, reported.verdict, list(reported.marks)) == ("Yes", "not marked yet", [])


def test_a_dropped_item_is_called_so() -> None:
    attempt = make_closed_attempt(make_quiz(make_enrolment().cohort.course, questions=1))
    attempt.responses.update(dropped=True)

    assert [row.verdict for row in attempt_report(attempt)] == ["dropped"]


@pytest.mark.parametrize("number", [1, 30])
def test_the_report_of_a_student_needs_as_many_statements_for_much_work(number: int) -> None:
    student = make_enrolment()
    quiz = make_quiz(student.cohort.course, questions=1)
    for _ in range(number):
        section = make_section(make_lesson(student.cohort.course))
        make_read(student, section)
        make_check_answer(student, make_check(section))
        make_closed_attempt(quiz, enrolment=student)

    with data_statements() as statements:
        student_report(student)

    assert len(statements) == 10


@pytest.mark.parametrize("number", [1, 30])
def test_the_report_of_an_attempt_needs_as_many_statements_for_many_items(number: int) -> None:
    quiz = make_quiz(make_enrolment().cohort.course, questions=number)
    attempt = make_closed_attempt(quiz, given=dict.fromkeys(range(1, number + 1), "yes"))
    for response in attempt.responses.all():
        append_mark(response=response, fraction=1, rule="hand", version=response.version, by=make_user())

    with data_statements() as statements:
        attempt_report(attempt)

    assert len(statements) == 4
