"""Mangled requests against the running site: it never breaks, and what it refuses leaves the database as it was.

After each request the whole database is read: where the answer was a refusal (a status from 400 on, or a save that
acknowledges nothing), every row of every table must be as before, and every uuid that a save acknowledges must be
there. Sessions are left out: a log-in form remembers where to go on.
"""

import hashlib
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from tests.bench.databases import PostgreSQL, Sqlite, fresh
from tests.bench.mangling import Mangler, Sent
from tests.bench.running import production, run_in_django
from tests.bench.servers import Client, serving

LEFT_OUT = {"django_session"}


@dataclass
class Fuzzed:
    seed: int
    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        statuses = ", ".join(f"{number} × {status}" for status, number in sorted(self.statuses.items()))
        head = f"{self.requests} mangled requests (seed {self.seed}): {statuses}"
        return "\n".join(
            [head, f"{self.acknowledged} answers acknowledged", *self.faults, f"{len(self.faults)} faults"]
        )


class Fuzzer:
    """Sends requests to a site whose `sessions` of people are known, and looks what has become of the database."""

    def __init__(self, port: int, stored: Sqlite | PostgreSQL, sessions: Mapping[str, str], log: Path) -> None:
        self.port, self.stored, self.sessions, self.log = port, stored, sessions, log
        self.before = checksum(stored)
        self.led_to = ""
        """Where the last answer sends the browser on."""

    def faults(self, sent: Sent, found: Fuzzed) -> Iterator[str]:
        """Sends it, counts the answer, and says what is wrong with it."""
        status, self.led_to, body = answer(sent, self.sessions.get(sent.who, ""), self.port)
        before, self.before = self.before, checksum(self.stored)
        saved = acknowledged(sent, status, body)
        found.requests += 1
        found.statuses[status] += 1
        found.acknowledged += len(saved)
        shown = f"{sent.who or 'nobody'}: {sent.method} {sent.path} {sent.body[:300]!r} -> {status}"
        if status >= 500:
            yield f"{shown}: broken\n{self.log.read_text()[-2000:]}"
        refused = status >= 400 or (sent.path.endswith("save/") and not saved)
        if refused and self.before != before:
            yield f"{shown}: refused, and the database has changed"
        if lost := saved - stored_answers(self.stored):
            yield f"{shown}: acknowledged and not stored: {lost}"


def fuzz(
    seconds: float, *, database: str = "", seed: int = 0, said: Callable[[str], None] = lambda words: None
) -> Fuzzed:
    """Stops at the tenth fault."""
    with tempfile.TemporaryDirectory(prefix="casite-fuzz-") as name, fresh(database, Path(name)) as stored:
        environment, log = production(stored.url, Path(name)), Path(name) / "server.log"
        known = run_in_django("tests.bench.fuzzed_site", environment)
        with log.open("wb") as file, serving("casite.wsgi", environment, file) as server:
            said(f"mangled requests for {seconds:g} seconds ...")
            found, mangler = Fuzzed(seed), Mangler(Random(seed), **known["mangler"])
            fuzzer = Fuzzer(server.port, stored, known["sessions"], log)
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline and len(found.faults) < 10:
                sent = mangler.request()
                found.faults += fuzzer.faults(sent, found)
                mangler.go_on(sent, fuzzer.led_to)
            return found


def answer(sent: Sent, session: str, port: int) -> tuple[int, str, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(sent.method, sent.path, sent.body, {**Client(port, session).headers, **sent.headers})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, response.getheader("Location", ""), body


def acknowledged(sent: Sent, status: int, body: bytes) -> set[UUID]:
    if status != 200 or not sent.path.endswith("save/"):
        return set()
    content: dict[str, Any] = json.loads(body)
    return {UUID(uuid) for uuid in content["saved"]}


def checksum(stored: Sqlite | PostgreSQL) -> str:
    digest = hashlib.sha256()
    for table in sorted(set(stored.tables()) - LEFT_OUT):
        digest.update(table.encode())
        for row in sorted(repr(row) for row in stored.rows(f'SELECT * FROM "{table}"')):
            digest.update(row.encode())
    return digest.hexdigest()


def stored_answers(stored: Sqlite | PostgreSQL) -> set[UUID]:
    return {UUID(str(row[0])) for row in stored.rows("SELECT uuid FROM quizzes_answer")}
