"""The admin in a browser: under the content policy, accessible, by day and by night."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from quizzes.models import Question
from tests.browser.conftest import faults
from tests.factories import (
    make_claim,
    make_closed_attempt,
    make_course,
    make_draw,
    make_enrolment,
    make_lesson,
    make_misconception,
    make_objective,
    make_question,
    make_quiz,
    make_section,
    make_topic,
    make_user,
)

MODELS = (
    *("lessons_claim", "lessons_topic", "lessons_lesson", "lessons_section", "lessons_cohort", "lessons_enrolment"),
    *("quizzes_question", "quizzes_quiz", "quizzes_attempt", "quizzes_response", "auth_user"),
)


@pytest.fixture
def question(live_server: object) -> Question:
    """A question with its quiz, lesson, class and attempt around it."""
    course = make_course("ours")
    claim = make_claim(course, "P1f1")
    make_misconception(course)
    lesson = make_lesson(course)
    make_objective(lesson)
    make_section(lesson, claims=[claim])
    make_topic(course, aliases=["Merv"])
    question = make_question(course, claims=[claim])
    quiz = make_quiz(course, questions=[question])
    make_closed_attempt(quiz, enrolment=make_enrolment(course))
    make_draw(quiz, 2)
    return question


@pytest.fixture
def desk(page: Page, question: Question, log_in: Callable[[Page, User], None]) -> Page:
    log_in(page, make_user(is_staff=True, is_superuser=True))
    return page


@pytest.mark.parametrize("model", MODELS)
def test_pages_of_the_desk_are_accessible(model: str, desk: Page) -> None:
    desk.goto(reverse(f"admin:{model}_changelist"))
    of_list = faults(desk)
    desk.locator("#result_list tbody th a").first.click()
    desk.wait_for_load_state("networkidle")

    assert of_list == []
    assert faults(desk) == []


def test_options_move_at_once_and_are_saved_as_they_stand(desk: Page, question: Question) -> None:
    desk.goto(reverse("admin:quizzes_question_change", args=[question.pk]))
    desk.get_by_role("button", name="Move yes down").click()
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator(".messagelist")).to_contain_text("changed successfully")
    question.refresh_from_db()
    assert [option["key"] for option in question.payload["options"]] == ["no", "yes", "perhaps"]


def test_enter_saves_and_moves_nothing(desk: Page, question: Question) -> None:
    desk.goto(reverse("admin:quizzes_question_change", args=[question.pk]))
    desk.get_by_label("Place of perhaps").press("Enter")

    expect(desk.locator(".messagelist")).to_contain_text("changed successfully")


def test_a_claim_is_found_by_typing(desk: Page, question: Question) -> None:
    make_claim(question.course, "P7f2", statement="India needs a way.")
    desk.goto(reverse("admin:quizzes_question_change", args=[question.pk]))
    desk.get_by_role("searchbox", name="Tests").fill("needs a way")
    desk.get_by_role("option", name="P7f2 India needs a way.").click()
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator(".messagelist")).to_contain_text("changed successfully")
    assert sorted(claim.key for claim in question.claims.all()) == ["P1f1", "P7f2"]


def test_the_switch_of_themes_changes_all_colours(desk: Page) -> None:
    paper = "() => getComputedStyle(document.body).backgroundColor"
    desk.emulate_media(color_scheme="dark")
    desk.goto(reverse("admin:index"))
    night = desk.evaluate(paper)
    desk.locator(".theme-toggle").click()

    assert (night, desk.evaluate(paper)) == ("rgb(23, 28, 39)", "rgb(246, 243, 232)")


def test_a_draw_is_added_with_the_keyboard_alone(desk: Page, question: Question) -> None:
    quiz = question.items.get().quiz
    make_question(question.course)
    quiz.items.filter(draw=2).delete()
    desk.goto(reverse("admin:quizzes_quiz_change", args=[quiz.pk]))
    row = desk.locator("#items-1")

    row.get_by_label("Question", exact=True).focus()
    desk.keyboard.press("Tab")
    expect(row.locator("summary")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    expect(row.get_by_label("Questions drawn")).to_be_focused()
    desk.keyboard.type("1")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Actors")
    assert faults(desk) == []
    desk.get_by_role("button", name="Save", exact=True).press("Enter")

    expect(desk.locator(".messagelist")).to_contain_text("changed successfully")
    assert list(quiz.items.values_list("draw", "area")) == [(None, ""), (1, "actor")]


def test_a_row_that_a_script_adds_takes_a_draw_too(desk: Page, question: Question) -> None:
    quiz = question.items.get().quiz
    quiz.items.filter(draw=2).delete()
    make_question(question.course)
    desk.goto(reverse("admin:quizzes_quiz_change", args=[quiz.pk]))

    desk.get_by_text("Add another Item").click()
    row = desk.locator("#items-2")
    row.locator("summary").click()
    row.get_by_label("Questions drawn").fill("1")
    desk.get_by_role("button", name="Save and continue editing").click()

    expect(desk.get_by_text("Takes 1 of 1 questions that fit at present.")).to_be_visible()
