"""What a student is told of the way of their answers: politely, and also where the device keeps nothing."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from quizzes.attempts import save_answers
from quizzes.marking import submit
from quizzes.models import Answer, Attempt
from tests.browser.conftest import LogIn, faults
from tests.browser.sitting import KEPT, SAVED, choose, close_without_asking, cut, mend
from tests.factories import make_given

FORBID = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
FILL = """() => {
  for (let size = 2 ** 22; size >= 1; size /= 2) {
    try { for (let n = 0; ; n += 1) localStorage.setItem(`filler ${size} ${n}`, "x".repeat(size)); } catch {}
  }
}"""
REFUSES = "This browser keeps no answers on the device"
LISTEN = """id => {
  const said = (window.said ??= []);
  const place = document.getElementById(id);
  const words = () => place.querySelector("[data-words]").textContent.trim();
  new MutationObserver(() => said.push(words())).observe(place, {childList: true, characterData: true, subtree: true});
}"""


@pytest.fixture
def full(sitting: Page) -> Page:
    sitting.evaluate(FILL)
    return sitting


@pytest.fixture
def forbidden(sitting: Page) -> Page:
    sitting.context.add_init_script(FORBID)
    sitting.reload()
    return sitting


@pytest.mark.parametrize("device", ["full", "forbidden"])
def test_a_device_that_keeps_nothing_is_told_and_answers_are_saved(
    request: pytest.FixtureRequest, device: str, attempt: Attempt
) -> None:
    page: Page = request.getfixturevalue(device)
    choose(page, 1, "no")
    expect(page.locator("#device")).to_contain_text(REFUSES)
    expect(page.locator("#saved")).to_have_text(SAVED)
    expect(page.locator("#device")).to_have_role("status")

    cut(page)
    choose(page, 2, "yes")
    expect(page.locator("#saved")).to_contain_text("no connection. Leave this page open")
    mend(page)
    expect(page.locator("#saved")).to_have_text(SAVED)
    rows = Answer.objects.order_by("sequence").values_list("response__position", "value__choice")
    assert list(rows) == [(1, "no"), (2, "yes")]


def test_a_device_that_has_room_again_keeps_what_waits(full: Page) -> None:
    cut(full)
    choose(full, 1, "no")
    expect(full.locator("#device")).to_contain_text(REFUSES)
    assert full.evaluate(KEPT) == 0

    full.evaluate("localStorage.clear()")
    choose(full, 2, "yes")
    expect(full.locator("#device")).to_have_text("")
    expect(full.locator("#saved")).to_contain_text("Your answers are kept on this device")
    assert full.evaluate(KEPT) == 2


def test_more_answers_than_are_read_at_once_are_all_delivered(sitting: Page, attempt: Attempt) -> None:
    prefix = f"casite:answer:{attempt.enrolment.user_id}:{attempt.pk}:"
    answers = [
        {"uuid": str(uuid4()), "sequence": n, "position": 1 + n % 4, "value": {"choice": "no"}, "certainty": ""}
        for n in range(1, 251)
    ]
    keep = "([prefix, answers]) => answers.forEach(a => localStorage.setItem(prefix + a.uuid, JSON.stringify(a)))"
    sitting.evaluate(keep, [prefix, answers])
    sitting.reload()

    expect(sitting.locator("#saved")).to_have_text(SAVED, timeout=20_000)
    assert Answer.objects.count() == 250
    assert sitting.evaluate(KEPT) == 0


def test_that_all_is_saved_is_not_said_at_each_key_and_the_focus_stays(sitting: Page) -> None:
    expect(sitting.locator("#saved")).to_have_role("status")
    sitting.evaluate(LISTEN, "saved")
    sitting.locator("input[name='i1-choice']").first.focus()
    for _ in range(7):
        sitting.keyboard.press("ArrowDown", delay=20)
    focused = sitting.evaluate("document.activeElement.id")

    expect(sitting.locator("#saved")).to_have_text(SAVED)
    expect(sitting.locator("#saved")).to_be_in_viewport()
    said, saves = sitting.evaluate("said"), Answer.objects.count()
    assert {SAVED.fullmatch(words) is not None for words in said} == {True}
    assert len(said) <= saves < 7
    assert sitting.evaluate("document.activeElement.id") == focused
    assert focused.startswith("i1-choice-")


def test_that_there_is_no_connection_is_said_once_and_one_that_comes_back_is_used_at_once(sitting: Page) -> None:
    tries = []
    sitting.on("requestfailed", lambda request: tries.append(request.url))
    sitting.evaluate(LISTEN, "saved")
    sitting.context.set_offline(True)
    choose(sitting, 1, "no")
    while len(tries) < 3:
        sitting.wait_for_timeout(100)
    assert [words[:28] for words in sitting.evaluate("said")] == ["Not saved yet: no connection"]

    sitting.context.set_offline(False)
    expect(sitting.locator("#saved")).to_have_text(SAVED, timeout=2500)  # By itself it would wait 3 s or more.
    assert Answer.objects.count() == 1


def test_a_window_that_others_have_overtaken_is_told_when_its_answers_arrive(sitting: Page, attempt: Attempt) -> None:
    lost: list[Route] = []
    sitting.route("**/save/", lambda route: (lost.append(route), route.fetch(), route.abort())[2])
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    save_answers(attempt=attempt, answers=[make_given(2, "yes", sequence=9)])

    sitting.unroute("**/save/")
    expect(sitting.locator("#saved")).to_contain_text("This attempt was continued in another window.")
    assert Answer.objects.count() == 2


def test_the_review_tells_what_waited_too_long(sitting: Page, attempt: Attempt) -> None:
    cut(sitting)
    choose(sitting, 2, "no")
    choose(sitting, 2, "sure")
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    page = close_without_asking(sitting)
    submit(attempt=attempt)
    mend(page)

    page.goto(attempt.get_absolute_url())
    late = page.get_by_role("region", name="Answers that came too late")
    expect(late.get_by_role("listitem")).to_have_text(["Item 2: you gave “No (Sure)”"])
    assert faults(page) == []
    page.reload()
    late.get_by_role("button", name="Discard from this device").click()

    expect(page.get_by_text("The answers are discarded from this device.")).to_be_focused()
    assert page.evaluate(KEPT) == 0
    page.reload()
    expect(late).to_have_count(0)
    assert Answer.objects.count() == 0


def test_a_page_whose_attempt_is_handed_in_elsewhere_leads_to_the_review(sitting: Page, attempt: Attempt) -> None:
    submit(attempt=attempt)
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("Item 1 is not saved. This attempt has been handed in.")
    sitting.locator("#saved").get_by_role("link", name="To the review").click()

    late = sitting.get_by_role("region", name="Answers that came too late")
    expect(late.get_by_role("listitem")).to_have_text(["Item 1: you gave “No”"])


def test_the_review_is_silent_about_answers_that_are_stored(sitting: Page, attempt: Attempt, log_in: LogIn) -> None:
    sitting.context.route("**/save/", lambda route: (route.fetch(), route.abort())[1])
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    page = close_without_asking(sitting)
    submit(attempt=attempt)
    mend(page)

    with page.expect_response("**/kept/") as asked:
        page.goto(attempt.get_absolute_url())

    assert asked.value.status == 204
    expect(page.locator("#kept section")).to_have_count(0)
    page.wait_for_timeout(200)  # What the script does with the answer.
    assert page.evaluate(KEPT) == 0
