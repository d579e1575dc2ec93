"""An editor mends a question while students are at it: whoever has begun keeps what was dealt, and its key."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from lessons.models import Enrolment
from quizzes.models import Attempt, Question, QuestionVersion, Quiz
from tests.browser.conftest import LogIn
from tests.browser.sitting import SAVED, choose
from tests.factories import make_editor, make_question, make_quiz

OLD, NEW = "Who had been a part of it?", "Which of them had been a part of it?"


@pytest.fixture
def question(enrolment: Enrolment) -> Question:
    return make_question(enrolment.cohort.course, stem=OLD)


@pytest.fixture
def quiz(question: Question) -> Quiz:
    return make_quiz(question.course, questions=[question])


@pytest.fixture
def desk(second_page: Page, question: Question, log_in: LogIn) -> Page:
    """An editor's, at the form of the question."""
    log_in(second_page, make_editor(question.course))
    second_page.goto(reverse("admin:quizzes_question_change", args=[question.pk]))
    return second_page


def save(desk: Page) -> None:
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist")).to_contain_text("changed successfully")


def begin(page: Page, quiz: Quiz) -> Attempt:
    page.goto(quiz.get_absolute_url())
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#sheet")).to_be_visible()
    return quiz.attempts.open().get()


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("main").get_by_role("button", name="Hand in").click()


def dealt(attempt: Attempt) -> QuestionVersion:
    return attempt.responses.select_related("version").get().version


def test_an_open_attempt_keeps_its_wording_and_its_key(
    page: Page, desk: Page, quiz: Quiz, enrolment: Enrolment, log_in: LogIn
) -> None:
    stem, score = page.locator("#i1 .stem"), page.get_by_role("heading", level=1)
    log_in(page, enrolment.user)
    first = begin(page, quiz)
    desk.get_by_label("Stem").fill(NEW)
    save(desk)

    choose(page, 1, "no")
    expect(page.locator("#saved")).to_have_text(SAVED)
    expect(stem).to_have_text(OLD)
    page.reload()
    expect(stem).to_have_text(OLD)
    expect(page.locator("input[name='i1-choice'][value='no']")).to_be_checked()
    hand_in(page)
    expect(score).to_have_text("0 of 1")

    second = begin(page, quiz)
    expect(stem).to_have_text(NEW)
    assert [version.stem for version in (dealt(first), dealt(second))] == [OLD, NEW]
    assert dealt(first).marking_digest == dealt(second).marking_digest

    desk.get_by_label("no is right", exact=True).check()
    save(desk)
    choose(page, 1, "yes")
    hand_in(page)
    expect(score).to_have_text("1 of 1")

    third = begin(page, quiz)
    assert dealt(third).marking_digest != dealt(second).marking_digest
    choose(page, 1, "yes")
    hand_in(page)
    expect(score).to_have_text("0 of 1")
    assert [option.get("right", False) for option in dealt(second).snapshot["payload"]["options"]] == [
        True,
        False,
        False,
    ]
