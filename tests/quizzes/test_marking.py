"""Handing in marks everything once, by the versions that were dealt."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from quizzes.attempts import save_answers
from quizzes.marking import append_mark, submit
from quizzes.models import Attempt, Mark, Response
from tests.factories import (
    choice,
    make_attempt,
    make_course,
    make_given,
    make_item,
    make_question,
    make_quiz,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


def fractions(attempt: Attempt) -> list[float | None]:
    return list(attempt.responses.values_list("fraction", flat=True))


def test_right_wrong_and_blank_answers_are_marked() -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=3), given={1: "yes", 2: "no"})

    submit(attempt=attempt)

    assert fractions(attempt) == [1, 0, 0]
    assert attempt.closed_at is not None
    rows = Mark.objects.values_list("response__position", "fraction", "rule", "by").order_by("response__position")
    assert list(rows) == [(1, 1, "automatic", None), (2, 0, "automatic", None), (3, 0, "automatic", None)]


def test_the_score_counts_marks_and_leaves_out_dropped_items() -> None:
    course = make_course()
    quiz = make_quiz(course, questions=1, pass_percent=75)
    make_item(quiz, make_question(course), position=1, max_marks=3)
    make_item(quiz, make_question(course), position=2, max_marks=5)
    attempt = make_attempt(quiz, given={2: "yes", 3: "yes"})
    submit(attempt=attempt)
    attempt.responses.filter(position=3).update(dropped=True)

    scored = Attempt.objects.with_score().get()

    assert (scored.score, scored.max_score, scored.percent, scored.passed) == (3, 4, 75, True)


def test_a_per_cent_is_rounded_down_so_that_nobody_passes_by_rounding() -> None:
    attempt = Attempt(rules={"pass_percent": 67})
    attempt.score, attempt.max_score = 2, 3

    assert (attempt.percent, attempt.passed) == (66, False)


def test_thirds_that_add_up_to_the_pass_mark_pass() -> None:
    attempt = Attempt(rules={"pass_percent": 60})
    attempt.score, attempt.max_score = 1 / 3 + 1 / 3 + 1 / 3 + 0.8 + 0.6 + 0.6, 5

    assert (attempt.percent, attempt.passed) == (60, True)


def test_handing_in_twice_changes_nothing() -> None:
    attempt = make_attempt(make_quiz(make_course()), given={1: "yes"})
    submit(attempt=attempt)
    closed_at = attempt.closed_at

    submit(attempt=attempt)
    submit(attempt=Attempt.objects.get())

    assert Attempt.objects.get().closed_at == closed_at
    assert Mark.objects.count() == 2


def test_an_old_copy_of_a_closed_attempt_learns_when_it_was_closed() -> None:
    attempt = make_attempt(make_quiz(make_course()))
    old = Attempt.objects.get()
    submit(attempt=attempt)

    submit(attempt=old)

    assert old.closed_at == attempt.closed_at


def test_a_running_attempt_is_marked_by_the_key_it_was_dealt() -> None:
    course = make_course()
    question = make_question(course)
    quiz = make_quiz(course, questions=[question])
    old = make_attempt(quiz, given={1: "yes"})

    question.payload = choice("no", "yes")
    question.save()
    new = make_attempt(quiz, given={1: "yes"})
    for attempt in (old, new):
        submit(attempt=attempt)

    assert (fractions(old), fractions(new)) == ([1], [0])


def test_certainty_does_not_change_the_mark() -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=2))
    answers = [make_given(1, "yes", certainty="guessing"), make_given(2, "no", certainty="sure")]
    save_answers(attempt=attempt, answers=answers)

    submit(attempt=attempt)

    assert fractions(attempt) == [1, 0]


@pytest.mark.parametrize("number", [1, 30])
def test_handing_in_costs_the_same_for_one_item_and_for_thirty(number: int) -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=number))

    with data_statements() as statements:
        submit(attempt=attempt)

    assert len(statements) == 9


def test_a_mark_is_appended_and_the_response_points_at_it() -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=1))
    submit(attempt=attempt)
    response, teacher = attempt.responses.get(), make_user()

    mark = append_mark(
        response=response, fraction=0.5, rule="hand", version=response.version, by=teacher, reason="Half of it."
    )

    response = Response.objects.get()
    assert (response.current_mark, response.fraction) == (mark, 0.5)
    assert (mark.by, mark.reason, mark.version) == (teacher, "Half of it.", response.version)
    assert Mark.objects.count() == 2


def test_a_mark_by_hand_outranks_automatic_ones_and_yields_to_another_by_hand() -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=1))
    response = attempt.responses.get()
    version = response.version

    append_mark(response=response, fraction=0.5, rule="hand", version=version)
    append_mark(response=response, fraction=1, rule="automatic", version=version)
    submit(attempt=attempt)
    assert fractions(attempt) == [0.5]

    append_mark(response=response, fraction=0.75, rule="hand", version=version)
    assert fractions(attempt) == [0.75]
    assert Mark.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_handing_in_from_many_windows_at_once_marks_once() -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=3))
    ready = Barrier(4)

    def click(_number: int) -> object:
        try:
            ready.wait(timeout=10)
            own = Attempt.objects.get(pk=attempt.pk)
            submit(attempt=own)
            return own.closed_at
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        closed = set(pool.map(click, range(4)))

    assert closed == {Attempt.objects.get().closed_at}
    assert Mark.objects.count() == 3
