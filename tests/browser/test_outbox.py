"""Answers that are not confirmed yet survive what closes a page: they wait on the device, for their student alone."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from quizzes.attempts import save_answers
from quizzes.models import Answer, Attempt
from tests.browser.sitting import KEPT, SAVED, choose, close_without_asking, cut, mend
from tests.factories import make_attempt, make_enrolment, make_given

LogIn = Callable[[Page, User], None]


def counting(attempt: Attempt) -> dict[int, Any]:
    rows = attempt.responses.exclude(current_answer=None)
    return dict(rows.values_list("position", "current_answer__value__choice"))


def test_a_closed_page_loses_nothing(sitting: Page, attempt: Attempt) -> None:
    cut(sitting)
    choose(sitting, 1, "no")
    choose(sitting, 1, "sure")
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    page = close_without_asking(sitting)
    assert counting(attempt) == {}

    mend(page)
    page.goto(attempt.get_absolute_url())

    expect(page.locator("#saved")).to_have_text(SAVED)
    expect(page.locator("input[name='i1-choice'][value='no']")).to_be_checked()
    expect(page.locator("input[name='i1-certainty'][value='sure']")).to_be_checked()
    assert counting(attempt) == {1: "no"}
    assert page.evaluate(KEPT) == 0


def test_it_is_delivered_from_another_page_of_the_attempt_too(sitting: Page, attempt: Attempt) -> None:
    cut(sitting)
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    page = close_without_asking(sitting)

    mend(page)
    page.goto(f"{attempt.get_absolute_url()}?page=2")

    expect(page.locator("[data-cell='1']")).to_have_text("1, answered")
    assert counting(attempt) == {1: "no"}


def test_after_the_session_has_ended_the_answer_waits_for_its_student(
    sitting: Page, attempt: Attempt, log_in: LogIn
) -> None:
    Session.objects.all().delete()
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("logged out")
    page = close_without_asking(sitting)
    other = make_attempt(attempt.quiz, enrolment=make_enrolment(cohort=attempt.enrolment.cohort))

    log_in(page, other.enrolment.user)
    page.goto(other.get_absolute_url())
    expect(page.locator("#saved")).to_contain_text("Nothing to save yet")
    assert (counting(attempt), counting(other), page.evaluate(KEPT)) == ({}, {}, 1)

    log_in(page, attempt.enrolment.user)
    page.goto(attempt.get_absolute_url())
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert counting(attempt) == {1: "no"}
    assert page.evaluate(KEPT) == 0


def test_an_open_page_sends_nothing_in_the_name_of_another_account(
    sitting: Page, attempt: Attempt, log_in: LogIn
) -> None:
    other = make_attempt(attempt.quiz, enrolment=make_enrolment(cohort=attempt.enrolment.cohort))
    log_in(sitting, other.enrolment.user)
    sitting.context.clear_cookies(name="csrftoken")  # A log-in changes it.
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet: another account has logged in here. Your answers")
    assert (counting(attempt), counting(other), sitting.evaluate(KEPT)) == ({}, {}, 1)

    log_in(sitting, attempt.enrolment.user)
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert (counting(attempt), counting(other)) == ({1: "no"}, {})


def test_what_was_given_elsewhere_since_counts_and_the_student_is_told(sitting: Page, attempt: Attempt) -> None:
    cut(sitting)
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    page = close_without_asking(sitting)
    save_answers(attempt=attempt, answers=[make_given(1, "yes")])

    mend(page)
    page.goto(attempt.get_absolute_url())

    expect(page.locator("#saved")).to_contain_text("Item 1: an answer waited on this device")
    expect(page.locator("input[name='i1-choice'][value='yes']")).to_be_checked()
    assert counting(attempt) == {1: "yes"}
    assert [answer.value["choice"] for answer in Answer.objects.order_by("pk")] == ["yes", "no"]


def test_a_form_that_does_not_arrive_is_kept(sitting: Page, attempt: Attempt) -> None:
    cut(sitting)
    sitting.context.route("**/attempts/*/?page=1", lambda route: route.abort())
    choose(sitting, 2, "perhaps")
    sitting.get_by_role("button", name="Save and go to page 2").click()
    page = close_without_asking(sitting)
    page.context.unroute("**/attempts/*/?page=1")
    mend(page)
    page.goto(attempt.get_absolute_url())

    expect(page.locator("input[name='i2-choice'][value='perhaps']")).to_be_checked()
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert counting(attempt) == {2: "perhaps"}


def test_own_answers_whose_acknowledgements_were_lost_are_no_news(sitting: Page, attempt: Attempt) -> None:
    # They arrive, but what the server says does not.
    sitting.context.route("**/save/", lambda route: (route.fetch(), route.abort())[1])
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    choose(sitting, 1, "yes")
    sitting.wait_for_timeout(2500)
    page = close_without_asking(sitting)
    assert counting(attempt) == {1: "yes"}

    mend(page)
    with page.expect_response("**/save/"):
        page.goto(attempt.get_absolute_url())

    page.wait_for_timeout(300)  # What the script does with the answer.
    assert page.evaluate(KEPT) == 0
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert counting(attempt) == {1: "yes"}


def test_what_came_too_late_is_told_where_its_item_stands(sitting: Page, attempt: Attempt) -> None:
    cut(sitting)
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    page = close_without_asking(sitting)
    save_answers(attempt=attempt, answers=[make_given(1, "yes", sequence=7)])
    mend(page)

    page.goto(f"{attempt.get_absolute_url()}?page=2")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert page.evaluate(KEPT) == 1

    page.goto(attempt.get_absolute_url())
    expect(page.locator("#saved")).to_contain_text("Item 1: an answer waited on this device")
    assert counting(attempt) == {1: "yes"}
    assert page.evaluate(KEPT) == 0
