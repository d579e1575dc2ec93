"""Requests as no page of ours sends them: what students send, mangled by chance."""

import json
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TEXTS = ("", "yes", "\x00", "ё\u0301" * 40, "\ud800", "<script>", "' OR 1=1 --", "a" * 70_000, "\u202e", "NaN", "1e999")
NUMBERS = (0, -1, 1, 2, 7, 32767, 32768, 2**31 - 1, 2**31, 2**63, 10**400, 0.5, -0.0, 1e308, True, None)
WRONG_BODIES = (b"", b"{", b"null", b"[]", b'"', b"\xff\xfe", b'{"seen":NaN,"answers":[]}', b"[" * 50_000, b"\x00" * 9)


@dataclass(frozen=True)
class Sent:
    """One request; `who` is somebody of the site, or nobody where empty."""

    who: str
    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


class Mangler:
    """Draws requests to save, start and submit. `attempts` and `starts` are addresses, `answers` good values by
    position; `people` are those whose session is known. The first attempt is the first one's, and asked most often."""

    def __init__(
        self, draw: Random, *, people: list[str], attempts: list[str], starts: list[str], answers: list[Any]
    ) -> None:
        self.draw, self.people, self.attempts, self.starts, self.answers = draw, people, attempts, starts, answers

    def request(self) -> Sent:
        attempt = self.draw.choices(self.attempts, weights=[10, *[1] * (len(self.attempts) - 1)])[0]
        path, body, kind = self.draw.choices(
            [
                lambda: (f"{attempt}save/", self.batch(), JSON),
                lambda: (f"{attempt}kept/", self.batch(), JSON),
                lambda: (attempt + self.draw.choice(["", "?page=2", "?page=x", "?page=-1"]), self.form(), FORM),
                lambda: (f"{attempt}submit/", self.form(), FORM),
                lambda: (self.draw.choice(self.starts), self.form(), FORM),
            ],
            weights=[60, 5, 20, 1, 14],
        )[0]()
        who = self.draw.choices([*self.people, ""], weights=[20, *[2] * len(self.people)])[0]
        headers = {
            "Content-Type": self.sometimes(
                kind, self.draw.choice([JSON, FORM, "text/plain", "multipart/form-data", "a" * 99])
            )
        }
        if self.often():
            headers["X-CSRFToken"] = "b" * 32
        method = self.sometimes("POST", self.draw.choice(["GET", "PUT", "DELETE", "HEAD", "PATCH", "POSH"]))
        return Sent(who, method, path, body, headers)

    def go_on(self, sent: Sent, led_to: str) -> None:
        """With the attempt that a request has begun."""
        if sent.path in self.starts and sent.who == self.people[0] and led_to.startswith("/attempts/"):
            self.attempts[0] = led_to

    def often(self) -> bool:
        return self.draw.random() < 0.97

    def sometimes(self, usual: Any, other: Any) -> Any:
        return usual if self.draw.random() < 0.93 else other

    def batch(self) -> bytes:
        """The body of a save; half of them whole, so that what is wrong elsewhere is reached too."""
        if self.draw.random() < 0.1:
            return self.draw.choice(WRONG_BODIES)
        answers = [self.answer() for _ in range(self.draw.choice([0, 1, 1, 1, 2, 5]))]
        content: Any = {"seen": self.draw.choice([0, 10**6, 10**6]), "answers": answers}
        if self.draw.random() < 0.5:
            content = self.mangled(content)
        body = json.dumps(content).encode(errors="surrogatepass")
        return self.cut(body) if self.draw.random() < 0.05 else body

    def answer(self) -> dict[str, Any]:
        place = self.draw.randrange(len(self.answers))
        uuid = UUID(int=self.draw.getrandbits(128), version=4) if self.often() else UUID(int=5)
        sequence = self.draw.randrange(1, 1000)
        return {"uuid": str(uuid), "sequence": sequence, "position": place + 1, "value": self.answers[place]}

    def mangled(self, content: Any) -> Any:
        """The same with something in it changed, taken away or added."""
        match content:
            case dict() if content and self.draw.random() < 0.8:
                key = self.draw.choice(list(content))
                return {**content, key: self.mangled(content[key])}
            case list() if content and self.draw.random() < 0.8:
                place = self.draw.randrange(len(content))
                return [*content[:place], self.mangled(content[place]), *content[place + 1 :]]
            case dict() if content:
                gone = self.draw.choice(list(content))
                return {key: value for key, value in content.items() if key != gone} | self.more()
        return self.anything()

    def more(self) -> dict[str, Any]:
        return (
            {self.draw.choice([*TEXTS, "late", "certainty", "client_time", "uuid"]): self.anything()}
            if self.draw.random() < 0.5
            else {}
        )

    def anything(self, depth: int = 0) -> Any:
        kinds: list[Callable[[], Any]] = [
            lambda: self.draw.choice(TEXTS),
            lambda: self.draw.choice(NUMBERS),
            lambda: "".join(self.draw.choices(string.printable, k=self.draw.randrange(20))),
            lambda: [self.anything(depth + 1) for _ in range(self.draw.randrange(4))],
            lambda: {self.draw.choice(TEXTS): self.anything(depth + 1) for _ in range(self.draw.randrange(4))},
        ]
        return self.draw.choice(kinds[: 3 if depth > 4 else None])()

    def form(self) -> bytes:
        """A form with fields of a page, fields of none, and values that do not fit."""
        names = [
            "position",
            "seen",
            "go",
            *(f"i{n}-choice" for n in range(1, 8)),
            "i1-certainty",
            "csrfmiddlewaretoken",
        ]
        fields = [(self.sometimes(self.draw.choice(names), "x"), self.value()) for _ in range(self.draw.randrange(8))]
        body = urlencode(fields, errors="surrogatepass").encode()
        return self.cut(body) if self.draw.random() < 0.05 else body

    def value(self) -> str:
        usual = self.draw.choice(["1", "2", "yes", "no", "submit", "sure", "9"])
        return usual if self.draw.random() < 0.6 else str(self.draw.choice([*TEXTS, *NUMBERS[:9]]))

    def cut(self, body: bytes) -> bytes:
        return body[: self.draw.randrange(len(body) + 1)]
