"""Openings, overrides and interventions in the admin: by the clock of the class, and for one's own classes only."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from lessons.models import Cohort
from quizzes.models import Attempt, Intervention, Override, Quiz, QuizOpening
from tests.desk import errors, save
from tests.factories import (
    make_attempt,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_editor,
    make_enrolment,
    make_instructor,
    make_opening,
    make_override,
    make_quiz,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(make_course(), time_zone="Asia/Karachi")


@pytest.fixture
def quiz(cohort: Cohort) -> Quiz:
    return make_quiz(cohort.course)


@pytest.fixture
def instructor(client: Client, cohort: Cohort) -> User:
    user = make_instructor(cohort)
    client.force_login(user)
    return user


@pytest.fixture
def taught(instructor: User, quiz: Quiz) -> Quiz:
    """A quiz whose class the user teaches."""
    return quiz


def offered(client: Client, address: str, name: str) -> set[object]:
    return set(client.get(address).context["adminform"].form.fields[name].queryset)


def test_times_are_those_of_the_class(client: Client, instructor: User, cohort: Cohort, quiz: Quiz) -> None:
    given = {"quiz": quiz.pk, "cohort": cohort.pk, "opens": "2026-11-25T09:00", "closes": "2026-11-25T10:30"}
    assert errors(save(client, reverse("admin:quizzes_quizopening_add"), **given)) == {}
    opening = QuizOpening.objects.get()
    change = reverse("admin:quizzes_quizopening_change", args=[opening.pk])

    page = client.get(change).text
    save(client, change, closes="2026-11-25T11:30")

    assert opening.opens == datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
    assert 'value="2026-11-25T10:30"' in page
    assert "By the clock of the class (Asia/Karachi)." in page
    opening.refresh_from_db()
    assert (opening.opens, opening.closes) == (
        datetime(2026, 11, 25, 4, 0, tzinfo=UTC),
        datetime(2026, 11, 25, 6, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"opens": "2026-11-25T11:00", "closes": "2026-11-25T10:00"}, "It must open before it closes."),
        ({}, "Say when it opens, when it closes, or both."),
    ],
)
def test_a_wrong_opening_is_refused_in_words(
    client: Client, taught: Quiz, cohort: Cohort, given: dict[str, str], words: str
) -> None:
    reply = save(client, reverse("admin:quizzes_quizopening_add"), quiz=taught.pk, cohort=cohort.pk, **given)

    assert errors(reply) == {"__all__": [words]}


def test_a_second_opening_of_a_class_is_refused(client: Client, instructor: User, cohort: Cohort, quiz: Quiz) -> None:
    make_opening(quiz, cohort, opens=1)
    given = {"quiz": quiz.pk, "cohort": cohort.pk, "opens": "2026-11-25T11:00"}

    reply = save(client, reverse("admin:quizzes_quizopening_add"), **given)

    assert errors(reply) == {"__all__": ["This class has times for this quiz already."]}


def test_extra_time_for_a_student_of_a_class_of_ones_own(
    client: Client, instructor: User, cohort: Cohort, quiz: Quiz
) -> None:
    own, other = make_enrolment(cohort=cohort), make_enrolment(cohort=make_cohort(cohort.course))
    address = reverse("admin:quizzes_override_add")

    refused = save(client, address, quiz=quiz.pk, enrolment=other.pk, extra_minutes="10")
    both = save(client, address, quiz=quiz.pk, enrolment=own.pk, cohort=cohort.pk, extra_minutes="10")
    nothing = save(client, address, quiz=quiz.pk, enrolment=own.pk)
    saved = save(client, address, quiz=quiz.pk, enrolment=own.pk, extra_minutes="10", reason="Reads slowly.")

    assert list(errors(refused)) == ["enrolment"]
    assert errors(both) == {"__all__": ["Choose a student or a class, not both."]}
    assert errors(nothing) == {"__all__": ["Say what is granted: extra minutes, other times, or more attempts."]}
    assert errors(saved) == {}
    override = Override.objects.get()
    assert (override.enrolment, override.extra_minutes, override.reason) == (own, 10, "Reads slowly.")
    assert offered(client, address, "enrolment") == {own}


def test_drafts_are_offered_to_editors_only(client: Client, instructor: User, cohort: Cohort, quiz: Quiz) -> None:
    draft = make_quiz(cohort.course, status="draft")
    make_quiz(make_course())
    address = reverse("admin:quizzes_quizopening_add")
    assert offered(client, address, "quiz") == {quiz}

    instructor.edited_courses.add(cohort.course)

    assert offered(client, address, "quiz") == {quiz, draft}


def test_the_quiz_must_be_of_the_course_of_the_class(client: Client, instructor: User, cohort: Cohort) -> None:
    other = make_cohort(make_course())
    instructor.taught_cohorts.add(other)
    given = {"quiz": make_quiz(other.course).pk, "cohort": cohort.pk, "opens": "2026-11-25T11:00"}

    reply = save(client, reverse("admin:quizzes_quizopening_add"), **given)

    assert errors(reply) == {"quiz": ["The class does not take the course of this quiz."]}


@pytest.mark.parametrize("number", [1, 3])
def test_lists_show_rows_of_students_and_of_classes(
    client: Client, instructor: User, cohort: Cohort, quiz: Quiz, number: int
) -> None:
    for _ in range(number):
        make_override(quiz, make_enrolment(cohort=cohort), closes=1)
    make_override(quiz, cohort, more_attempts=1)
    make_override(quiz, make_cohort(cohort.course), more_attempts=1)

    page = client.get(reverse("admin:quizzes_override_changelist"))

    assert len(page.context["cl"].result_list) == number + 1
    assert "PKT" in page.text


def intervene_at(*attempts: Attempt) -> str:
    query = "&".join(f"attempt={attempt.pk}" for attempt in attempts)
    return f"{reverse('admin:quizzes_attempt_intervene')}?{query}"


def test_attempts_are_extended_by_the_clock_of_the_class(client: Client, instructor: User, cohort: Cohort) -> None:
    quiz = make_quiz(cohort.course, time_limit=20)
    attempts = [make_attempt(quiz, enrolment=make_enrolment(cohort=cohort)) for _ in range(2)]
    given = {"kind": "extend", "until": "2126-11-25T09:00", "reason": "The power failed."}

    reply = client.post(intervene_at(*attempts), given)

    assert reply.headers["Location"] == reverse("admin:quizzes_attempt_changelist")
    ends = {attempt.ends_at for attempt in Attempt.objects.all()}
    assert ends == {datetime(2126, 11, 25, 4, 0, tzinfo=UTC)}
    assert [(row.by, row.reason) for row in Intervention.objects.all()] == [(instructor, "The power failed.")] * 2


def test_what_cannot_be_done_is_said_and_the_rest_is_done(
    client: Client, instructor: User, cohort: Cohort, quiz: Quiz
) -> None:
    opened = make_attempt(quiz, enrolment=make_enrolment(cohort=cohort))
    closed = make_closed_attempt(quiz, enrolment=make_enrolment(cohort=cohort))

    page = client.post(intervene_at(opened, closed), {"kind": "close", "reason": "The bell rang."})

    assert page.context["rows"] == [(closed, "It is closed already.")]
    assert Attempt.objects.open().count() == 0
    assert Intervention.objects.get().attempt == opened


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "extend", "reason": "So."}, "until"),
        ({"kind": "close"}, "reason"),
        ({"reason": "So."}, "kind"),
        ({"kind": "undo", "reason": "So."}, "kind"),
    ],
)
def test_the_form_says_what_is_missing(
    client: Client, taught: Quiz, cohort: Cohort, given: dict[str, str], field: str
) -> None:
    attempt = make_attempt(taught, enrolment=make_enrolment(cohort=cohort))

    page = client.post(intervene_at(attempt), given)

    assert list(page.context["form"].errors) == [field]
    assert not Intervention.objects.exists()


@pytest.mark.parametrize("query", ["", "?attempt=", "?attempt=x", "?attempt=99999999999999999999", "?attempt=²"])
def test_nonsense_in_the_address_is_not_found(client: Client, instructor: User, query: str) -> None:
    assert client.get(reverse("admin:quizzes_attempt_intervene") + query).status_code == 404


def test_one_attempt_of_somebody_else_hides_all(client: Client, instructor: User, cohort: Cohort, quiz: Quiz) -> None:
    own, other = make_attempt(quiz, enrolment=make_enrolment(cohort=cohort)), make_attempt(quiz)

    assert client.get(intervene_at(own)).status_code == 200
    assert client.get(intervene_at(own, other)).status_code == 404


def test_the_action_leads_to_the_page(client: Client, instructor: User, cohort: Cohort, quiz: Quiz) -> None:
    attempt = make_attempt(quiz, enrolment=make_enrolment(cohort=cohort))
    given = {"action": "intervene", "_selected_action": [attempt.pk]}

    reply = client.post(reverse("admin:quizzes_attempt_changelist"), given)

    assert reply.headers["Location"] == intervene_at(attempt)


def test_the_attempt_page_of_the_desk_shows_what_was_done(
    client: Client, instructor: User, cohort: Cohort, quiz: Quiz
) -> None:
    attempt = make_attempt(quiz, enrolment=make_enrolment(cohort=cohort))

    page = client.post(intervene_at(attempt), {"kind": "void", "reason": "A neighbour helped."}, follow=True)

    assert "because: A neighbour helped." in page.text
    assert intervene_at(attempt) in page.text


def test_a_circle_of_quizzes_is_refused_in_the_form(client: Client, quiz: Quiz) -> None:
    client.force_login(User.objects.create_superuser("root"))
    other = make_quiz(quiz.course, after_quiz=quiz)
    address = reverse("admin:quizzes_quiz_change", args=[quiz.pk])

    replies = [save(client, address, after_quiz=chosen.pk) for chosen in (other, quiz)]

    words = "Nobody could ever begin: quizzes would have to be passed before themselves."
    assert [errors(reply) for reply in replies] == [{"after_quiz": [words]}] * 2


def ways(client: Client, address: str) -> dict[str, str]:
    """The links to openings and overrides on a page, by their words."""
    found = re.findall(r'<li><a href="([^"]*)">((?:Openings|Overrides) \(\d+\))</a></li>', client.get(address).text)
    return {words: link for link, words in found}


@pytest.fixture
def granted(cohort: Cohort, quiz: Quiz) -> list[Override]:
    """Two in the class, and others that are nobody's business there."""
    elsewhere, other = make_cohort(cohort.course), make_quiz(cohort.course)
    make_opening(quiz, cohort, opens=1)
    for place in (elsewhere, make_enrolment(cohort=elsewhere)):
        make_override(quiz, place, extra_minutes=9)
    make_opening(quiz, elsewhere, opens=1)
    make_override(other, cohort, extra_minutes=9)
    owners = (cohort, make_enrolment(cohort=cohort))
    return [make_override(quiz, owner, extra_minutes=9) for owner in owners]


