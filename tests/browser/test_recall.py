"""Recall in a browser: by keyboard, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lessons.models import Enrolment
from quizzes.models import Response
from tests.browser.conftest import LogIn
from tests.factories import make_check, make_claim, make_due, make_lesson, make_section

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def student(enrolment: Enrolment) -> Enrolment:
    """A claim with a check is due, and one that can only be asked for its voice; the first is forgotten more."""
    course = enrolment.cohort.course
    claims = [make_claim(course, key) for key in ("P1f1", "P2f1")]
    make_check(make_section(make_lesson(course)), "C1", claims=[claims[0]])
    for days, claim in zip((9, 1), claims, strict=True):
        make_due(enrolment, claim, days=days)
    return enrolment


def test_claims_are_recalled_by_keyboard(
    page: Page, log_in: LogIn, student: Enrolment, assert_accessible: Callable[[Page], None]
) -> None:
    log_in(page, student.user)
    page.goto("/")
    page.get_by_role("link", name="2 claims are due").press("Enter")
    expect(page.get_by_text("Claim 1 of 2 for today")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Yes").press("Space")
    page.get_by_label("Sure", exact=True).press("Space")
    page.get_by_role("button", name="Answer").press("Enter")

    expect(page.get_by_text("Your answer · right")).to_be_visible()
    expect(page.get_by_text("Claim 2 of 2 for today")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("group", name="Of what kind is it?").get_by_label("Fact").press("Space")
    page.get_by_role("button", name="Answer").press("Enter")
    expect(page.get_by_text("2 claims answered today. Nothing more is due.")).to_be_visible()
    assert [response.fraction for response in Response.objects.order_by("pk")] == [1, 1]


def test_claims_are_recalled_without_scripts(page_without_js: Page, log_in: LogIn, student: Enrolment) -> None:
    page = page_without_js
    log_in(page, student.user)
    page.goto("/recall/")

    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Choose an answer first.")).to_be_visible()
    page.get_by_role("button", name="I do not know").click()
    expect(page.get_by_text("Right answer", exact=True)).to_be_visible()
    page.get_by_text("Read the deciding paragraph, P1").click()
    expect(page.get_by_text("What P1 says.")).to_be_visible()
    page.get_by_label("Minutes a day").fill("3")
    page.get_by_role("button", name="Keep").click()

    expect(page.get_by_text("at most 6 claims a day")).to_be_visible()
