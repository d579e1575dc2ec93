"""An answer to a check is kept and marked at once, once; completion looks at the first one only."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from lessons.models import Enrolment, Section
from quizzes.checks import answer_check, dealt_order
from quizzes.models import Answer, Attempt, Mark, Question, Response
from tests.factories import (
    choice,
    make_check,
    make_check_answer,
    make_course,
    make_enrolment,
    make_lesson,
    make_section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    return make_section(make_lesson(make_course()))


@pytest.fixture
def student(section: Section) -> Enrolment:
    return make_enrolment(section.course)


def test_an_answer_is_kept_and_marked(section: Section, student: Enrolment) -> None:
    check = make_check(section)

    response = make_check_answer(student, check, "no", certainty="sure")

    stored = Response.objects.get()
    assert response == stored
    assert (stored.attempt.kind, stored.attempt.section, stored.position, stored.max_marks) == ("check", section, 1, 1)
    assert (stored.value, stored.certainty, stored.fraction) == ({"choice": "no"}, "sure", 0)
    assert list(Mark.objects.values_list("response", "fraction", "rule")) == [(stored.pk, 0, "automatic")]
    assert stored.current_mark == Mark.objects.get()


def test_the_answers_of_a_section_are_one_attempt_which_closes_with_the_last(
    section: Section, student: Enrolment
) -> None:
    first, second = make_check(section), make_check(section)

    make_check_answer(student, first)
    assert [attempt.closed_at for attempt in Attempt.objects.all()] == [None]

    make_check_answer(student, second)
    attempt = Attempt.objects.get()
    assert attempt.closed_at is not None
    assert list(attempt.responses.values_list("position", "version__question")) == [(1, first.pk), (2, second.pk)]


def test_checks_that_are_not_asked_keep_no_attempt_open(section: Section, student: Enrolment) -> None:
    check = make_check(section)
    make_check(section, status="draft")
    make_check(section, status="withdrawn")
    make_check(section, retired=True)
    make_check(make_section(section.lesson))

    make_check_answer(student, check)

    assert [attempt.closed_at is None for attempt in Attempt.objects.all()] == [False]


def test_a_check_that_is_added_later_begins_another_attempt(section: Section, student: Enrolment) -> None:
    make_check_answer(student, make_check(section))

    make_check_answer(student, make_check(section))

    assert [attempt.closed_at is None for attempt in Attempt.objects.all()] == [False, False]


def test_an_answer_again_is_an_attempt_of_its_own_and_leaves_the_first_open(
    section: Section, student: Enrolment
) -> None:
    check, other = make_check(section), make_check(section)
    make_check_answer(student, check, "no")

    make_check_answer(student, check, "yes", answered=1)

    assert [attempt.closed_at is None for attempt in Attempt.objects.order_by("pk")] == [True, False]
    make_check_answer(student, other)
    assert [attempt.closed_at is None for attempt in Attempt.objects.order_by("pk")] == [False, False]


@pytest.mark.parametrize("answered", [0, 1])
def test_a_form_that_is_sent_twice_counts_once(section: Section, student: Enrolment, answered: int) -> None:
    check = make_check(section)
    for number in range(answered):
        make_check_answer(student, check, "no", answered=number)

    kept = [
        answer_check(enrolment=student, question=check, value={"choice": "yes"}, answered=answered) for _ in range(2)
    ]

    assert [response is None for response in kept] == [False, True]
    assert Answer.objects.count() == answered + 1


def test_the_same_answer_by_another_student_counts(section: Section, student: Enrolment) -> None:
    check = make_check(section)
    make_check_answer(student, check)

    make_check_answer(make_enrolment(cohort=student.cohort), check)

    assert Answer.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_count_once() -> None:
    section = make_section(make_lesson(make_course()))
    student, check = make_enrolment(section.course), make_check(section)
    barrier = Barrier(4)

    def click(_number: int) -> bool:
        barrier.wait()
        try:
            return answer_check(enrolment=student, question=check, value={"choice": "yes"}) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(click, range(4))) == [False, False, False, True]
    assert (Attempt.objects.count(), Answer.objects.count(), Mark.objects.count()) == (1, 1, 1)


def test_what_is_no_check_of_a_section_is_refused(section: Section, student: Enrolment) -> None:
    check = make_check(section)
    check.section = None

    with pytest.raises(ValueError, match=check.key):
        make_check_answer(student, check)


def orders(check: Question, *, seeds: range, answered: int = 0) -> set[tuple[str, ...]]:
    return {tuple(dealt_order(check, seed=str(seed), answered=answered)) for seed in seeds}


def test_options_are_dealt_the_same_to_one_student_and_differently_to_many(section: Section) -> None:
    check = make_check(section, payload=choice("a", "b", "c"))

    assert len(orders(check, seeds=range(1))) == 1
    assert {frozenset(order) for order in orders(check, seeds=range(99))} == {frozenset("abc")}
    assert len(orders(check, seeds=range(99))) == 6


def test_whoever_answers_again_is_dealt_the_options_anew(section: Section) -> None:
    check = make_check(section, payload=choice("a", "b", "c"))

    assert len({order for answered in range(40) for order in orders(check, seeds=range(1), answered=answered)}) == 6
