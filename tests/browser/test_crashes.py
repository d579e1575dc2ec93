"""The server dies, hangs and comes back while a student answers: nothing is lost, and nothing is stored twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from quizzes.models import Answer, Attempt
from tests.browser.conftest import LogIn, watched_page
from tests.browser.sitting import KEPT, SAVED, choose, close_without_asking
from tests.server import Server, running_server

PATIENCE = 40_000
"""Milliseconds in which a server starts on a busy machine and a script tries again."""


@pytest.fixture
def server(attempt: Attempt, tmp_path: Path) -> Iterator[Server]:
    with running_server(tmp_path) as server:
        yield server


@pytest.fixture
def sitting(browser: Browser, server: Server, attempt: Attempt, log_in: LogIn) -> Iterator[Page]:
    for page in watched_page(browser, server.url, javascript=True):
        log_in(page, attempt.enrolment.user)
        page.goto(attempt.get_absolute_url())
        yield page


def stored() -> list[tuple[int, str]]:
    """All answers, in the order in which they were given."""
    rows = Answer.objects.order_by("sequence", "pk").values_list("response__position", "value__choice")
    return list(rows)


def test_answers_given_while_the_server_is_dead_arrive_by_themselves(sitting: Page, server: Server) -> None:
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_have_text(SAVED)
    server.kill()

    choose(sitting, 2, "yes")
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet: no connection. Your answers are kept on this")
    choose(sitting, 1, "perhaps")
    assert stored() == [(1, "no")]

    server.start()
    expect(sitting.locator("#saved")).to_have_text(SAVED, timeout=PATIENCE)
    assert stored() == [(1, "no"), (2, "yes"), (1, "perhaps")]
    assert sitting.evaluate(KEPT) == 0


def test_a_page_that_is_closed_while_the_server_is_dead_loses_nothing(
    sitting: Page, server: Server, attempt: Attempt
) -> None:
    server.kill()
    choose(sitting, 1, "no")
    choose(sitting, 2, "yes")
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    page = close_without_asking(sitting)

    server.start()
    page.goto(attempt.get_absolute_url())

    expect(page.locator("#saved")).to_have_text(SAVED, timeout=PATIENCE)
    expect(page.locator("input[name='i1-choice'][value='no']")).to_be_checked()
    assert stored() == [(1, "no"), (2, "yes")]
    assert page.evaluate(KEPT) == 0


def test_a_server_that_hangs_is_waited_for_and_may_die_of_it(sitting: Page, server: Server) -> None:
    server.hang()
    choose(sitting, 1, "no")
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet: the server has not answered so far. Your answers")
    choose(sitting, 2, "yes")
    server.wake()
    expect(sitting.locator("#saved")).to_have_text(SAVED, timeout=PATIENCE)
    assert stored() == [(1, "no"), (2, "yes")]

    server.hang()
    choose(sitting, 1, "perhaps")
    expect(sitting.locator("#saved")).to_contain_text("the server has not answered so far")
    server.kill()
    expect(sitting.locator("#saved")).to_contain_text("no connection")
    server.start()
    expect(sitting.locator("#saved")).to_have_text(SAVED, timeout=PATIENCE)
    assert stored() == [(1, "no"), (2, "yes"), (1, "perhaps")]
