"""How a student stands with claims, on the pages that show it."""

from datetime import timedelta

import pytest
from django.test import Client

from lessons.models import Claim, Course, Enrolment
from quizzes.claim_states import course_counts, standing_with_topic, states_of
from quizzes.models import ClaimState
from quizzes.models.recall import today
from tests.factories import (
    make_claim,
    make_course,
    make_due,
    make_enrolment,
    make_lesson,
    make_paragraph,
    make_section,
    make_topic,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

STATES = {"P1f1": "due", "P1f2": "learning", "P1f3": "known", "P1f4": "new"}


@pytest.fixture
def student() -> Enrolment:
    """One claim in each state; a retired one would be due, and others hold cards of their own."""
    student, other = make_enrolment(make_course()), make_enrolment()
    course = student.cohort.course
    paragraph = make_paragraph(course, "P1")
    claims = {key: make_claim(course, key, paragraph=paragraph) for key in STATES}
    later = today(student.cohort) + timedelta(days=3)
    make_due(student, claims["P1f1"])
    make_due(student, claims["P1f2"], due_on=later)
    make_due(student, claims["P1f3"], due_on=later, stability=30)
    make_due(student, make_claim(course, "P1f5", paragraph=paragraph, retired=True))
    make_due(make_enrolment(cohort=student.cohort), claims["P1f4"])
    make_due(other, make_claim(other.cohort.course, "P1f4"))
    return student


@pytest.fixture
def course(student: Enrolment) -> Course:
    return student.cohort.course


@pytest.mark.parametrize("number", [1, 4])
def test_the_states_of_claims_are_read_in_one_statement(student: Enrolment, number: int) -> None:
    with data_statements() as statements:
        states = states_of(student, list(STATES)[:number])

    assert states == dict(list(STATES.items())[:number])
    assert len(statements) == 1


def test_without_claims_nothing_is_asked(student: Enrolment) -> None:
    with data_statements() as statements:
        assert states_of(student, []) == {}

    assert statements == []


def test_a_topic_has_the_states_of_its_claims(student: Enrolment, course: Course) -> None:
    topic = make_topic(course)
    topic.claims.set(Claim.objects.filter(course=course).exclude(key="P1f3"))

    standing = standing_with_topic(student, topic)

    assert standing.states == {"P1f1": "due", "P1f2": "learning", "P1f4": "new"}
    assert standing.counts == [(ClaimState.DUE, 1), (ClaimState.LEARNING, 1), (ClaimState.NEW, 1)]
    assert standing.due


def test_a_course_counts_its_claims_by_state(student: Enrolment) -> None:
    assert [number for _state, number in course_counts(student)] == [1, 1, 1, 1]


def pages(course: Course) -> dict[str, str]:
    section = make_section(make_lesson(course), text="So it is.[P1f1 P1f4] And so.[P1]")
    topic = make_topic(course)
    topic.claims.set(Claim.objects.filter(course=course))
    return {
        section.lesson.get_absolute_url(): "Your claims here: 1 due · 1 new P1f1 dueP1f4 new Recall what is due",
        topic.get_absolute_url(): "Your claims here: 1 due · 1 learning · 1 known · 1 new",
        course.claim_set.get(key="P1f2").get_absolute_url(): "For you this claim is: learning",
        "/progress/": "Claims Due1Learning1Known1New1",
        "/": "1 claim is due to be recalled today",
    }


def test_pages_show_a_student_the_states(client: Client, student: Enrolment, course: Course) -> None:
    client.force_login(student.user)

    for address, words in pages(course).items():
        text = PageReader(client.get(address).text).text
        assert words in text


def test_pages_show_a_visitor_no_state(client: Client, course: Course) -> None:
    for address in pages(course):
        text = PageReader(client.get(address).text).text
        assert [word for word in ("Your claims", "For you", "is due") if word in text] == []
