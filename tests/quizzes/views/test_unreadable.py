"""What was typed and cannot be read: told at once, kept in its line, and never marked as wrong."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Enrolment, Section
from quizzes.attempts import save_answers
from quizzes.models import Answer, Attempt, Response
from tests.factories import (
    make_attempt,
    make_check,
    make_claim,
    make_course,
    make_enrolment,
    make_given,
    make_lesson,
    make_question,
    make_quiz,
    make_section,
)

pytestmark = pytest.mark.django_db

REASON = "“1.450” can be read in two ways"
NUMBER = {
    "type": "numeric",
    "payload": {"value": "1450", "rationale": "So long is it.", "claim": "P1f1"},
    "stem": "How long is it?",
}


@pytest.fixture
def attempt(client: Client) -> Attempt:
    course = make_course()
    claims = [make_claim(course, "P1f1")]
    questions = [make_question(course, key, claims=claims, **NUMBER) for key in ("Q1", "Q2")]
    attempt = make_attempt(make_quiz(course, questions=questions))
    client.force_login(attempt.enrolment.user)
    return attempt


def test_autosave_refuses_it_with_the_reason(client: Client, attempt: Attempt) -> None:
    given = {"uuid": str(uuid4()), "sequence": 1, "position": 1, "value": {"number": "1.450"}}

    reply = client.post(
        reverse("quizzes:save", args=[attempt.pk]),
        json.dumps({"seen": 0, "answers": [given]}),
        content_type="application/json",
    ).json()

    assert [(refused["uuid"], REASON in refused["reason"]) for refused in reply["refused"]] == [(given["uuid"], True)]
    assert Answer.objects.count() == 0


def test_the_form_comes_back_with_it_and_saves_the_rest(client: Client, attempt: Attempt) -> None:
    data = {"position": ["1", "2"], "seen": "0", "i1-number": "1.450", "i2-number": "7", "go": "submit"}

    page = client.post(attempt.get_absolute_url(), data)

    html = page.content.decode()
    assert page.status_code == 409
    assert REASON in html
    assert 'name="i1-number" id="i1-line" value="1.450"' in html
    assert 'name="i2-number" id="i2-line" value="7"' in html
    assert "That answer is kept" not in html
    assert list(Answer.objects.values_list("response__position", "value")) == [(2, {"number": "7"})]


def test_what_another_window_has_answered_is_told_as_before(client: Client, attempt: Attempt) -> None:
    save_answers(attempt=attempt, answers=[make_given(1, value={"number": "5"})])
    data = {"position": "1", "seen": "0", "i1-number": "1450"}

    html = client.post(attempt.get_absolute_url(), data).content.decode()

    assert "That answer is kept: “5”. Not taken was yours from here: “1450”." in html
    assert 'value="5"' in html


@pytest.fixture
def worded(client: Client) -> Attempt:
    """With a question that is answered in words."""
    course = make_course()
    answers = [{"key": "so", "answer": "So", "rationale": "So.", "claim": "P1f1"}]
    claims = [make_claim(course, "P1f1")]
    question = make_question(course, type="short_answer", payload={"answers": answers}, claims=claims)
    attempt = make_attempt(make_quiz(course, questions=[question]))
    client.force_login(attempt.enrolment.user)
    return attempt


def test_words_of_two_windows_are_told_as_typed(client: Client, worded: Attempt) -> None:
    save_answers(attempt=worded, answers=[make_given(1, value={"answer": "*so* [P1]"})])
    data = {"position": "1", "seen": "0", "i1-answer": "<b>it's</b>"}

    html = client.post(worded.get_absolute_url(), data).content.decode()

    assert "That answer is kept: “*so* [P1]”. Not taken was yours from here: “&lt;b&gt;it's&lt;/b&gt;”." in html


def test_words_that_come_after_the_close_are_told_as_typed(client: Client, worded: Attempt) -> None:
    client.post(reverse("quizzes:submit", args=[worded.pk]))
    data = {"position": "1", "seen": "0", "i1-answer": "_so_ <i>"}

    page = client.post(worded.get_absolute_url(), data, follow=True)

    assert "your answer “_so_ &lt;i&gt;” was not taken" in page.content.decode()


def test_the_receipt_has_words_as_typed(client: Client, worded: Attempt) -> None:
    save_answers(attempt=worded, answers=[make_given(1, value={"answer": "*so* & 'so'"})])

    assert "\n    *so* & 'so'\n" in client.get(reverse("quizzes:receipt", args=[worded.pk])).content.decode()


def test_after_the_close_it_is_told_as_typed(client: Client, attempt: Attempt) -> None:
    client.post(reverse("quizzes:submit", args=[attempt.pk]))

    page = client.post(attempt.get_absolute_url(), {"position": "1", "seen": "0", "i1-number": "1.450"}, follow=True)

    assert "your answer “1.450” was not taken" in page.content.decode()


@pytest.fixture
def section() -> Section:
    course = make_course()
    section = make_section(make_lesson(course))
    make_check(section, "C1", claims=[make_claim(course, "P1f1")], **NUMBER)
    return section


def address(section: Section) -> str:
    return reverse("quizzes:checks", args=[section.course.slug, section.lesson.slug])


@pytest.fixture
def student(section: Section, client: Client) -> Enrolment:
    enrolment = make_enrolment(section.course)
    client.force_login(enrolment.user)
    return enrolment


def test_a_check_comes_back_with_it(client: Client, section: Section, student: Enrolment) -> None:
    data = {"check": "C1", "C1-answered": "0", "C1-number": "1.450"}

    page = client.post(address(section), data, follow=True)

    html = page.content.decode()
    assert REASON in html
    assert 'name="C1-number" id="C1-line" value="1.450"' in html
    assert "Choose an answer first." not in html
    assert Response.objects.count() == 0


def test_a_visitors_check_comes_back_with_it(client: Client, section: Section) -> None:
    html = client.post(address(section), {"check": "C1", "C1-number": "1.450"}).content.decode()

    assert REASON in html
    assert 'value="1.450"' in html
    assert "Your answer is" not in html
