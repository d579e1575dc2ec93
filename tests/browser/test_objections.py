"""“I think this is wrong”: from the review to the decision and back, under the strict policy."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lessons.models import Enrolment
from quizzes.models import Attempt, Objection
from tests.browser.conftest import LogIn
from tests.factories import (
    choice,
    make_check,
    make_check_answer,
    make_claim,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_objection,
    make_paragraph,
    make_question,
    make_quiz,
    make_section,
    make_user,
)

REASON = "Paragraph 9 says both.\nSo “no” is right & good."
WORDS = "Paragraph 9 says it of 2006.\nThe question asks of today."
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTHS = (320, 390, 1280)


@pytest.fixture
def attempt(live_server: LiveServer) -> Attempt:
    """Two items, the first answered wrongly."""
    course = make_course()
    make_paragraph(course, "P9", gist="Nine of them met in 2006.")
    claim = make_claim(course, "P9f1", statement="Nine met.")
    questions = [make_question(course, f"Q{n}", claims=[claim], payload=choice(claim="P9f1")) for n in (1, 2)]
    student = make_enrolment(cohort=make_cohort(course, name="11B"), user=make_user("zarina", first_name="Zarina"))
    return make_closed_attempt(
        make_quiz(course, questions=questions, title="Actors"), enrolment=student, given={1: "no", 2: "yes"}
    )


@pytest.fixture
def instructor(attempt: Attempt) -> User:
    """Teaches the class, and edits the course."""
    instructor = make_instructor(attempt.enrolment.cohort, first_name="Saltanat")
    instructor.edited_courses.add(attempt.enrolment.cohort.course)
    return instructor


def test_an_objection_is_raised_decided_and_told_without_javascript(
    page_without_js: Page, attempt: Attempt, instructor: User, log_in: LogIn
) -> None:
    page = page_without_js
    log_in(page, attempt.enrolment.user)
    object_to_the_first_item(page, attempt)

    log_in(page, instructor)
    decide_it(page)

    log_in(page, attempt.enrolment.user)
    see_the_answer(page, attempt)


def object_to_the_first_item(page: Page, attempt: Attempt) -> None:
    page.goto(attempt.get_absolute_url())
    item = page.locator("#i1")
    expect(item.get_by_role("textbox")).to_be_hidden()
    item.locator("summary").press("Enter")
    item.get_by_role("textbox", name="What is wrong, and why?").fill(REASON)
    item.get_by_role("button", name="Send the objection").press("Enter")

    expect(page).to_have_url(re.compile(r"/review/#i1$"))
    expect(item.locator(".typed")).to_have_text(REASON, use_inner_text=True)
    expect(item).to_contain_text("Not decided yet.")
    expect(item.locator("summary")).to_have_count(0)


def decide_it(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="1 of 11B").click()
    page.get_by_role("link", name="Q1: ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Objection to Q1")
    expect(page.locator(".typed")).to_have_text(REASON, use_inner_text=True)
    expect(page.get_by_role("region", name="The deciding paragraph")).to_contain_text("Nine of them met in 2006.")

    page.get_by_role("button", name="Answer").press("Enter")
    expect(page.get_by_role("region", name="Your decision")).to_contain_text("Say to the student why.")
    page.get_by_role("textbox", name="Words to the student").fill(WORDS)
    page.get_by_role("button", name="Answer").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("the student reads it at the item")
    expect(page.get_by_role("row", name="Q1")).to_contain_text("answered")


def see_the_answer(page: Page, attempt: Attempt) -> None:
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("An objection of yours has been answered")
    page.get_by_role("link", name="Item 1 of “Actors”").click()
    expect(page.locator(".typed").last).to_have_text(WORDS, use_inner_text=True)
    page.get_by_role("link", name="Review of attempt 1").click()
    expect(page.locator("#i1")).to_contain_text("I still think this is wrong")


def test_a_check_is_objected_to_from_its_lesson(page: Page, enrolment: Enrolment, log_in: LogIn) -> None:
    section = make_section(make_lesson(enrolment.cohort.course, title="Roads"))
    make_check_answer(enrolment, make_check(section, "L1c1"), "no")
    log_in(page, enrolment.user)

    page.goto(section.lesson.get_absolute_url())
    page.get_by_role("link", name="I think this is wrong").click()
    page.get_by_role("textbox", name="What is wrong, and why?").fill(REASON)
    page.get_by_role("button", name="Send the objection").click()
    expect(page.get_by_role("main")).to_contain_text("Not decided yet.")
    page.get_by_role("navigation", name="You are here").get_by_role("link", name="Roads").click()

    expect(page.get_by_role("link", name="Your objection")).to_be_in_viewport()
    assert Objection.objects.get().reason == REASON


def test_pages_with_objections_are_accessible_and_never_wider(
    page: Page, attempt: Attempt, instructor: User, log_in: LogIn, assert_accessible: Callable[[Page], None]
) -> None:
    first, second = attempt.responses.all()
    objection = make_objection(first, reason="x" * 300 + "\n" + REASON)
    answered = make_objection(second, state="answered", answer=WORDS)
    queue = "/admin/quizzes/objection/"
    question = f"/admin/quizzes/question/{first.version.question_id}/change/"
    pages = {
        attempt.enrolment.user: [
            *(attempt.get_absolute_url(), objection.get_absolute_url(), answered.get_absolute_url()),
            *("/progress/", "/"),
        ],
        instructor: [queue, f"{queue}{objection.pk}/change/", f"{queue}{answered.pk}/change/", question],
    }

    wider = []
    for user, addresses in pages.items():
        log_in(page, user)
        for address in addresses:
            page.goto(address)
            for summary in page.locator("details.objecting:not([open]) summary").all():
                summary.click()
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                assert_accessible(page)
                wider += [(address, width)] if page.evaluate(SIDEWAYS) else []
    assert wider == []