def test_the_page_of_a_class_leads_to_its_openings_and_overrides(
    client: Client, instructor: User, cohort: Cohort, granted: list[Override]
) -> None:
    found = ways(client, reverse("admin:lessons_cohort_change", args=[cohort.pk]))

    assert list(found) == ["Openings (1)", "Overrides (3)"]
    listed = client.get(found["Overrides (3)"]).context["cl"].result_list
    assert {row.pk for row in granted} < {row.pk for row in listed}
    assert {row.of_cohort for row in listed} == {cohort}


def test_the_page_of_a_quiz_leads_to_those_of_ones_own_classes(
    client: Client, instructor: User, cohort: Cohort, quiz: Quiz, granted: list[Override]
) -> None:
    cohort.course.editors.add(instructor)

    found = ways(client, reverse("admin:quizzes_quiz_change", args=[quiz.pk]))

    assert list(found) == ["Openings (1)", "Overrides (2)"]
    assert set(client.get(found["Overrides (2)"]).context["cl"].result_list) == set(granted)


def test_whoever_teaches_no_class_finds_no_way_to_them(
    client: Client, cohort: Cohort, quiz: Quiz, granted: list[Override]
) -> None:
    client.force_login(make_editor(cohort.course))

    assert ways(client, reverse("admin:quizzes_quiz_change", args=[quiz.pk])) == {}


@pytest.mark.parametrize("query", ["?quiz=x", "?class=x", "?class=%00", "?class=99999999999999999999"])
def test_what_names_no_class_lists_nothing(
    client: Client, instructor: User, granted: list[Override], query: str
) -> None:
    page = client.get(reverse("admin:quizzes_override_changelist") + query)

    assert (page.status_code, list(page.context["cl"].result_list)) == (200, [])
