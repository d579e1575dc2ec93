"""What is not published, and what decides a question, stands on no page that a reader can open."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages import PageReader
from tests.rights import Trial, address_of, read_table
from tests.site_content import DECIDING, OURS, PERSON, UNPUBLISHED
from tests.site_rows import READERS, Site

pytestmark = pytest.mark.django_db

TOLD = ("/review/", "/object/?position=1")
"""How the addresses of pages end that tell what decided a question of a closed attempt."""
PAGES = [row for row in read_table() if row.method == "GET" and "/" not in row.url and not row.model]
PUBLIC = [row for row in PAGES if not row.url.startswith("admin:")]
DESK = [row for row in read_table() if row.method == "GET" and row.url.startswith("admin:")]


def pages(client: Client, first: list[str]) -> Iterator[tuple[str, str]]:
    """The address and text of all pages that can be opened there, and of those that their links lead to."""
    waiting, seen = list(first), set(first)
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        if response.status_code == 200:
            yield address, response.content.decode()
            links = set(PageReader(response.content.decode()).internal_links())
            fresh = {
                link for link in links - seen if link.startswith("/") and not link.startswith(("/admin", "/static"))
            }
            waiting += sorted(fresh)
            seen |= fresh


def leaks(site: Site, role: str, *words: str) -> list[str]:
    first = [address_of(site, row) for row in PUBLIC]
    return [
        f"{address}: {word}"
        for address, html in pages(site.clients[role], first)
        for word in words
        if word in html and not (word == f"{DECIDING} closed" and address.endswith(TOLD))
    ]


def test_an_editor_meets_the_words_that_must_not_leak(site: Site) -> None:
    assert f"/courses/ours/lessons/draft-{UNPUBLISHED}/: {UNPUBLISHED}" in leaks(site, "editor", UNPUBLISHED)


def test_a_review_has_the_words_that_decide(site: Site) -> None:
    review = site.clients["student"].get(reverse("quizzes:review", args=site.places["closed attempt"]))

    assert f"{DECIDING} closed" in review.content.decode()


@pytest.mark.parametrize("role", [*READERS, "instructor", "colleague", "newcomer"])
def test_a_reader_finds_no_draft_and_no_key(role: str, site: Site, trial: Trial) -> None:
    words = [UNPUBLISHED, *(f"{DECIDING} {quiz}" for quiz in ("open", "closed", "fresh"))]

    with trial.undone(site.clients[role]):
        found = leaks(site, role, *words)

    assert found == []


def test_an_editor_finds_no_draft_of_another_course(site: Site) -> None:
    assert leaks(site, "outside editor", f"{UNPUBLISHED} {OURS}") == []


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("instructor", [UNPUBLISHED]),
        ("colleague", [UNPUBLISHED, PERSON]),
        ("editor", [PERSON]),
        ("outside editor", [OURS, PERSON]),
        ("newcomer", [UNPUBLISHED, OURS, PERSON]),
    ],
)
def test_the_desk_shows_nobody_what_is_not_theirs(role: str, words: list[str], site: Site) -> None:
    shown = {row: site.clients[role].get(address_of(site, row)) for row in DESK}
    found = {row: response.content.decode() for row, response in shown.items() if response.status_code == 200}

    assert [f"{row.url}, {row.place}: {word}" for row, html in found.items() for word in words if word in html] == []


@pytest.mark.parametrize(("role", "word"), [("instructor", PERSON), ("editor", UNPUBLISHED), ("editor", OURS)])
def test_the_desk_shows_what_is_theirs(role: str, word: str, site: Site) -> None:
    lists = [address_of(site, row) for row in DESK if row.url.endswith("_changelist")]
    html = "".join(site.clients[role].get(address).content.decode() for address in lists)

    assert word in html
