"""What tests of an attempt's page do with it."""

import re

from playwright.sync_api import Page

SAVED = re.compile(r"All answers saved, \d\d:\d\d:\d\d")


def choose(page: Page, position: int, key: str) -> None:
    """An option by its key, or a degree of certainty."""
    page.locator(f"input[name^='i{position}-'][value='{key}']").check()
