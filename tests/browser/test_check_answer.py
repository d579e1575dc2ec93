"""Checking an item in a real browser: by keyboard, and with what the script still holds."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from quizzes.attempts import save_answers
from quizzes.checking import check_item
from quizzes.models import Answer, Attempt
from tests.browser.sitting import KEPT, SAVED, choose, cut, mend
from tests.factories import make_attempt, make_course, make_given, make_quiz

LogIn = Callable[[Page, User], None]


@pytest.fixture
def attempt(transactional_db: None) -> Attempt:
    return make_attempt(make_quiz(make_course(), questions=2, feedback="each_item"))


def test_after_the_check_the_focus_is_at_the_outcome(sitting: Page) -> None:
    choose(sitting, 2, "no")

    sitting.locator("#i2").get_by_role("button", name="Check answer").press("Enter")

    expect(sitting.locator("#i2-told")).to_be_focused()
    expect(sitting.locator("#i2-told")).to_contain_text("Checked: wrong, 0 of 1 mark.")
    expect(sitting.locator("#i2 input")).to_have_count(0)
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert sitting.evaluate(KEPT) == 0


def test_an_answer_that_waited_for_a_checked_item_is_told_and_not_sent_again(sitting: Page, attempt: Attempt) -> None:
    cut(sitting)
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet")
    save_answers(attempt=attempt, answers=[make_given(1, "yes", sequence=5)])
    check_item(attempt=attempt, position=1)
    mend(sitting)

    sitting.once("dialog", lambda dialog: dialog.accept())
    sitting.reload()

    expect(sitting.locator("#saved")).to_contain_text("Item 1 has been checked, and its answer stands fast.")
    assert sitting.evaluate(KEPT) == 0
    assert Answer.objects.count() == 1
