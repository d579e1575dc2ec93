"""Answers that still wait on a device when their attempt is closed: which of them came too late."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.attempts import save_answers
from quizzes.marking import submit
from quizzes.models import Answer, Attempt
from quizzes.question_types import QUESTION_TYPES
from tests.factories import make_attempt, make_course, make_enrolment, make_given, make_question, make_quiz, make_user
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt() -> Attempt:
    """Closed, with an answer to item 1."""
    attempt = make_attempt(make_quiz(make_course(), questions=3), given={1: "yes"})
    submit(attempt=attempt)
    return attempt


@pytest.fixture
def student(client: Client, attempt: Attempt) -> Client:
    client.force_login(attempt.enrolment.user)
    return client


def entry(position: int = 1, key: str = "no", **fields: Any) -> dict[str, Any]:
    return {"uuid": str(uuid4()), "sequence": position, "position": position, "value": {"choice": key}, **fields}


def post(client: Client, attempt: Attempt, *answers: Any) -> Any:
    address = reverse("quizzes:kept", args=[attempt.pk])
    return client.post(address, {"seen": 0, "answers": list(answers)}, content_type="application/json")


def told(reply: Any) -> list[tuple[str, str]]:
    assert reply.status_code == 200
    text = " ".join(reply.content.decode().split())
    return re.findall(r'<a href="#i(\d+)">Item \1</a>: you gave “([^”]*)”', text)


def test_each_item_is_told_with_what_was_given_last(student: Client, attempt: Attempt) -> None:
    answers = [entry(3, "yes", sequence=9, certainty="sure"), entry(3, "no", sequence=8), entry(1, "no")]

    assert told(post(student, attempt, *answers)) == [("1", "No"), ("3", "Yes (Sure)")]
    assert Answer.objects.count() == 1


def test_what_is_stored_or_says_what_counts_is_no_news(student: Client, attempt: Attempt) -> None:
    stored = entry(1, "no", uuid=str(Answer.objects.get().uuid))

    assert post(student, attempt, stored).status_code == 204
    assert post(student, attempt, entry(1, "yes")).status_code == 204
    assert told(post(student, attempt, entry(1, "yes", certainty="sure"))) == [("1", "Yes (Sure)")]


@pytest.mark.parametrize("bad", [entry(9), entry(1, "maybe"), entry(1, value="x"), entry(1, "no\x00")])
def test_what_is_no_answer_to_an_item_is_not_told(student: Client, attempt: Attempt, bad: dict[str, Any]) -> None:
    assert post(student, attempt, bad).status_code == 204


@pytest.mark.parametrize("typed", ["1.2.3 *km*", "about 1450", "x" * 300])
def test_what_was_typed_and_cannot_be_read_is_told_as_it_was_typed(client: Client, typed: str) -> None:
    content, _answer, _fraction = next(QUESTION_TYPES["numeric"].examples())
    course = make_course()
    question = make_question(course, type="numeric", payload=content.to_payload())
    attempt = make_attempt(make_quiz(course, questions=[question]))
    submit(attempt=attempt)
    client.force_login(attempt.enrolment.user)

    assert told(post(client, attempt, entry(value={"number": typed}))) == [("1", typed)]


def test_words_are_shown_as_words(client: Client) -> None:
    course = make_course()
    options = [{"key": key, "text": f"<b>{key}</b> & *so*"} for key in ("yes", "no")]
    question = make_question(course, payload={"options": [{**options[0], "right": True}, options[1]]})
    attempt = make_attempt(make_quiz(course, questions=[question]))
    submit(attempt=attempt)
    client.force_login(attempt.enrolment.user)

    assert told(post(client, attempt, entry(1)))[0][1].startswith("&lt;b&gt;no&lt;/b&gt; &amp; <em>so</em>")


def test_an_open_attempt_has_none(client: Client) -> None:
    attempt = make_attempt(make_quiz(make_course()))
    client.force_login(attempt.enrolment.user)

    assert post(client, attempt, entry()).status_code == 404


def test_strangers_find_nothing_and_visitors_are_told(client: Client, attempt: Attempt) -> None:
    assert post(client, attempt, entry()).status_code == 401
    for user in (make_enrolment(cohort=attempt.enrolment.cohort).user, make_user(is_staff=True, is_superuser=True)):
        client.force_login(user)
        assert post(client, attempt, entry()).status_code == 404


def test_what_cannot_be_read_is_said_to_be_so(student: Client, attempt: Attempt) -> None:
    assert post(student, attempt, entry(uuid="x")).status_code == 400
    assert post(student, attempt, entry(value={"choice": "x" * 70_000})).status_code == 413
    assert student.get(reverse("quizzes:kept", args=[attempt.pk])).status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_it_costs_the_same_for_one_item_and_for_thirty(client: Client, number: int) -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=number))
    save_answers(attempt=attempt, answers=[make_given(position) for position in range(1, number + 1)])
    submit(attempt=attempt)
    client.force_login(attempt.enrolment.user)

    with data_statements() as statements:
        reply = post(client, attempt, *(entry(position) for position in range(1, number + 1)))

    assert len(told(reply)) == number
    assert len(statements) == 5
