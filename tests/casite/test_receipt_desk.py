"""Receipts from the student's download to the instructor's check."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quizzes.models import Answer, Attempt
from tests.factories import make_attempt, make_cohort, make_course, make_instructor, make_quiz
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt() -> Attempt:
    return make_attempt(make_quiz(make_course(), questions=3), given={1: "yes", 2: "no"})


@pytest.fixture
def instructor(attempt: Attempt, client: Client) -> User:
    instructor = make_instructor(attempt.enrolment.cohort)
    client.force_login(instructor)
    return instructor


@pytest.fixture
def text(attempt: Attempt) -> str:
    """What the student has downloaded."""
    student = Client()
    student.force_login(attempt.enrolment.user)
    return student.get(reverse("quizzes:receipt", args=[attempt.pk])).content.decode()


def check(client: Client, **sent: object) -> str:
    return client.post(reverse("admin:progress_receipt"), sent).content.decode()


def test_the_receipt_is_a_file_with_a_name(attempt: Attempt, client: Client) -> None:
    client.force_login(attempt.enrolment.user)

    with data_statements() as statements:
        reply = client.get(reverse("quizzes:receipt", args=[attempt.pk]))

    assert len(statements) == 6
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert reply.headers["Content-Disposition"] == f'attachment; filename="casite-attempt-{attempt.pk}.txt"'
    assert "no-store" in reply.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["quizzes:attempt", "quizzes:review"])
def test_the_pages_of_an_attempt_link_to_it(attempt: Attempt, client: Client, name: str) -> None:
    client.force_login(attempt.enrolment.user)
    if name == "quizzes:review":
        client.post(reverse("quizzes:submit", args=[attempt.pk]))

    page = client.get(reverse(name, args=[attempt.pk])).content.decode()

    assert f'href="{reverse("quizzes:receipt", args=[attempt.pk])}"' in page


def test_a_genuine_receipt_leads_to_its_attempt(instructor: User, client: Client, attempt: Attempt, text: str) -> None:
    page = check(client, pasted=text)

    places = [attempt.enrolment.cohort_id, attempt.enrolment_id, attempt.pk]
    assert "The receipt is genuine" in page
    assert "with 2 answers" in page
    assert "All that it lists is stored." in page
    assert f'href="{reverse("admin:progress_attempt", args=places)}"' in page


def test_a_file_is_as_good_as_its_text(instructor: User, client: Client, text: str) -> None:
    page = check(client, file=SimpleUploadedFile("receipt.txt", text.encode()))

    assert "The receipt is genuine" in page


def test_an_answer_that_is_gone_is_named(instructor: User, client: Client, attempt: Attempt, text: str) -> None:
    lost = Answer.objects.get(response__attempt=attempt, response__position=1)
    lost.delete()

    page = check(client, pasted=text)

    assert "One of them is not stored any more:" in page
    assert f"<code>{lost.uuid}</code>" in page


def test_a_changed_receipt_is_not_genuine(instructor: User, client: Client, text: str) -> None:
    page = check(client, pasted=text.replace("Item 3", "Item 4"))

    assert "The receipt is genuine" not in page
    assert "something in it was changed afterwards" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose the file, or paste its text."),
        ({"file": SimpleUploadedFile("receipt.txt", b"\xff\xfe\x00" * 10)}, "This site has not written this text"),
        ({"file": SimpleUploadedFile("large.txt", b"a" * 2_000_001)}, "This file is too large for a receipt."),
        ({"pasted": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_no_receipt_is_said_to_be_none(
    instructor: User, client: Client, sent: dict[str, object], words: str
) -> None:
    assert words in check(client, **sent)


def test_of_a_class_of_others_nothing_is_said_beyond_the_receipt(client: Client, attempt: Attempt, text: str) -> None:
    client.force_login(make_instructor(make_cohort(attempt.enrolment.cohort.course, name="another")))

    page = check(client, file=SimpleUploadedFile("receipt.txt", text.encode()))

    assert "The receipt is genuine" in page
    assert "not in one of your classes" in page
    assert attempt.enrolment.user.username not in page
