"""On a phone: a visitor reads, signs up with a class code, and finds ticked off what was read."""

import re

import pytest
from playwright.sync_api import Page, expect

from lessons.models import Cohort, Course, Enrolment
from tests.browser.conftest import LogIn, faults
from tests.factories import make_cohort, make_enrolment, make_lesson, make_section, make_user

PASSWORD = "three-horses-and-a-well"
LESSON = "/courses/pakistan-looks-north/lessons/india/"
PHONE = {"width": 390, "height": 844}
STORE = "() => Object.entries(localStorage).filter(([name]) => name.startsWith('casite-read:'))"
READ_HERE = "On this device sections of lessons have been read by somebody who was not logged in:"


@pytest.fixture
def cohort(live_server: object, real_course: Course) -> Cohort:
    return make_cohort(real_course, name="11B", term="Autumn 2026", code="K7MXP4TR")


def read_by_waiting(page: Page) -> None:
    """Sections 1 and 2, whose ends stay on the screen as long as reading takes."""
    page.goto(LESSON)
    for number in (1, 2):
        end = page.locator(f"#L09s{number} > .end")
        end.scroll_into_view_if_needed()
        expect(end).to_have_text(f"Section {number} read; kept in this browser", timeout=15_000)


def fill_in(page: Page) -> None:
    page.get_by_label("Class code").fill("k7mx p4tr")
    page.get_by_label("Username").fill("zarina")
    page.get_by_label("First name").fill("Zarina")
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()


def see_sections_ticked_off(page: Page) -> None:
    """The lesson, to which the sign-up leads back."""
    expect(page).to_have_url(re.compile(f"{LESSON}$"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("2 sections that you had read before are ticked off.")
    expect(main).to_contain_text("you have read 2 of 8 sections")
    for number in (1, 2):
        expect(page.locator(f"#L09s{number} > .end")).to_have_text(f"Section {number} read")
    expect(page.get_by_role("button", name="Mark section 3 as read")).to_be_visible()
    assert sorted(Enrolment.objects.get().sections_read.values_list("section__key", flat=True)) == ["L09s1", "L09s2"]


def test_from_a_visitor_to_sections_that_are_ticked_off(page: Page, cohort: Cohort) -> None:
    page.set_viewport_size(PHONE)
    read_by_waiting(page)
    page.reload()
    expect(page.locator("#L09s1 > .end")).to_have_text("Section 1 read; kept in this browser")
    kept = page.evaluate(STORE)

    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    expect(page.locator("#read-before")).to_contain_text(f"{READ_HERE} kept in this browser: 2.")
    of_form = faults(page)
    fill_in(page)

    see_sections_ticked_off(page)
    expect(page.get_by_role("status").filter(has_text="ticked off")).to_be_visible()
    page.wait_for_load_state("load")
    assert kept == [["casite-read:pakistan-looks-north", '["L09s1","L09s2"]']]
    assert page.evaluate(STORE) == []
    assert (of_form, faults(page)) == ([], [])


def test_the_same_without_javascript(page_without_js: Page, cohort: Cohort) -> None:
    page = page_without_js
    page.set_viewport_size(PHONE)
    page.goto(LESSON)
    page.get_by_role("link", name="mark there what you have read").click()
    for number in (1, 2):
        page.get_by_role("button", name=f"Mark section {number} as read").click()
        expect(page.locator(f"#checks-L09s{number} .end")).to_have_text(f"Section {number} read")

    page.goto(LESSON)
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    expect(page.locator("#read-before")).to_contain_text(f"{READ_HERE} marked by a button: 2.")
    fill_in(page)

    see_sections_ticked_off(page)


def test_on_a_shared_device_the_reading_of_somebody_else_is_left_as_it_is(page: Page, cohort: Cohort) -> None:
    page.set_viewport_size(PHONE)
    page.goto(LESSON)
    page.evaluate("() => localStorage.setItem('casite-read:pakistan-looks-north', '[\"L09s1\"]')")

    page.goto("/accounts/signup/")
    page.get_by_label("That was me").uncheck()
    fill_in(page)

    expect(page).to_have_url(re.compile("/courses/pakistan-looks-north/$"))
    assert Enrolment.objects.get().sections_read.count() == 0
    assert page.evaluate(STORE) == [["casite-read:pakistan-looks-north", '["L09s1"]']]


def test_at_the_log_in_only_the_course_of_ones_class_is_emptied(page: Page, cohort: Cohort) -> None:
    make_section(make_lesson(cohort.course, "more"), "more-1")
    user = make_user("timur", password=PASSWORD)
    place = make_enrolment(cohort=cohort, user=user)
    page.goto("/accounts/login/")
    page.evaluate("""() => {
      localStorage.setItem('casite-read:pakistan-looks-north', '["L09s1", "more-1", "nonsense"]');
      localStorage.setItem('casite-read:seas', '["s1"]');
      localStorage.setItem('casite-read:odd', 'nonsense');
    }""")
    page.reload()
    page.get_by_label("Username").fill("timur")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()

    expect(page.get_by_role("main")).to_contain_text("2 sections that you had read before are ticked off.")
    page.wait_for_load_state("load")
    assert place.sections_read.count() == 2
    assert sorted(page.evaluate(STORE)) == [["casite-read:odd", "nonsense"], ["casite-read:seas", '["s1"]']]


def test_a_visitor_with_nothing_read_is_asked_nothing(page: Page, cohort: Cohort) -> None:
    page.goto("/accounts/signup/")

    expect(page.get_by_label("That was me")).to_be_hidden()
    assert faults(page) == []


def test_errors_of_the_form_are_accessible(page: Page, cohort: Cohort) -> None:
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto("/accounts/signup/?code=aaaa-aaaa")
    page.locator("form.form").evaluate("(form) => { form.noValidate = true; }")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()

    expect(page.get_by_role("main")).to_contain_text("No class can be joined by this code.")
    assert faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320


def test_a_student_changes_the_class(page_without_js: Page, cohort: Cohort, log_in: LogIn) -> None:
    page = page_without_js
    first = make_enrolment(cohort=cohort)
    make_enrolment(cohort.course, user=first.user)
    log_in(page, first.user)

    page.goto("/accounts/")
    page.get_by_role("link", name="11B, Autumn 2026").click()
    page.get_by_role("button", name="Work in this class").click()

    expect(page.get_by_role("main")).to_contain_text("From now on you work in the class “11B, Autumn 2026”.")
    page.goto(LESSON)
    expect(page.get_by_role("main")).to_contain_text("You work in the class 11B, Autumn 2026.")
