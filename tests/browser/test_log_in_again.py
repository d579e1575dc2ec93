"""The session ends while somebody answers: after the next log-in they are where they were, and nothing is lost."""

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from lessons.models import Enrolment
from quizzes.models import Answer, Attempt, Question, Response
from tests.browser.conftest import LogIn
from tests.browser.sitting import KEPT, SAVED, choose
from tests.factories import make_check, make_lesson, make_section

PASSWORD = "right-horse-staple"


@pytest.fixture
def student(enrolment: Enrolment) -> User:
    enrolment.user.set_password(PASSWORD)
    enrolment.user.save()
    return enrolment.user


@pytest.fixture
def check(enrolment: Enrolment) -> Question:
    """The last of four, on a page that is longer than a screen."""
    lesson = make_lesson(enrolment.cohort.course)
    checks = [make_check(make_section(lesson, text="Words. " * 300)) for _ in range(4)]
    return checks[-1]


@pytest.fixture(params=["with a script", "without"])
def any_page(request: pytest.FixtureRequest) -> Page:
    page: Page = request.getfixturevalue("page" if request.param == "with a script" else "page_without_js")
    page.set_viewport_size({"width": 390, "height": 500})
    return page


def end_sessions() -> None:
    Session.objects.all().delete()


def log_in_by_the_form(page: Page, user: User) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    page.get_by_label("Username").fill(user.get_username())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()


def stored() -> dict[int, str]:
    rows = Answer.objects.order_by("sequence").values_list("response__position", "value__choice")
    return dict(rows)


def test_the_link_to_the_log_in_leads_back_to_the_item_and_the_older_window_is_told(
    page: Page, attempt: Attempt, student: User, log_in: LogIn
) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    log_in(page, student)
    page.goto(f"{attempt.get_absolute_url()}?page=2")
    end_sessions()
    choose(page, 4, "no")
    expect(page.locator("#saved")).to_contain_text("you have been logged out. Your answers are kept on this device")
    focused = page.evaluate("document.activeElement.id")

    with page.context.expect_page() as opened:
        page.locator("#saved").get_by_role("link", name="Log in (opens a new window)").click()
    newer = opened.value
    newer.set_viewport_size({"width": 390, "height": 500})
    log_in_by_the_form(newer, student)

    assert focused == "i4-choice-no"
    expect(newer).to_have_url(re.compile(r"/\?page=2#i4$"))
    expect(newer.locator("#i4")).to_be_in_viewport()
    expect(newer.locator("#saved")).to_have_text(SAVED)
    expect(newer.locator("input[name='i4-choice'][value='no']")).to_be_checked()
    assert stored() == {4: "no"}

    choose(newer, 3, "yes")
    expect(newer.locator("#saved")).to_have_text(SAVED)
    page.bring_to_front()
    choose(page, 4, "perhaps")
    expect(page.locator("#saved")).to_contain_text("This attempt was continued in another window.")
    assert stored() == {4: "no", 3: "yes"}
    assert newer.evaluate(KEPT) == 0


def test_a_form_that_was_sent_after_the_session_had_ended_comes_back_to_its_item(
    any_page: Page, attempt: Attempt, student: User, log_in: LogIn
) -> None:
    page = any_page
    log_in(page, student)
    page.goto(f"{attempt.get_absolute_url()}?page=2")
    end_sessions()
    choose(page, 3, "no")
    page.get_by_role("button", name="Save", exact=True).click()
    log_in_by_the_form(page, student)

    expect(page).to_have_url(re.compile(r"/\?page=2#i3$"))
    expect(page.locator("#i3")).to_be_in_viewport()
    expect(page.locator("input[name='i3-choice'][value='no']")).to_be_checked()
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert stored() == {3: "no"}


def test_an_address_with_an_item_survives_the_log_in(any_page: Page, attempt: Attempt, student: User) -> None:
    any_page.goto(f"{attempt.get_absolute_url()}?page=2#i4")
    log_in_by_the_form(any_page, student)

    expect(any_page).to_have_url(re.compile(r"/\?page=2#i4$"))
    expect(any_page.locator("#i4")).to_be_in_viewport()


def test_a_check_that_was_answered_after_the_session_had_ended_is_told_at_its_place(
    any_page: Page, check: Question, student: User, log_in: LogIn
) -> None:
    page = any_page
    assert check.section
    log_in(page, student)
    page.goto(check.section.lesson.get_absolute_url())
    end_sessions()
    place = page.locator(f"#check-{check.key}")
    place.locator("input[value='no']").check()
    place.locator("input[value='sure']").check()
    place.get_by_role("button", name="Answer").click()
    log_in_by_the_form(page, student)

    expect(page).to_have_url(re.compile(f"{check.section.lesson.get_absolute_url()}#check-{check.key}$"))
    expect(place).to_be_in_viewport()
    expect(place).to_contain_text("Your answer is not right.")
    assert [(row.attempt.enrolment.user, row.value) for row in Response.objects.all()] == [(student, {"choice": "no"})]
