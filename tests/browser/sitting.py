"""What tests of an attempt's page do with it."""

import re

from playwright.sync_api import Page

SAVED = re.compile(r"All answers saved, \d\d:\d\d:\d\d")
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('casite:answer:')).length"


def choose(page: Page, position: int, key: str) -> None:
    """An option by its key, or a degree of certainty."""
    page.locator(f"input[name^='i{position}-'][value='{key}']").check()


def close_without_asking(page: Page) -> Page:
    """As when the battery is empty; gives another window of the same browser."""
    fresh = page.context.new_page()
    page.close(run_before_unload=False)
    return fresh


def cut(page: Page) -> None:
    """The network is gone for whatever the script sends."""
    page.context.route("**/save/", lambda route: route.abort())


def mend(page: Page) -> None:
    page.context.unroute("**/save/")
