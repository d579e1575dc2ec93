"""The whole road on the real course: from a sentence of the lesson to a mark in the admin matrix."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from lessons.models import Course, Enrolment
from quizzes.models import Question, Quiz
from tests.factories import make_cohort, make_enrolment, make_instructor, make_item, make_user

PASSWORD = "three-horses-and-a-well"
LESSON = "/courses/pakistan-looks-north/lessons/india/"
SECTIONS = 8
WIDE, NARROWEST_WITH_MARGIN, PHONE = 1280, 1024, 360
MARKED = "rgb(249, 231, 189)"  # --saffron-wash by day


@pytest.fixture
def course(live_server: object, real_course: Course) -> Course:
    """The course of the repository; here its quiz on actors asks five questions that are known, on two pages."""
    quiz = Quiz.objects.get(slug="actors")
    quiz.items.all().delete()
    for position, key in enumerate(["QA060", "QA046", "QA050", "QA059", "QA021"]):
        make_item(quiz, Question.objects.get(key=key), position=position)
    Quiz.objects.filter(pk=quiz.pk).update(items_per_page=3)
    return real_course


@pytest.fixture
def student(course: Course) -> Enrolment:
    zarina = make_user("zarina", password=PASSWORD, first_name="Zarina", last_name="Yusupova")
    return make_enrolment(cohort=make_cohort(course, name="11B", time_zone="Asia/Almaty"), user=zarina)


@pytest.fixture
def instructor(student: Enrolment) -> User:
    return make_instructor(student.cohort, username="saltanat", password=PASSWORD)


def test_a_student_learns_and_the_instructor_sees_it(
    page: Page, second_page: Page, student: Enrolment, instructor: User
) -> None:
    log_in(page, student.user)
    go_to_the_lesson(page)
    open_a_citation_with_the_keyboard(page)
    wait_until_a_section_counts_as_read(page)
    press_the_buttons_of_the_other_sections(page)
    answer_all_checks(page)

    begin_the_quiz(page)
    see_the_first_answers_saved(page)
    answer_the_second_page(page)
    see_the_review(page)
    follow_an_item_to_the_deciding_sentence(page)

    log_in(second_page, instructor)
    see_the_lesson_and_the_mark(second_page)
    drill_down_to_each_answer(second_page)
    expect(second_page.get_by_role("region", name="Answers to item 2").get_by_role("row")).to_contain_text(
        ["Saved", "no, answered again", "yes"]
    )


def test_the_same_without_javascript(page_without_js: Page, student: Enrolment, instructor: User) -> None:
    page = page_without_js
    log_in(page, student.user)
    go_to_the_lesson(page)
    open_a_citation_with_the_keyboard(page)
    press_the_buttons_of_the_other_sections(page, first=1)
    answer_all_checks(page)

    begin_the_quiz(page)
    choose(page, 1, "soviet-ties", "sure")
    choose(page, 2, "gas-trade", "sure")
    choose(page, 3, "earlier-time")
    answer_the_second_page(page)
    see_the_review(page)
    follow_an_item_to_the_deciding_sentence(page)

    page.get_by_role("link", name="Zarina").click()
    page.get_by_role("button", name="Log out").click()
    log_in(page, instructor)
    see_the_lesson_and_the_mark(page)
    drill_down_to_each_answer(page)


def log_in(page: Page, user: User) -> None:
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.goto("/")
    page.get_by_role("link", name="Log in").click()
    page.get_by_label("Username").fill(user.get_username())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()


def go_to_the_lesson(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Zarina")
    page.get_by_role("link", name="India: a rival in Central Asia").click()
    expect(page).to_have_url(re.compile(f"{LESSON}$"))
    expect(page.get_by_role("main")).to_contain_text("you have read 0 of 8 sections")


def open_a_citation_with_the_keyboard(page: Page) -> None:
    section = page.locator("#L09s1")
    chip, gloss = section.locator("summary.chip").nth(1), section.locator(".cite > .gloss").nth(1)
    section.get_by_role("link", name="Central Asian Republics").focus()
    page.keyboard.press("Tab")
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")

    expect(gloss).to_contain_text("India has no direct land link with Afghanistan or Central Asia")  # The gist.
    expect(gloss.locator(".v").first).to_have_text("Fact")
    expect(gloss.locator("li").first).to_contain_text("India has no direct land connection with Afghanistan")
    for width in (WIDE, NARROWEST_WITH_MARGIN):
        page.set_viewport_size({"width": width, "height": 800})
        assert stands_beside(gloss, section.locator("> .p").first, chip)
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert stands_below(gloss, chip)

    page.set_viewport_size({"width": WIDE, "height": 800})
    page.keyboard.press("Enter")
    expect(gloss).to_be_hidden()


def stands_beside(gloss: Locator, text: Locator, chip: Locator) -> bool:
    """In the margin, at the height of its citation."""
    box, words, mark = gloss.bounding_box(), text.bounding_box(), chip.bounding_box()
    assert box
    assert words
    assert mark
    return box["x"] >= words["x"] + words["width"] and abs(box["y"] - mark["y"]) < mark["height"]


def stands_below(gloss: Locator, chip: Locator) -> bool:
    """A band from edge to edge, right under the line of its citation."""
    box, mark = gloss.bounding_box(), chip.bounding_box()
    assert box
    assert mark
    return (box["x"], box["width"]) == (0, PHONE) and 0 <= box["y"] - mark["y"] - mark["height"] < mark["height"]


def wait_until_a_section_counts_as_read(page: Page) -> None:
    """Its end stays on the screen as long as reading takes, some seconds."""
    page.locator("#L09s1 form[data-read]").scroll_into_view_if_needed()
    expect(page.locator("#L09s1 .end")).to_have_text("Section 1 read", timeout=15_000)
    expect(page.get_by_role("navigation", name="Sections").get_by_role("link").first).to_have_text(
        re.compile("^read: No direct way$")
    )


def press_the_buttons_of_the_other_sections(page: Page, first: int = 2) -> None:
    for number in range(first, SECTIONS + 1):
        page.get_by_role("button", name=f"Mark section {number} as read").click()
        expect(page.locator(f"#L09s{number} .end")).to_have_text(f"Section {number} read")


def answer_all_checks(page: Page) -> None:
    """A blank one, then the first one wrong, the next right, and so on to and fro."""
    first, *others = Question.objects.filter(use="check", section__lesson__slug="india").order_by("section__key", "key")
    check = page.locator(f"#check-{first.key}")
    check.get_by_role("button", name="Answer").click()
    expect(check).to_contain_text("Choose an answer first.")

    answer(page, first, right=False)
    expect(check).to_contain_text("Your answer is not right.")
    expect(check.locator(".is-wrong")).to_contain_text("In the paper India can get there only across Pakistan.")
    expect(check.locator(".is-right")).to_contain_text("The way across Pakistan Right answer")
    expect(check.locator(".is-right")).to_contain_text("the author’s second and stronger statement about the map")
    for number, question in enumerate(others):
        answer(page, question, right=number % 2 == 0)
        verdict = "Your answer is right." if number % 2 == 0 else "Your answer is not right."
        expect(page.locator(f"#check-{question.key}")).to_contain_text(verdict)
    expect(page.locator("#end")).to_contain_text("This lesson is complete.")


def answer(page: Page, question: Question, *, right: bool) -> None:
    """An answer that is right, or one of which nothing is."""
    check, payload = page.locator(f"#check-{question.key}"), question.payload
    if "answers" in payload:
        check.get_by_role("textbox").fill(payload["answers"][0]["text"] if right else "nowhere at all")
    for element in payload.get("elements", ()):
        others = [row["key"] for row in payload["categories"] if row["key"] != element["match"]]
        key = element["match"] if right else others[0]
        check.locator(f"input[name$='-{element['key']}'][value='{key}']").check()
    keys = [option["key"] for option in payload.get("options", ()) if bool(option.get("right")) == right]
    for key in keys if right else keys[:1]:
        check.locator(f"input[value='{key}']").check()
    check.locator("input[value='sure']").check()
    check.get_by_role("button", name="Answer").click()


def begin_the_quiz(page: Page) -> None:
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Quizzes").click()
    page.get_by_role("link", name="Actors", exact=True).click()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("main")).to_contain_text("Attempt 1 · page 1 of 2")


def choose(page: Page, position: int, *keys: str) -> None:
    """Options by their keys, or a degree of certainty."""
    for key in keys:
        page.locator(f"#i{position} input[value='{key}']").check()


def see_the_first_answers_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Nothing to save yet")
    choose(page, 1, "soviet-ties", "sure")
    choose(page, 2, "shared-danger", "sure")
    expect(page.locator("#saved")).to_contain_text("All answers saved, ")
    choose(page, 2, "gas-trade")
    choose(page, 3, "earlier-time")
    expect(page.locator("[data-cell='3']")).to_have_text("3, answered")
    page.reload()
    expect(page.locator("#saved")).to_contain_text("All answers saved, ")
    for position, key in ((1, "soviet-ties"), (1, "sure"), (2, "gas-trade"), (2, "sure"), (3, "earlier-time")):
        expect(page.locator(f"#i{position} input[value='{key}']")).to_be_checked()


def answer_the_second_page(page: Page) -> None:
    """One item is left out, and asked for before the attempt is handed in."""
    page.get_by_role("button", name="Save and go to page 2").click()
    choose(page, 4, "fitted-links", "many-fields")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("One item is not answered; it will earn nothing.")

    page.get_by_role("link", name="Item 5").click()
    choose(page, 5, "state-radio", "guessing")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("All items are answered.")
    page.get_by_role("button", name="Hand in").click()


def see_the_review(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("4 of 5")
    expect(page.get_by_role("main")).to_contain_text("Attempt 1 · 80%, passed (pass mark 60%)")
    expect(page.get_by_role("main")).to_contain_text("Begin with the items where you were sure and wrong")
    item = page.locator("#i2")
    expect(item.locator(".is-wrong")).to_contain_text("Your answer · not right")
    expect(item.locator(".is-right")).to_contain_text("these militants are the danger that it names")


def follow_an_item_to_the_deciding_sentence(page: Page) -> None:
    """From the item to the lesson: the sentence is marked, and its citation open."""
    page.locator("#i2 .claims a.chip").click()
    expect(page).to_have_url(re.compile(r"/lessons/india/\?open=P25f1#P25f1$"))
    sentence = page.locator(".cited:target")
    expect(sentence).to_have_text(re.compile("^After 9/11, it says, India’s ties with Central Asia grew"))
    expect(sentence).to_have_css("background-color", MARKED)
    expect(sentence).to_be_in_viewport()
    expect(page.locator("details[data-cites='P25f1'] > .gloss")).to_contain_text("a sense of common danger")


def see_the_lesson_and_the_mark(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="11B").click()
    row = page.get_by_role("row", name="Yusupova, Zarina")
    lessons, quizzes = ["·0", "8, complete", "·0"], ["80", *["·not handed in"] * 2]
    expect(row.get_by_role("cell")).to_have_text([*lessons, *quizzes, "0"])


def drill_down_to_each_answer(page: Page) -> None:
    page.get_by_role("link", name="Yusupova, Zarina").click()
    expect(page.get_by_role("heading", level=3)).to_have_text(
        [
            "8 Balochistan: hinge and trouble spot not begun",
            "9 India: a rival in Central Asia complete",
            "13 The visits of 2013 not begun",
        ]
    )
    page.get_by_role("link", name="Attempt 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attempt at “Actors”")
    expect(page.get_by_role("main")).to_contain_text("4 of 5 marks, 80%, passed")
    verdicts = ["right", "not right", "right", "right", "right"]
    headings = [f"Item {number}: {verdict}" for number, verdict in enumerate(verdicts, start=1)]
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_have_text(headings)
    saved = page.get_by_role("region", name="Answers to item 4").get_by_role("row").last
    expect(saved).to_contain_text("Pakistan fits its defence ties to a state’s closeness to India.")
