"""What students did, as the admin shows it."""

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Cohort
from quizzes.models import Attempt, Response
from tests.factories import (
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_instructor,
    make_quiz,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(client: Client) -> Cohort:
    cohort = make_cohort(make_course())
    client.force_login(make_instructor(cohort))
    return cohort


def sit(cohort: Cohort, username: str = "", *, questions: int = 2) -> Attempt:
    quiz = make_quiz(cohort.course, questions=questions)
    return make_closed_attempt(
        quiz, enrolment=make_enrolment(cohort=cohort, user=make_user(username)), given={1: "yes"}
    )


def page(row: Attempt | Response) -> str:
    return reverse(f"admin:quizzes_{row._meta.model_name}_change", args=[row.pk])


def test_a_list_shows_the_work_of_ones_own_class(client: Client, cohort: Cohort) -> None:
    sit(cohort, "timur")
    sit(make_cohort(cohort.course), "laila")

    html = client.get(reverse("admin:quizzes_attempt_changelist")).content.decode()

    assert "timur" in html
    assert "laila" not in html


def test_an_attempt_shows_each_answer_in_words(client: Client, cohort: Cohort) -> None:
    html = client.get(page(sit(cohort))).content.decode()

    assert html.count("Yes") == 1
    assert "no answer" in html
    assert "{&#x27;" not in html


def test_nothing_that_is_posted_changes_an_attempt(client: Client, cohort: Cohort) -> None:
    attempt = sit(cohort)
    before = Attempt.objects.values().get()

    assert client.post(page(attempt), {"kind": "check", "closed_at_0": ""}).status_code == 403
    assert client.post(page(attempt.responses.get(position=1)), {"fraction": "0"}).status_code == 403
    assert Attempt.objects.values().get() == before


def test_a_response_shows_its_answers_and_marks(client: Client, cohort: Cohort) -> None:
    response = client.get(page(sit(cohort).responses.get(position=1)))

    rows = [len(formset.formset.queryset) for formset in response.context["inline_admin_formsets"]]
    assert rows == [1, 1]


def test_lists_ask_as_much_for_30_attempts_as_for_one(client: Client, cohort: Cohort) -> None:
    counts = []
    for rows in (1, 29):
        for _ in range(rows):
            sit(cohort, questions=1)
        for model in ("attempt", "response"):
            with data_statements() as statements:
                client.get(reverse(f"admin:quizzes_{model}_changelist"))
            counts.append(len(statements))

    assert counts[:2] == counts[2:]


def test_a_page_asks_as_much_for_30_responses_as_for_one(client: Client, cohort: Cohort) -> None:
    counts = []
    for questions in (1, 30):
        attempt = sit(cohort, questions=questions)
        with data_statements() as statements:
            client.get(page(attempt))
        counts.append(len(statements))

    assert counts[0] == counts[1]
