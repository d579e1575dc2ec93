"""A place on the map in the browser: by click, by list, by keyboard, and without a script."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from lessons.figures.projection import FRAME, MAP, Point, Spot
from quizzes.models import Attempt, Response
from quizzes.question_types.map_hotspot import MapHotspot
from quizzes.question_types.map_places import read_point
from tests.browser.sitting import SAVED
from tests.factories import make_attempt, make_claim, make_course, make_enrolment, make_question, make_quiz

LogIn = Callable[[Page, User], None]


@pytest.fixture
def attempt(live_server: object) -> Attempt:
    course = make_course()
    content = next(MapHotspot.examples())[0]
    claims = [make_claim(course, key) for key in content.claim_keys()]
    payload = content.to_payload()
    for place in payload["places"]:
        place.pop("misconception", None)
    question = make_question(course, type=content.slug, payload=payload, claims=claims)
    return make_attempt(make_quiz(course, questions=[question]), enrolment=make_enrolment(course))


def stored() -> dict[str, str]:
    value: dict[str, str] = Response.objects.get().value
    return value


def spot_on_page(page: Page, spot: Spot) -> tuple[float, float]:
    """Where a spot of the map is on the page."""
    box = page.locator("svg.map").bounding_box()
    x, y, width, _height = map(float, str(page.locator("svg.map").get_attribute("viewBox")).split())
    assert box is not None
    scale = box["width"] / width
    return box["x"] + (spot.x - x) * scale, box["y"] + (spot.y - y) * scale


def test_a_click_gives_its_point_which_is_kept(sitting: Page, attempt: Attempt) -> None:
    point = Point(30, 57)

    sitting.mouse.click(*spot_on_page(sitting, MAP.project(point)))

    expect(sitting.locator("#saved")).to_have_text(SAVED)
    given = read_point(stored()["point"])
    assert given == pytest.approx(point, abs=0.2)
    expect(sitting.locator("input[name='i1-point']")).to_have_value(stored()["point"])
    expect(sitting.locator("[data-mine]")).to_be_visible()


def test_the_script_finds_the_points_that_the_site_finds(sitting: Page) -> None:
    """The corners of the view, through the script's own inverse and back through the site's projection."""
    x, y, width, height = map(float, str(sitting.locator("svg.map").get_attribute("viewBox")).split())

    for across, down in [(0.05, 0.05), (0.95, 0.05), (0.05, 0.95), (0.95, 0.95)]:
        spot = Spot(x + across * width, y + down * height)
        sitting.mouse.click(*spot_on_page(sitting, spot))
        given = read_point(sitting.locator("input[name='i1-point']").input_value())
        assert given is not None
        assert MAP.project(given) == pytest.approx(spot, abs=FRAME.width / 500)


def test_a_letter_on_the_map_chooses_its_place_and_takes_the_point_back(sitting: Page) -> None:
    sitting.locator("input[name='i1-point']").fill("30, 57")
    expect(sitting.locator("[data-mine]")).to_be_visible()

    sitting.locator("svg label[for='i1-place-oasis']").click()

    expect(sitting.locator("#i1-place-oasis")).to_be_checked()
    expect(sitting.locator("input[name='i1-point']")).to_have_value("")
    expect(sitting.locator("[data-mine]")).to_be_hidden()
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert stored() == {"place": "oasis"}


def test_the_keyboard_chooses_from_the_list(sitting: Page) -> None:
    sitting.locator("input[type=radio]").first.focus()
    sitting.keyboard.press("Space")
    sitting.keyboard.press("ArrowDown")

    chosen = sitting.locator("input[name='i1-place']:checked").input_value()
    expect(sitting.locator(f"svg label[for='i1-place-{chosen}']")).to_have_class("on")
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    assert stored() == {"place": chosen}


def test_what_cannot_be_read_is_said_at_once(sitting: Page) -> None:
    sitting.locator("input[name='i1-point']").fill("somewhere")

    expect(sitting.locator("#saved")).to_contain_text("Write a point as latitude and longitude in degrees")
    assert stored() == {}


def test_form_and_review_are_accessible(
    sitting: Page, attempt: Attempt, assert_accessible: Callable[[Page], None]
) -> None:
    assert_accessible(sitting)
    sitting.mouse.click(*spot_on_page(sitting, MAP.project(Point(30, 57))))
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    sitting.get_by_role("button", name="Hand in").click()
    expect(sitting).to_have_title(re.compile("Hand in"))
    sitting.get_by_role("button", name="Hand in").click()

    expect(sitting.locator("figcaption")).to_contain_text("Your point lies")
    assert_accessible(sitting)


def test_without_a_script_a_letter_on_the_map_is_a_label_of_the_list(
    page_without_js: Page, attempt: Attempt, log_in: LogIn
) -> None:
    log_in(page_without_js, attempt.enrolment.user)
    page_without_js.goto(attempt.get_absolute_url())

    page_without_js.locator("svg label[for='i1-place-port']").click()
    page_without_js.get_by_role("button", name="Save").click()

    expect(page_without_js.locator("#i1-place-port")).to_be_checked()
    assert stored() == {"place": "port"}


def test_without_a_script_a_point_is_written(page_without_js: Page, attempt: Attempt, log_in: LogIn) -> None:
    log_in(page_without_js, attempt.enrolment.user)
    page_without_js.goto(attempt.get_absolute_url())

    page_without_js.locator("input[name='i1-point']").fill("25,3; 62,1")
    page_without_js.get_by_role("button", name="Save").click()

    expect(page_without_js.locator("input[name='i1-point']")).to_have_value("25.3, 62.1")
    expect(page_without_js.locator("[data-mine]")).to_be_visible()
    assert stored() == {"point": "25.3, 62.1"}


def test_a_letter_is_large_enough_for_a_finger_on_the_smallest_screen(sitting: Page) -> None:
    sitting.set_viewport_size({"width": 320, "height": 640})

    box = sitting.locator("svg label[for='i1-place-port']").bounding_box()

    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    assert sitting.evaluate("document.documentElement.scrollWidth") == 320


def test_the_map_is_not_turned_round_where_the_script_runs_from_right_to_left(sitting: Page) -> None:
    sitting.evaluate("document.documentElement.dir = 'rtl'")

    west = sitting.locator("svg label[for='i1-place-port']").bounding_box()
    east = sitting.locator("svg label[for='i1-place-pass']").bounding_box()

    assert west is not None
    assert east is not None
    assert west["x"] < east["x"]
