"""Students who save over HTTP without a pause while the server that they talk to is killed again and again."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from itertools import product
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client

from quizzes.models import Attempt
from tests.server import Server, http

TOKEN = "t" * 32  # Whoever sends the same token as cookie and as header comes from the page.
KEYS = ("yes", "no", "perhaps")
WAIT = 60.0


class SavingStudent(Thread):
    """Answers one item of an attempt after the other, and sends each answer until it is acknowledged."""

    def __init__(self, attempt: Attempt, server: Server) -> None:
        super().__init__(daemon=True)
        client = Client()
        client.force_login(attempt.enrolment.user)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        cookies = f"{session.key}={session.value}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/json"}
        self.attempt, self.server, self.items = attempt, server, attempt.responses.count()
        self.enough = Event()
        self.acknowledged: set[Any] = set()
        self.interrupted = 0
        """How often a save had been sent and no answer came."""

    def run(self) -> None:
        sequence = 0
        while not self.enough.is_set():
            sequence += 1
            value = {"choice": KEYS[sequence % len(KEYS)]}
            answer = {"uuid": str(uuid4()), "sequence": sequence, "position": 1 + sequence % self.items, "value": value}
            while self.save(answer) != [answer["uuid"]]:
                time.sleep(0.02)
            self.acknowledged.add(UUID(str(answer["uuid"])))

    def save(self, answer: dict[str, Any]) -> list[str]:
        """Gives what the server says to be saved; nothing where it says nothing."""
        body = json.dumps({"seen": answer["sequence"], "answers": [answer]})
        sent = False
        try:
            with http(self.server.port, timeout=WAIT) as connection:
                connection.request("POST", f"/attempts/{self.attempt.pk}/save/", body, self.headers)
                sent = True
                saved: list[str] = json.load(connection.getresponse())["saved"]
                return saved
        except (OSError, HTTPException, ValueError):
            self.interrupted += sent
            return []


class CheckingStudent(SavingStudent):
    """Has one item after the other checked by the form of the page: wrong at first, then right.

    What is acknowledged are (attempt, position, key).
    """

    def run(self) -> None:
        self.headers["Content-Type"] = "application/x-www-form-urlencoded"
        for position, key in product(range(1, self.items + 1), ("no", "yes")):
            while not self.check(position, key) and not self.enough.is_set():
                time.sleep(0.02)
            if self.enough.is_set():
                return
            self.acknowledged.add((self.attempt.pk, position, key))

    def check(self, position: int, key: str) -> bool:
        """Whether the server leads back to the item, where it tells what came of the answer."""
        given = {"position": position, "seen": 10**6, f"i{position}-choice": key, "check": position}
        sent = False
        try:
            with http(self.server.port, timeout=WAIT) as connection:
                connection.request(
                    "POST", f"/attempts/{self.attempt.pk}/?page={position}", urlencode(given), self.headers
                )
                sent = True
                reply = connection.getresponse()
                return reply.status == 302 and (reply.headers["Location"] or "").endswith(f"#i{position}")
        except (OSError, HTTPException):
            self.interrupted += sent
            return False


def save_through_kills(
    server: Server,
    attempts: Sequence[Attempt],
    *,
    kills: int,
    whole: int,
    student: type[SavingStudent] = SavingStudent,
) -> tuple[set[Any], int]:
    """Kill the server so often; the last `whole` times not the worker alone, but all of it.

    Returns what it has acknowledged, by uuid as a rule, and the number of kills at which a save was under way.
    """
    students = [student(attempt, server) for attempt in attempts]
    met = 0
    with all_saving(students):
        for number in range(kills):
            wait_for_progress(students)
            time.sleep(random.uniform(0, 0.03))
            before = sum(student.interrupted for student in students)
            if number < kills - whole:
                server.kill_worker()
            else:
                server.kill()
                server.start()
            wait_for_progress(students)
            met += sum(student.interrupted for student in students) > before
    return {done for one in students for done in one.acknowledged}, met


@contextmanager
def all_saving(students: Sequence[SavingStudent]) -> Iterator[None]:
    for student in students:
        student.start()
    try:
        yield
    finally:
        for student in students:
            student.enough.set()
        for student in students:
            student.join(WAIT)


def wait_for_progress(students: Sequence[SavingStudent]) -> None:
    """Until each has got one more answer through."""
    before = [len(student.acknowledged) for student in students]
    deadline = time.monotonic() + WAIT
    while any(len(student.acknowledged) == number for student, number in zip(students, before, strict=True)):
        assert time.monotonic() < deadline, "nothing is saved any more"
        time.sleep(0.005)
