"""Practice in a browser: by keyboard, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lessons.models import Enrolment
from quizzes.models import Response
from tests.browser.conftest import LogIn
from tests.factories import make_check, make_claim, make_lesson, make_section, make_topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def student(enrolment: Enrolment) -> Enrolment:
    """There is a check to practise, and a claim that can be asked for its voice, which belongs to a topic."""
    course = enrolment.cohort.course
    claims = [make_claim(course, "P1f1", mode="causal"), make_claim(course, "P2f1")]
    section = make_section(make_lesson(course), claims=claims)
    make_check(section, "C1", claims=claims[:1])
    claims[1].topics.add(make_topic(course, "gwadar", name="Gwadar"))
    return enrolment


def test_items_are_practised_by_keyboard(
    page: Page, log_in: LogIn, student: Enrolment, assert_accessible: Callable[[Page], None]
) -> None:
    log_in(page, student.user)
    page.goto(f"/courses/{student.cohort.course.slug}/quizzes/")
    page.get_by_role("link", name="Practise").press("Enter")
    expect(page.get_by_text("2 items can be asked here; you have practised 0 of them.")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("No", exact=True).press("Space")
    page.get_by_role("button", name="Answer").press("Enter")
    expect(page.get_by_text("Right answer", exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("group", name="Of what kind is it?").get_by_label("Fact").press("Space")
    page.get_by_role("button", name="Answer").press("Enter")
    expect(page.get_by_text("Your answer · right")).to_be_visible()

    page.get_by_text("You practise: all of the course").press("Enter")
    page.get_by_label("Only what I got wrong").press("Space")
    page.get_by_role("button", name="Choose").press("Enter")
    expect(page.get_by_text("1 item can be asked here")).to_be_visible()
    page.get_by_label("Yes").press("Space")
    page.get_by_role("button", name="Answer").press("Enter")
    expect(page.get_by_text("There is nothing here that you got wrong and have not put right since")).to_be_visible()
    assert_accessible(page)
    assert [response.fraction for response in Response.objects.order_by("pk")] == [0, 1, 1]


def test_items_are_practised_without_scripts(page_without_js: Page, log_in: LogIn, student: Enrolment) -> None:
    page = page_without_js
    log_in(page, student.user)
    page.goto(f"/courses/{student.cohort.course.slug}/practice/")

    page.get_by_label("Topic").select_option("Gwadar")
    page.get_by_role("button", name="Choose").click()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Choose an answer first.")).to_be_visible()
    for number in (1, 2):
        page.get_by_role("button", name="I do not know").click()
        expect(page.get_by_text("Statement P2f1.").first).to_be_visible()
        assert Response.objects.count() == number
    page.get_by_text("Read the deciding paragraph, P2").click()
    expect(page.get_by_text("What P2 says.")).to_be_visible()
    page.get_by_text("I think this is wrong").click()
    page.get_by_label("What is wrong, and why?").fill("It is an author’s claim.")
    page.get_by_role("button", name="Send the objection").click()
    page.get_by_role("link", name="Practice").click()
    expect(page.get_by_text("It is an author’s claim.")).to_be_visible()
