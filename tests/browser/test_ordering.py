"""Putting elements in order in a real browser: by number, by button, by dragging; and sorting them into categories."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from lessons.models import Enrolment
from quizzes.models import Answer, Attempt
from quizzes.question_types.base import QuestionType
from quizzes.question_types.categorise import Categorise
from quizzes.question_types.ordering import Ordering
from tests.browser.sitting import SAVED
from tests.factories import make_attempt, make_claim, make_misconception, make_question, make_quiz

LogIn = Callable[[Page, User], None]
DEALT = ["bridge", "survey", "market", "road"]


@pytest.fixture
def attempt(enrolment: Enrolment) -> Attempt:
    """An ordering whose elements are dealt as they are written, and elements for categories."""
    course = enrolment.cohort.course
    contents: list[QuestionType] = [next(cls.examples())[0] for cls in (Ordering, Categorise)]
    for key in {key for content in contents for key in content.misconception_keys()}:
        make_misconception(course, key)
    questions = [
        make_question(
            course,
            type=content.slug,
            payload=content.to_payload(),
            claims=[make_claim(course, key) for key in content.claim_keys()],
        )
        for content in contents
    ]
    quiz = make_quiz(course, questions=questions, items_per_page=2, shuffle_options=False)
    return make_attempt(quiz, enrolment=enrolment)


def element(page: Page, words: str) -> Locator:
    return page.locator("#i1 li").filter(has_text=words)


def shown(page: Page) -> list[str]:
    """The keys of the elements from top to bottom."""
    names = page.locator("#i1 li select").evaluate_all("all => all.map(each => each.name)")
    return [name.removeprefix("i1-") for name in names]


def stored() -> list[str]:
    """The keys of the last answer by their places."""
    value = Answer.objects.order_by("sequence").last().value  # type: ignore[union-attr]
    return sorted(value, key=lambda key: value[key])


def test_buttons_move_an_element_and_keep_the_focus(sitting: Page) -> None:
    assert shown(sitting) == DEALT
    up = sitting.get_by_role("button", name="Move “The road” up")
    up.focus()

    sitting.keyboard.press("Enter")
    sitting.keyboard.press("Enter")

    expect(up).to_be_focused()
    expect(sitting.locator("#i1 [role=status]")).to_have_text("“The road” now stands at place 2 of 4.")
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert shown(sitting) == stored() == ["bridge", "road", "survey", "market"]


def test_at_the_end_the_focus_goes_to_the_other_button(sitting: Page) -> None:
    sitting.get_by_role("button", name="Move “The survey” up").click()

    expect(sitting.get_by_role("button", name="Move “The survey” up")).to_be_disabled()
    expect(sitting.get_by_role("button", name="Move “The survey” down")).to_be_focused()


def test_a_number_takes_its_element_along(sitting: Page) -> None:
    place = element(sitting, "The road").get_by_label("The road")
    place.select_option("1")

    expect(element(sitting, "The bridge").get_by_label("The bridge")).to_have_value("2")
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert shown(sitting) == stored() == ["road", "bridge", "survey", "market"]


def test_an_element_can_be_dragged(sitting: Page) -> None:
    grip, target = element(sitting, "The bridge").locator(".grip"), element(sitting, "The market")
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.bounding_box()
    assert start
    assert end

    sitting.mouse.move(start["x"] + 5, start["y"] + 5)
    sitting.mouse.down()
    sitting.mouse.move(start["x"] + 5, end["y"] + end["height"] - 2, steps=6)
    sitting.mouse.up()

    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert shown(sitting) == stored() == ["survey", "market", "bridge", "road"]


def test_what_was_saved_stands_in_its_order_again(sitting: Page) -> None:
    element(sitting, "The road").get_by_label("The road").select_option("1")
    expect(sitting.locator("#saved")).to_have_text(SAVED)

    sitting.reload()

    expect(sitting.get_by_role("button", name="Move “The road” up")).to_be_disabled()
    assert shown(sitting) == ["road", "bridge", "survey", "market"]


def test_both_are_accessible(sitting: Page, assert_accessible: Callable[[Page], None]) -> None:
    sitting.get_by_role("button", name="Move “The survey” up").click()
    sitting.get_by_role("group", name="Ore").get_by_label("By rail").check()
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert_accessible(sitting)

    sitting.get_by_role("button", name="Hand in").click()
    sitting.get_by_role("button", name="Hand in").click()
    expect(sitting.locator("#i1 ol")).to_contain_text("It follows the survey.")
    assert_accessible(sitting)


def test_without_javascript_numbers_do(page_without_js: Page, attempt: Attempt, log_in: LogIn) -> None:
    page = page_without_js
    log_in(page, attempt.enrolment.user)
    page.goto(attempt.get_absolute_url())
    expect(page.get_by_role("button", name=re.compile("^Move"))).to_have_count(0)

    element(page, "The road").get_by_label("The road").select_option("2")
    element(page, "The survey").get_by_label("The survey").select_option("2")
    page.get_by_role("group", name="Melons").get_by_label("By road").check()
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#i1 .notice")).to_contain_text("Place 2 is given more than once and counts for none of these:")
    expect(element(page, "The road").get_by_label("The road")).to_have_value("2")
    assert [answer.value for answer in Answer.objects.order_by("response")] == [
        {"road": "2", "survey": "2"},
        {"melons": "road"},
    ]
