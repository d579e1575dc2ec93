"""Progress in the admin, as a browser shows it under the strict policy."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from lessons.models import Cohort
from tests.browser.conftest import LogIn
from tests.factories import (
    make_check,
    make_check_answer,
    make_closed_attempt,
    make_cohort,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_quiz,
    make_read,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cohort() -> Cohort:
    """A class of two with lessons read in part and whole, and a quiz failed."""
    cohort = make_cohort(name="11B")
    quiz = make_quiz(cohort.course, questions=3, title="Banks and beds")
    student = make_enrolment(cohort=cohort, user=make_user(first_name="Zarina", last_name="Yusupova"))
    make_enrolment(cohort=cohort)
    for number in range(1, 5):
        lesson = make_lesson(cohort.course, position=number)
        sections = [make_section(lesson) for _ in range(4)]
        for section in sections[:number]:
            make_read(student, section)
    make_check_answer(student, make_check(section), "no", certainty="sure")
    make_closed_attempt(quiz, enrolment=student, given={1: "yes", 2: "no"})
    return cohort


@pytest.fixture
def instructor(cohort: Cohort) -> User:
    return make_instructor(cohort)


def test_an_instructor_goes_from_the_class_to_an_answer(
    page: Page, log_in: LogIn, instructor: User, assert_accessible: Callable[[Page], None]
) -> None:
    log_in(page, instructor)

    page.goto("/admin/")
    assert_accessible(page)
    for link, heading in (
        ("Progress of all classes", "Progress"),
        ("11B", "Progress of 11B"),
        ("Yusupova, Zarina", "Zarina Yusupova"),
        ("Attempt 1", "Attempt at “Banks and beds”"),
    ):
        page.get_by_role("link", name=link, exact=link == "11B").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert_accessible(page)

    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["Item 1: right", "Item 2: not right", "Item 3: not right"]
    )
