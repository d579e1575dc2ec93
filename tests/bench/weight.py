"""How many bytes Chromium receives: a lesson's page with everything on the first visit, and a later page."""

import gzip
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import sync_playwright

from tests.bench.pages import Site

NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Weight:
    page: str
    received: int
    budget: int
    """In KB."""


def weigh(site: Site) -> Sequence[Weight]:
    """A visitor's lesson with nothing at hand, and with what the first page of the site has brought already.

    Nothing where there is no Chromium. A page that the server sends as it is would be compressed by the proxy before
    it; so it counts as `gzip -6` makes it.
    """
    path = os.environ.get("CASITE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page, other = (browser.new_page(base_url=f"http://127.0.0.1:{site.port}") for _ in range(2))
        first = received(page, site.address("lesson"))
        received(other, site.address("home"))
        later = received(other, site.address("lesson"))
        browser.close()
    return [Weight("weight of a lesson, first visit", first, 60), Weight("weight of a lesson, later", later, 15)]


def received(page: BrowserPage, address: str) -> int:
    """In bytes, headers included."""
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    response = page.goto(address, wait_until="networkidle")
    session.detach()
    if response is None or "content-encoding" in response.headers:
        return sum(sizes)
    return sum(sizes) - len(response.body()) + len(gzip.compress(response.body(), 6))
