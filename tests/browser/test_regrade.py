"""A key is mended: from the attempt of a student to the preview, the marks and the notice, with the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quizzes.models import Attempt
from tests.browser.conftest import LogIn
from tests.factories import (
    choice,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_instructor,
    make_question,
    make_quiz,
    make_user,
)

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTHS = (320, 390, 1280)


@pytest.fixture
def attempts(live_server: LiveServer) -> list[Attempt]:
    """Of Aida, who chose what was the key, and of Timur, who chose what is the key now."""
    cohort = make_cohort(make_course(), name="11B")
    question = make_question(cohort.course, "Q1")
    quiz = make_quiz(cohort.course, questions=[question], title="Actors")
    sittings = [
        make_closed_attempt(
            quiz, enrolment=make_enrolment(cohort=cohort, user=make_user(name.lower(), first_name=name)), given={1: key}
        )
        for name, key in {"Aida": "yes", "Timur": "no"}.items()
    ]
    question.payload = choice("no", "yes", "perhaps")
    question.save()
    return sittings


def test_an_instructor_mends_marks_and_the_student_is_told(
    page: Page, attempts: list[Attempt], log_in: LogIn, assert_never_wider: Callable[[Page], None]
) -> None:
    enrolment = attempts[1].enrolment
    log_in(page, make_instructor(enrolment.cohort))
    page.goto(f"/admin/progress/{enrolment.cohort_id}/{enrolment.pk}/{attempts[1].pk}/")
    page.get_by_role("link", name="Regrade… item 1").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regrade Q1")
    assert_never_wider(page)
    page.get_by_role("checkbox", name="Only the attempt from which you came").press("Space")
    page.get_by_role("radio", name="New key: mark").press("Space")
    page.get_by_role("textbox", name="Reason").fill("Paragraph 9 says no.")
    page.get_by_role("button", name="See what would change").press("Enter")

    expect(page.get_by_role("row", name="Timur")).to_contain_text("0/1 (0%) → 1/1 (100%)")
    expect(page.get_by_role("region", name="Who would lose")).to_contain_text("Aida")
    assert_never_wider(page)
    page.get_by_role("button", name="Apply to those ticked").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("One mark was changed.")

    log_in(page, enrolment.user)
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("0 → 1 of 1 mark, because: Paragraph 9 says no.")
    assert_never_wider(page)
    page.get_by_role("link", name="Item 1 of “Actors”").click()
    expect(page.locator("#i1 .notice")).to_contain_text("because: Paragraph 9 says no.")
    assert_never_wider(page)


@pytest.fixture
def assert_never_wider(assert_accessible: Callable[[Page], None]) -> Callable[[Page], None]:
    def look(page: Page) -> None:
        assert_accessible(page)
        wider = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wider += [width] if page.evaluate(SIDEWAYS) else []
        assert wider == []

    return look
