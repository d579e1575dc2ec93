"""A real Chromium, which sees nothing but the live server."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from lessons.models import Enrolment
from quizzes.models import Attempt
from tests.factories import make_attempt, make_course, make_enrolment, make_quiz

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",  # Containers run as root.
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

AXE_OPTIONS = {
    "preload": False,  # It would load style sheets that others import once more, which the content policy forbids.
    "resultTypes": ["violations"],  # Half the time.
}

LogIn = Callable[[Page, User], None]

expect.set_options(timeout=15_000)  # A machine with other work takes longer than the five seconds of the default.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


def chromium() -> str | None:
    named = os.environ.get("CASITE_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip(f"found none of {', '.join(NAMES)}")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread, where Django would refuse to ask the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: LiveServer) -> LiveServer:
    """Started after the test database is made: on ":memory:" all its threads would share one connection, and crash."""
    return live_server


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A visitor's page. The test fails if it breaks the content policy or a script, or leaves the site."""
    yield from watched_page(browser, live_server.url, javascript=True)


@pytest.fixture
def second_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The page of somebody else, who has a browser of their own."""
    yield from watched_page(browser, live_server.url, javascript=True)


@pytest.fixture
def page_without_js(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    yield from watched_page(browser, live_server.url, javascript=False)


def watched_page(browser: Browser, site: str, *, javascript: bool) -> Iterator[Page]:
    faults: list[str] = []

    def keep_inside(route: Route) -> None:
        if route.request.url.startswith(f"{site}/"):
            route.continue_()
        else:
            faults.append(f"asked for {route.request.url}")
            route.abort()

    def read(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            faults.append(message.text)

    context = browser.new_context(base_url=site, java_script_enabled=javascript, locale="en-GB")
    context.set_default_timeout(10_000)
    context.route("**/*", keep_inside)
    context.on("console", read)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert faults == []


@pytest.fixture
def log_in(live_server: LiveServer) -> LogIn:
    """Logs a user in as the form would, only sooner."""

    def give_session(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return give_session


def faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds on the page as it stands."""
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [(fault["id"], node["html"]) for fault in found for node in fault["nodes"]]


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    def look(page: Page) -> None:
        assert faults(page) == []

    return look


@pytest.fixture
def enrolment(live_server: object) -> Enrolment:
    return make_enrolment(make_course())


@pytest.fixture
def attempt(enrolment: Enrolment) -> Attempt:
    """Four items on two pages."""
    return make_attempt(make_quiz(enrolment.cohort.course, questions=4, items_per_page=2), enrolment=enrolment)


@pytest.fixture
def sitting(page: Page, attempt: Attempt, log_in: LogIn) -> Page:
    log_in(page, attempt.enrolment.user)
    page.goto(attempt.get_absolute_url())
    return page
