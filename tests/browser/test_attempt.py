"""Sitting a quiz in a real browser: answers save themselves, and nothing is lost when something goes wrong."""

import re
from collections.abc import Callable

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from lessons.models import Enrolment
from quizzes.models import Answer, Attempt
from tests.browser.sitting import SAVED, choose
from tests.factories import make_quiz

LogIn = Callable[[Page, User], None]


def stored() -> dict[int, object]:
    rows = Answer.objects.order_by("sequence").values_list("response__position", "value", "certainty")
    return {position: (value.get("choice"), certainty) for position, value, certainty in rows}


def test_answers_save_themselves(sitting: Page) -> None:
    expect(sitting.locator("#saved")).to_contain_text("Nothing to save yet")

    choose(sitting, 1, "no")
    choose(sitting, 1, "sure")

    expect(sitting.locator("#saved")).to_have_text(SAVED)
    expect(sitting.locator("[data-cell='1']")).to_have_text("1, answered")
    expect(sitting.locator("[data-cell='2']")).to_have_text("2, not answered")
    assert stored() == {1: ("no", "sure")}


def test_the_form_goes_on_with_what_the_script_has_saved(sitting: Page, attempt: Attempt) -> None:
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_have_text(SAVED)

    choose(sitting, 1, "perhaps")
    choose(sitting, 2, "yes")
    sitting.get_by_role("button", name="Save and go to page 2").click()

    expect(sitting).to_have_url(re.compile(r"\?page=2#i3$"))
    assert stored() == {1: ("perhaps", ""), 2: ("yes", "")}


def test_an_answer_that_is_on_its_way_does_not_look_like_another_window(sitting: Page) -> None:
    sitting.route("**/save/", lambda route: (route.fetch(), None)[1])  # Saved, but the answer never arrives.

    choose(sitting, 1, "no")
    sitting.wait_for_timeout(800)
    choose(sitting, 1, "yes")
    sitting.get_by_role("button", name="Save and go to page 2").click()

    expect(sitting).to_have_url(re.compile(r"\?page=2#i3$"))
    assert stored() == {1: ("yes", "")}


def test_without_a_connection_answers_wait_and_are_saved_later(sitting: Page) -> None:
    sitting.route("**/save/", lambda route: route.abort())

    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet: no connection.")
    choose(sitting, 2, "yes")
    assert stored() == {}

    sitting.unroute("**/save/")
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert stored() == {1: ("no", ""), 2: ("yes", "")}


def test_an_acknowledgement_that_was_lost_is_asked_for_again(sitting: Page) -> None:
    lost = []

    def lose_the_first(route: object) -> None:
        if lost:
            route.continue_()  # type: ignore[attr-defined]
        else:
            lost.append(route.fetch())  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]

    sitting.route("**/save/", lose_the_first)
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet")
    choose(sitting, 2, "yes")

    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert Answer.objects.count() == 2


def test_whoever_was_logged_out_logs_in_again_and_loses_nothing(sitting: Page, attempt: Attempt, log_in: LogIn) -> None:
    Session.objects.all().delete()

    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet: you have been logged out.")
    expect(sitting.get_by_role("link", name="Log in (opens a new window)")).to_be_visible()

    sitting.context.clear_cookies(name="csrftoken")
    log_in(sitting, attempt.enrolment.user)
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert stored() == {1: ("no", "")}


def test_the_page_asks_before_it_is_left_only_while_something_is_not_saved(sitting: Page) -> None:
    asked: list[str] = []
    sitting.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    sitting.reload()
    assert asked == []

    sitting.route("**/save/", lambda route: route.abort())
    choose(sitting, 2, "no")
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet")
    sitting.reload()
    assert asked == ["beforeunload"]


def test_an_older_window_is_told_and_its_answer_is_shown_beside_the_newer_one(sitting: Page, attempt: Attempt) -> None:
    newer = sitting.context.new_page()
    newer.goto(attempt.get_absolute_url())
    choose(newer, 1, "yes")
    expect(newer.locator("#saved")).to_have_text(SAVED)

    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text(
        "Item 1 is not saved. This attempt was continued in another window."
    )
    sitting.get_by_role("button", name="Save and go to page 2").click()

    expect(sitting.locator("#i1 .notice")).to_contain_text(
        "That answer is kept: “Yes”. Not taken was yours from here: “No”."
    )
    assert stored() == {1: ("yes", "")}


def test_an_open_attempt_and_its_summary_are_accessible(
    sitting: Page, assert_accessible: Callable[[Page], None]
) -> None:
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert_accessible(sitting)

    sitting.get_by_role("button", name="Hand in").click()
    assert_accessible(sitting)


def test_a_whole_attempt_without_javascript(
    page_without_js: Page, enrolment: Enrolment, log_in: LogIn, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_without_js
    quiz = make_quiz(enrolment.cohort.course, title="Neighbours", questions=3, items_per_page=2)
    log_in(page, enrolment.user)
    page.goto(quiz.get_absolute_url())

    page.get_by_role("button", name="Begin").click()
    choose(page, 1, "yes")
    choose(page, 2, "no")
    choose(page, 2, "sure")
    page.get_by_role("button", name="Save and go to page 2").click()
    choose(page, 3, "yes")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("All items are answered.")
    page.get_by_role("button", name="Hand in").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("2 of 3")
    expect(page.get_by_role("main")).to_contain_text("Begin with the items where you were sure and wrong")


def test_quiz_pages_and_the_review_are_accessible(
    page: Page, attempt: Attempt, log_in: LogIn, assert_accessible: Callable[[Page], None]
) -> None:
    log_in(page, attempt.enrolment.user)
    page.goto(attempt.get_absolute_url() + "submit/")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("0 of 4")
    assert_accessible(page)

    assert attempt.quiz
    for address in (attempt.quiz.get_absolute_url(), f"/courses/{attempt.quiz.course.slug}/quizzes/"):
        page.goto(address)
        assert_accessible(page)
