"""Students who save over HTTP without a pause while the server that they talk to is killed again and again."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from threading import Event, Thread
from typing import Any
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
        self.acknowledged: set[UUID] = set()
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


def save_through_kills(server: Server, attempts: Sequence[Attempt], *, kills: int, whole: int) -> tuple[set[UUID], int]:
    """Kill the server so often; the last `whole` times not the worker alone, but all of it.

    Returns the uuids of what it has acknowledged, and the number of kills at which a save was under way.
    """
    students = [SavingStudent(attempt, server) for attempt in attempts]
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
    return {uuid for student in students for uuid in student.acknowledged}, met


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
