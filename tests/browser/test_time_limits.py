"""The countdown of an attempt, and what the page does when the time is up."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from lessons.models import Enrolment
from quizzes.models import Answer, Attempt
from tests.browser.conftest import LogIn
from tests.browser.sitting import choose, cut, mend
from tests.factories import make_attempt, make_quiz


def make_timed(enrolment: Enrolment, *, seconds: float) -> Attempt:
    """An attempt that has so long to go."""
    attempt = make_attempt(make_quiz(enrolment.cohort.course, questions=2, time_limit=20), enrolment=enrolment)
    attempt.ends_at = timezone.now() + timedelta(seconds=seconds)
    attempt.started_at = attempt.ends_at - timedelta(minutes=20)
    attempt.save(update_fields=["ends_at", "started_at"])
    return attempt


def sit(page: Page, attempt: Attempt, log_in: LogIn) -> None:
    log_in(page, attempt.enrolment.user)
    page.goto(attempt.get_absolute_url())


def test_the_countdown_runs_and_can_be_hidden(page: Page, enrolment: Enrolment, log_in: LogIn) -> None:
    sit(page, make_timed(enrolment, seconds=660), log_in)
    clock = page.locator("#clock")

    expect(clock).to_contain_text("10:5")
    page.get_by_role("button", name="Hide the time").press("Enter")

    expect(clock.locator("[data-time]")).to_have_text("Time hidden")
    page.reload()
    page.get_by_role("button", name="Show the time").click()
    expect(clock).to_contain_text("10:")


def test_a_reader_hears_only_the_marks(page: Page, enrolment: Enrolment, log_in: LogIn) -> None:
    sit(page, make_timed(enrolment, seconds=63), log_in)
    said = page.locator("#clock [data-said]")

    expect(said).to_be_empty()
    expect(said).to_have_text("One minute is left.")


def test_a_save_brings_the_time_of_the_server(page: Page, enrolment: Enrolment, log_in: LogIn) -> None:
    attempt = make_timed(enrolment, seconds=600)
    sit(page, attempt, log_in)
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=timezone.now() + timedelta(seconds=3000))

    choose(page, 1, "yes")

    expect(page.locator("#clock")).to_contain_text("49:")


def test_the_page_hands_in_by_itself_with_its_last_answers(page: Page, enrolment: Enrolment, log_in: LogIn) -> None:
    attempt = make_timed(enrolment, seconds=4)
    sit(page, attempt, log_in)

    choose(page, 1, "yes")

    expect(page).to_have_url(f"{page.url.split('/attempts/')[0]}/attempts/{attempt.pk}/review/")
    scored = Attempt.objects.with_score().get(pk=attempt.pk)
    assert (scored.score, scored.closed_at) == (1, attempt.ends_at)


def test_what_waits_offline_until_after_the_grace_is_kept_as_late(
    page: Page, enrolment: Enrolment, log_in: LogIn
) -> None:
    attempt = make_timed(enrolment, seconds=60)
    sit(page, attempt, log_in)
    cut(page)
    choose(page, 1, "yes")
    expect(page.locator("#saved")).to_contain_text("Not saved yet: no connection.")
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=timezone.now() - timedelta(seconds=40))

    mend(page)

    expect(page).to_have_url(f"{page.url.split('/attempts/')[0]}/attempts/{attempt.pk}/review/")
    expect(page.get_by_text("Too late to count: you gave “Yes”")).to_be_visible()
    assert [answer.late for answer in Answer.objects.all()] == [True]


def test_without_scripts_the_end_is_a_time(page_without_js: Page, enrolment: Enrolment, log_in: LogIn) -> None:
    sit(page_without_js, make_timed(enrolment, seconds=615), log_in)

    expect(page_without_js.locator("#clock")).to_contain_text("10:1")
    expect(page_without_js.get_by_text("when this page was drawn")).to_be_visible()
    expect(page_without_js.get_by_text("Ends at ")).to_be_visible()
    expect(page_without_js.get_by_role("button", name="Hide the time")).to_be_hidden()


def test_the_page_with_a_countdown_is_accessible(
    page: Page, enrolment: Enrolment, log_in: LogIn, assert_accessible: object
) -> None:
    sit(page, make_timed(enrolment, seconds=600), log_in)
    expect(page.locator("#clock")).to_contain_text("9:")

    assert_accessible(page)  # type: ignore[operator]
