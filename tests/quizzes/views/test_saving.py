"""The save and state addresses: their contract with the script of an attempt's page."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.marking import submit
from quizzes.models import Answer, Attempt
from tests.factories import make_attempt, make_course, make_enrolment, make_lesson, make_quiz, make_section, make_user
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

SESSION_COOKIE_NAME = site.SESSION_COOKIE_NAME


@pytest.fixture
def attempt() -> Attempt:
    return make_attempt(make_quiz(make_course(), questions=3))


@pytest.fixture
def student(client: Client, attempt: Attempt) -> Client:
    client.force_login(attempt.enrolment.user)
    return client


def entry(position: int = 1, key: str = "yes", **fields: Any) -> dict[str, Any]:
    values = {"uuid": str(uuid4()), "sequence": position, "position": position, "value": {"choice": key}}
    return {**values, "certainty": "", "client_time": "2026-11-26T14:32:07Z", **fields}


def post(client: Client, attempt: Attempt, *answers: Any, seen: Any = 0) -> Any:
    content = {"seen": seen, "answers": list(answers)}
    return client.post(reverse("quizzes:save", args=[attempt.pk]), content, content_type="application/json")


def test_an_answer_is_acknowledged(student: Client, attempt: Attempt) -> None:
    sent = entry(2, "no", certainty="sure", sequence=4)

    reply = post(student, attempt, sent)

    content = reply.json()
    assert reply.status_code == 200
    assert datetime.fromisoformat(content.pop("server_time")).tzinfo is not None
    assert len(content.pop("csrf")) == 64
    rest = {"sequence": 4, "closed": False, "seconds_left": None}
    assert content == {"saved": [sent["uuid"]], "late": [], "refused": [], **rest}
    assert Answer.objects.get().value == {"choice": "no"}


def test_what_is_refused_is_said_why(student: Client, attempt: Attempt) -> None:
    bad, good = entry(1, "maybe"), entry(2)

    content = post(student, attempt, bad, good).json()

    assert content["saved"] == [good["uuid"]]
    assert content["refused"] == [{"uuid": bad["uuid"], "reason": "This is not one of the options."}]


def test_an_older_window_is_refused(student: Client, attempt: Attempt) -> None:
    post(student, attempt, entry(1, sequence=8))

    content = post(student, attempt, entry(2, sequence=1), seen=7).json()

    assert (content["saved"], content["sequence"]) == ([], 8)
    assert "another window" in content["refused"][0]["reason"]


def test_a_closed_attempt_takes_no_more_answers(student: Client, attempt: Attempt) -> None:
    submit(attempt=attempt)

    reply = post(student, attempt, entry())

    content = reply.json()
    assert (reply.status_code, content["closed"]) == (200, True)
    assert "handed in" in content["refused"][0]["reason"]
    assert Answer.objects.count() == 0


def test_the_state_is_the_same_report_without_saving(student: Client, attempt: Attempt) -> None:
    post(student, attempt, entry(sequence=3))

    content = student.get(reverse("quizzes:state", args=[attempt.pk])).json()

    assert sorted(content) == ["closed", "csrf", "late", "refused", "saved", "seconds_left", "sequence", "server_time"]
    assert (content["saved"], content["refused"], content["sequence"]) == ([], [], 3)


def test_a_token_from_the_state_is_taken_after_a_new_log_in(attempt: Attempt) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(attempt.enrolment.user)
    assert post(client, attempt, entry()).status_code == 403

    token = client.get(reverse("quizzes:state", args=[attempt.pk])).json()["csrf"]
    reply = client.post(
        reverse("quizzes:save", args=[attempt.pk]),
        {"seen": 0, "answers": [entry()]},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert reply.status_code == 200


def test_reports_are_not_cached(student: Client, attempt: Attempt) -> None:
    assert "no-store" in post(student, attempt, entry()).headers["Cache-Control"]


def test_whoever_is_logged_out_is_told_so_as_json(client: Client, attempt: Attempt) -> None:
    replies = [post(client, attempt, entry()), client.get(reverse("quizzes:state", args=[attempt.pk]))]

    assert [reply.status_code for reply in replies] == [401, 401]
    assert [reply.json()["error"][:25] for reply in replies] == ["You have been logged out."] * 2
    assert Answer.objects.count() == 0


def test_what_an_older_window_is_answered_leaves_the_session_of_a_newer_log_in_alone(
    student: Client, attempt: Attempt
) -> None:
    """Two windows share the cookies of a browser: the older one had asked before the newer one logged in."""
    asked = Client()
    asked.cookies[SESSION_COOKIE_NAME] = student.cookies[SESSION_COOKIE_NAME].value
    Session.objects.all().delete()
    student.force_login(attempt.enrolment.user)

    replies = [post(asked, attempt, entry())]
    replies += [asked.get(path) for path in (reverse("quizzes:state", args=[attempt.pk]), "/recall/")]
    for reply in replies:
        student.cookies.update(reply.cookies)

    assert [reply.status_code for reply in replies] == [401, 401, 302]
    assert student.get(attempt.get_absolute_url()).status_code == 200


def test_logging_out_deletes_the_cookie_of_the_session(student: Client) -> None:
    assert student.post(reverse("logout")).cookies[SESSION_COOKIE_NAME].value == ""


def test_the_attempt_of_another_student_is_not_found(client: Client, attempt: Attempt) -> None:
    cohort = attempt.enrolment.cohort
    for user in (make_enrolment(cohort=cohort).user, make_user(is_staff=True, is_superuser=True)):
        client.force_login(user)

        assert post(client, attempt, entry()).status_code == 404
        assert client.get(reverse("quizzes:state", args=[attempt.pk])).status_code == 404
    assert Answer.objects.count() == 0


def test_checks_are_not_saved_this_way(client: Client) -> None:
    enrolment = make_enrolment()
    section = make_section(make_lesson(enrolment.cohort.course))
    check = enrolment.attempts.create(kind="check", section=section)
    client.force_login(enrolment.user)

    assert post(client, check, entry()).status_code == 404


def test_what_cannot_be_read_is_400(student: Client, attempt: Attempt) -> None:
    address = reverse("quizzes:save", args=[attempt.pk])

    assert student.post(address, b"{", content_type="application/json").status_code == 400
    assert student.post(address, {"seen": 0, "answers": "[]"}).status_code == 400
    assert post(student, attempt, entry(), seen="x").status_code == 400
    assert post(student, attempt, entry(uuid="x")).status_code == 400


def test_a_form_post_does_not_break_the_address(attempt: Attempt) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(attempt.enrolment.user)
    token = client.get(reverse("quizzes:state", args=[attempt.pk])).json()["csrf"]

    reply = client.post(reverse("quizzes:save", args=[attempt.pk]), {"csrfmiddlewaretoken": token})

    assert reply.status_code == 400


def test_what_is_too_large_is_413(student: Client, attempt: Attempt) -> None:
    assert post(student, attempt, entry(value={"choice": "x" * 65_536})).status_code == 413
    assert post(student, attempt, *(entry(value="x" * 60_000) for _ in range(50))).status_code == 413


def test_only_posts_save_and_only_gets_ask(student: Client, attempt: Attempt) -> None:
    assert student.get(reverse("quizzes:save", args=[attempt.pk])).status_code == 405
    assert student.post(reverse("quizzes:state", args=[attempt.pk])).status_code == 405


def test_one_answer_costs_six_statements(student: Client, attempt: Attempt) -> None:
    with data_statements() as statements:
        post(student, attempt, entry())

    assert len(statements) == 6


@pytest.mark.parametrize("number", [1, 30])
def test_a_batch_costs_the_same_for_one_answer_and_for_thirty(client: Client, number: int) -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=30))
    client.force_login(attempt.enrolment.user)
    answers = [entry(position) for position in range(1, number + 1)]

    with data_statements() as first:
        post(client, attempt, *answers)
    with data_statements() as again:
        content = post(client, attempt, *answers).json()

    assert (len(first), len(again)) == (6, 5)
    assert len(content["saved"]) == Answer.objects.count() == number


def test_nothing_of_the_key_is_in_a_report(student: Client, attempt: Attempt) -> None:
    text = post(student, attempt, entry(), entry(2, "maybe")).content.decode()
    text += student.get(reverse("quizzes:state", args=[attempt.pk])).content.decode()

    for secret in ("Why", "So it is", "right", "rationale", "P1f"):
        assert secret not in text


shapes = st.sampled_from(["yes", "no", "perhaps", "", "maybe", "\x00", "\ud800"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | shapes,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["choice", "choices", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
entries = st.fixed_dictionaries(
    {
        "uuid": st.uuids().map(str) | values,
        "sequence": st.integers(-1, 2**31) | values,
        "position": st.integers(-1, 5) | values,
        "value": st.fixed_dictionaries({"choice": shapes | values}) | values,
    },
    optional={
        "certainty": st.sampled_from(["", "sure", "very"]) | values,
        "client_time": st.datetimes().map(str) | values,
    },
)
bodies = values | st.fixed_dictionaries(
    {"seen": st.integers(0, 3) | values, "answers": st.lists(entries, max_size=4) | values}
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=bodies)
def test_no_json_breaks_saving_or_writes_nonsense(student: Client, attempt: Attempt, content: object) -> None:
    address = reverse("quizzes:save", args=[attempt.pk])

    reply = student.post(address, json.dumps(content), content_type="application/json")

    assert reply.status_code in {200, 400}
    for answer in Answer.objects.select_related("response"):
        assert answer.value in ({}, {"choice": "yes"}, {"choice": "no"}, {"choice": "perhaps"})
        assert answer.certainty in {"", "guessing", "fairly_sure", "sure"}
        assert answer.response.attempt_id == attempt.pk
