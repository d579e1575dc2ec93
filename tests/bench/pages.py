"""What is measured: each page with its budget, and the requests that make up one measure of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

from tests.bench.servers import Client

sequences = count(1)


@dataclass(frozen=True)
class Site:
    """The server's port, and what `classroom` knows of the site."""

    port: int
    known: Mapping[str, Any]

    @property
    def visitor(self) -> Client:
        return Client(self.port)

    def student(self, number: int) -> tuple[Client, Mapping[str, Any]]:
        seat = self.known["students"][number % len(self.known["students"])]
        return Client(self.port, seat["session"]), seat

    def logged_in(self, who: str) -> Client:
        return Client(self.port, self.known[who]["session"])

    def address(self, page: str) -> str:
        return str(self.known["addresses"][page])


@dataclass(frozen=True)
class Page:
    name: str
    visit: Callable[[Site, int], None]
    """What is measured once; each number is another student."""
    budget: float | None = None
    """In reference views, on SQLite."""
    writes: bool = False
    times: int = 30
    """How often a round measures it."""

    def budget_on(self, *, sqlite: bool) -> float | None:
        if self.budget is None or sqlite:
            return self.budget
        return self.budget * (2 if self.writes else 1.6)


def for_visitors(page: str) -> Callable[[Site, int], None]:
    return lambda site, number: discard(site.visitor.get(site.address(page)))


def for_students(page: str) -> Callable[[Site, int], None]:
    return lambda site, number: discard(site.student(number)[0].get(site.address(page)))


def own(page: str) -> Callable[[Site, int], None]:
    def visit(site: Site, number: int) -> None:
        client, seat = site.student(number)
        client.get(seat[page])

    return visit


def discard(headers: Mapping[str, str]) -> None:
    """The measure is what the server does; what it says is not read."""


def unchanged_lesson(site: Site, number: int) -> None:
    site.visitor.get(site.address("lesson"), 304, If_None_Match=site.known["etag"])


def answered_lesson(site: Site, number: int) -> None:
    site.logged_in("diligent").get(site.address("lesson"))


def matrix(site: Site, number: int) -> None:
    site.logged_in("instructor").get(site.address("matrix"))


def save(site: Site, number: int) -> None:
    client, seat = site.student(number)
    save_one(client, seat["saves"], site.known["answers"], position=number % 10 + 1)


def save_one(client: Client, attempt: str, answers: list[Any], *, position: int) -> None:
    sequence = next(sequences)
    given = {"uuid": str(uuid4()), "sequence": sequence, "position": position, "value": answers[position - 1]}
    batch = {"seen": sequence, "answers": [{**given, "certainty": "sure"}]}
    client.post(f"{attempt}save/", json.dumps(batch).encode(), "application/json", expected=200)


def whole_attempt(site: Site, number: int) -> None:
    """Start, two pages, ten saves, hand in, review."""
    client, _seat = site.student(number)
    attempt = client.post(site.address("quiz"))["location"]
    for page in (1, 2):
        client.get(f"{attempt}?page={page}")
        for position in range(5 * page - 4, 5 * page + 1):
            save_one(client, attempt, site.known["answers"], position=position)
    client.post(f"{attempt}submit/")
    client.get(f"{attempt}review/")


def recall(site: Site, number: int) -> None:
    """Answer a claim that is due."""
    client, seat = site.student(number)
    client.post(site.address("recall"), seat["due"].pop().encode())


PAGES = (
    Page("lesson, visitor", for_visitors("lesson"), budget=4, times=100),
    Page("lesson, visitor, 304", unchanged_lesson, budget=3.5, times=100),
    Page("lesson, student", for_students("lesson"), budget=20),
    Page("lesson, all checks answered", answered_lesson),
    Page("attempt page of five", own("attempt"), budget=20),
    Page("save", save, budget=12, writes=True, times=60),
    Page("whole attempt of ten", whole_attempt, budget=260, writes=True, times=6),
    Page("recall page", for_students("recall")),
    Page("recall answer", recall, writes=True),
    Page("practice page", for_students("practice")),
    Page("home, visitor", for_visitors("home")),
    Page("home, student", for_students("home")),
    Page("source, visitor", for_visitors("source")),
    Page("source, student", for_students("source")),
    Page("quiz, student", for_students("quiz")),
    Page("review of ten", own("review")),
    Page("progress matrix of thirty", matrix, times=10),
)
