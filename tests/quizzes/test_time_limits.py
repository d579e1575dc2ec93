"""When the time is up: what still counts, what is kept as late, and who closes the attempt, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from quizzes.attempts import SaveResult, TimeIsUp, save_answers, start
from quizzes.due import day_start
from quizzes.marking import submit, submit_overdue
from quizzes.models import Answer, Attempt, Mark, Quiz
from quizzes.overdue import submit_all_overdue
from quizzes.receipts import write_receipt
from tests.factories import (
    from_now,
    make_attempt,
    make_check,
    make_check_answer,
    make_claim,
    make_cohort,
    make_course,
    make_enrolment,
    make_given,
    make_lesson,
    make_overdue_attempt,
    make_quiz,
    make_recall,
    make_section,
)

pytestmark = pytest.mark.django_db


def timed_quiz(**fields: Any) -> Quiz:
    return make_quiz(make_course(), time_limit=20, **fields)


def save(attempt: Attempt, *answers: Any, seen: int | None = None) -> SaveResult:
    with transaction.atomic():
        return save_answers(attempt=Attempt.objects.locked().get(pk=attempt.pk), answers=answers, seen=seen)


def log_in(client: Client, attempt: Attempt) -> Client:
    client.force_login(attempt.enrolment.user)
    return client


def test_in_the_grace_an_answer_still_counts() -> None:
    attempt = make_overdue_attempt(timed_quiz(), minutes=0.2)

    result = save(attempt, given := make_given(1, "yes"))

    assert (result.saved, result.late) == ([given.uuid], [])
    submit(attempt=attempt)
    assert attempt.closed_at == attempt.ends_at
    assert attempt.responses.get(position=1).fraction == 1


def test_after_the_grace_an_answer_is_kept_as_late_and_what_was_saved_before_counts() -> None:
    attempt = make_overdue_attempt(timed_quiz(), given={1: "yes"})

    late = make_given(1, "no", sequence=9)
    results = [save(attempt, late, seen=1), save(attempt, late, seen=1)]
    attempt.refresh_from_db()
    response = attempt.responses.get(position=1)

    assert [(result.saved, result.late, result.sequence) for result in results] == [
        ([late.uuid], [late.uuid], 1),
        ([late.uuid], [], 1),
    ]
    assert attempt.closed_at == attempt.ends_at
    assert (response.value, response.fraction) == ({"choice": "yes"}, 1)
    assert list(response.answers.values_list("sequence", "late")) == [(1, False), (9, True)]
    assert Mark.objects.count() == 2


def test_an_answer_that_came_in_time_is_not_late_when_it_is_sent_again() -> None:
    attempt = make_overdue_attempt(timed_quiz())
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=from_now(1))
    given = make_given(1)
    save(attempt, given)
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=attempt.ends_at)

    result = save(attempt, given)

    assert (result.saved, result.late) == ([given.uuid], [])
    assert [answer.late for answer in Answer.objects.all()] == [False]


def test_after_handing_in_early_nothing_is_kept() -> None:
    attempt = make_attempt(timed_quiz())
    submit(attempt=attempt)

    result = save(attempt, given := make_given(1))

    assert [uuid for uuid, _reason in result.refused] == [given.uuid]
    assert not Answer.objects.exists()


@pytest.mark.parametrize("name", ["attempt", "submit", "state", "receipt"])
def test_the_next_request_of_the_owner_closes_it(client: Client, name: str) -> None:
    attempt = make_overdue_attempt(timed_quiz(), given={1: "yes"})

    log_in(client, attempt).get(reverse(f"quizzes:{name}", args=[attempt.pk]))
    closed = Attempt.objects.with_score().get(pk=attempt.pk)

    assert (closed.closed_at, closed.score) == (attempt.ends_at, 1)


def test_the_page_of_the_quiz_closes_it_too_and_shows_it(client: Client) -> None:
    attempt = make_overdue_attempt(timed_quiz(), given={1: "yes"})

    page = log_in(client, attempt).get(attempt.quiz.get_absolute_url())  # type: ignore[union-attr]

    assert (page.context["open"], page.context["attempts"]) == (None, [attempt])
    assert "Attempt 1: 1 of 2" in " ".join(page.text.split())


def test_a_new_attempt_can_begin_when_the_old_one_is_overdue(client: Client) -> None:
    attempt = make_overdue_attempt(timed_quiz())

    log_in(client, attempt).post(attempt.quiz.get_absolute_url())  # type: ignore[union-attr]
    attempt.refresh_from_db()

    assert attempt.closed_at == attempt.ends_at
    assert [second.closed_at for second in Attempt.objects.exclude(pk=attempt.pk)] == [None]


def test_an_overdue_attempt_is_not_handed_in_under_the_lock_of_the_enrolment() -> None:
    attempt = make_overdue_attempt(timed_quiz())

    with pytest.raises(TimeIsUp):
        start(enrolment=attempt.enrolment, quiz=attempt.quiz)  # type: ignore[arg-type]


def test_a_form_that_comes_too_late_is_kept_and_said_to_be_late(client: Client) -> None:
    attempt = make_overdue_attempt(timed_quiz(), given={1: "yes"})
    form = {"position": "1", "seen": "1", "i1-choice": "no"}

    page = log_in(client, attempt).post(reverse("quizzes:attempt", args=[attempt.pk]), form, follow=True)

    assert page.redirect_chain[-1][0] == reverse("quizzes:review", args=[attempt.pk])
    assert [str(message) for message in page.context["messages"]] == [
        "Item 1: your answer “No” came too late. It does not count; the time was up."
    ]
    assert Answer.objects.get(late=True).value == {"choice": "no"}
    assert attempt.responses.get(position=1).value == {"choice": "yes"}


def test_the_review_and_the_receipt_show_what_came_too_late(client: Client) -> None:
    attempt = make_overdue_attempt(timed_quiz())
    save(attempt, make_given(1, "no"))
    attempt.refresh_from_db()

    page = log_in(client, attempt).get(reverse("quizzes:review", args=[attempt.pk]))

    assert "Too late to count: you gave “No”" in " ".join(page.text.split())
    assert "came too late" in write_receipt(attempt)


def test_seconds_left_are_those_of_the_server(client: Client) -> None:
    attempt = make_attempt(timed_quiz())
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=from_now(0.5))

    left = log_in(client, attempt).get(reverse("quizzes:state", args=[attempt.pk])).json()["seconds_left"]

    assert 1700 < left <= 1800
    submit(attempt=attempt)
    assert client.get(reverse("quizzes:state", args=[attempt.pk])).json()["seconds_left"] == 0


def test_the_page_says_when_it_ends_and_how_much_was_left(client: Client) -> None:
    attempt = make_attempt(timed_quiz())
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=from_now(0.51))

    page = log_in(client, attempt).get(attempt.get_absolute_url())
    free = make_attempt(make_quiz(attempt.quiz.course), enrolment=attempt.enrolment)  # type: ignore[union-attr]

    assert "30:3" in page.text
    assert "when this page was drawn" in page.text
    assert f"Ends at {Attempt.objects.get(pk=attempt.pk).ends_at:%H:%M:%S} UTC" in " ".join(page.text.split())
    assert "when this page was drawn" not in client.get(free.get_absolute_url()).text


def test_housekeeping_closes_what_is_overdue_once_and_says_so() -> None:
    overdue = make_overdue_attempt(timed_quiz(), given={1: "yes"})
    others = [make_overdue_attempt(timed_quiz(), minutes=0.2), make_attempt(timed_quiz())]
    Session.objects.create(session_key="old", session_data="", expire_date=from_now(-1))
    Session.objects.create(session_key="new", session_data="", expire_date=from_now(1))
    outputs = [StringIO(), StringIO()]

    for output in outputs:
        call_command("housekeeping", stdout=output)

    overdue.refresh_from_db()
    assert overdue.closed_at == overdue.ends_at
    assert [Attempt.objects.get(pk=other.pk).closed_at for other in others] == [None, None]
    none_earlier = "0 attempts of earlier days were closed."
    assert [output.getvalue().splitlines()[:3] for output in outputs] == [
        ["1 overdue attempt was closed.", none_earlier, "1 expired session was removed."],
        ["0 overdue attempts were closed.", none_earlier, "0 expired sessions were removed."],
    ]
    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert Mark.objects.count() == 2


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_housekeeping_closes_recall_of_earlier_days_by_the_time_zone_of_the_class_and_once(zone: str) -> None:
    cohort = make_cohort(time_zone=zone)
    claim, (early, late) = make_claim(cohort.course), [make_enrolment(cohort=cohort) for _ in range(2)]
    yesterdays, todays = [make_recall(student, claim).attempt for student in (early, late)]
    midnight = day_start(late)
    Attempt.objects.filter(pk=yesterdays.pk).update(started_at=midnight - timedelta(seconds=1))
    Attempt.objects.filter(pk=todays.pk).update(started_at=midnight)
    check = make_check(section := make_section(make_lesson(cohort.course)))
    make_check(section)
    unfinished = make_check_answer(early, check).attempt
    Attempt.objects.filter(pk=unfinished.pk).update(started_at=midnight - timedelta(days=1))
    outputs = [StringIO(), StringIO()]

    for output in outputs:
        call_command("housekeeping", stdout=output)

    assert [output.getvalue().splitlines()[1] for output in outputs] == [
        "1 attempt of an earlier day was closed.",
        "0 attempts of earlier days were closed.",
    ]
    assert set(Attempt.objects.open()) == {todays, unfinished}


def test_an_extension_that_came_first_keeps_it_open() -> None:
    attempt = make_overdue_attempt(timed_quiz())
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=from_now(1))

    assert not submit_overdue(attempt=attempt)
    assert attempt.closed_at is None


@pytest.mark.django_db(transaction=True)
def test_two_that_close_at_once_close_each_attempt_once() -> None:
    quiz = timed_quiz()
    for _ in range(5):
        make_overdue_attempt(quiz, given={1: "yes"})
    ready = Barrier(3)

    def keep_house(_number: int) -> int:
        try:
            ready.wait(timeout=10)
            return submit_all_overdue()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        closed = list(pool.map(keep_house, range(3)))

    assert sum(closed) == 5
    assert Mark.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_of_saves_that_meet_the_close_nothing_counts_afterwards() -> None:
    attempt = make_overdue_attempt(timed_quiz(questions=8))
    ready = Barrier(9)

    def act(position: int) -> SaveResult | None:
        try:
            ready.wait(timeout=10)
            return save(attempt, make_given(position, "yes")) if position else submit(attempt=attempt)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(9) as pool:
        results = [result for result in pool.map(act, range(9)) if result]

    assert [(len(result.saved), len(result.late)) for result in results] == [(1, 1)] * 8
    scored = Attempt.objects.with_score().get(pk=attempt.pk)
    assert (scored.closed_at, scored.score) == (attempt.ends_at, 0)
    assert not attempt.responses.exclude(current_answer=None).exists()
    assert Answer.objects.filter(late=True).count() == 8
    assert Mark.objects.count() == 8
