"""Reading the table of rights (tests/casite/rights.md), and trying one of its rows as one of its roles."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse

from tests.site_posts import post_data
from tests.site_rows import ROLES, Site

TABLE = Path(__file__).parent / "casite" / "rights.md"
MODELS, DITTO = "Models: ", '"'
READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")
NOT_COUNTED = {"django_session", "django_migrations"}
State = dict[str, dict[Any, Any]]


@dataclass(frozen=True, eq=False)
class Row:
    """One address and method: what each role meets there."""

    url: str
    """The name of the address; where it has none, its route."""
    method: str
    place: str
    """Which row of the site the address is of; for a list of the admin, the action that is posted."""
    cells: dict[str, str]
    does: str
    model: str = ""

    def of(self, model: str) -> "Row":
        cells = {role: cell.replace("{model}", model) for role, cell in self.cells.items()}
        url = self.url.replace("{model}", model).replace("{path}", model.replace("_", "/", 1))
        return replace(self, url=url, cells=cells, does=self.does.replace("{model}", model), model=model)


def read_table() -> list[Row]:
    """The rows in their order. One that is written for a model outright stands in for the one of all models."""
    rows: list[Row] = []
    models: list[str] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("#"):
            models = []
        elif line.startswith(MODELS):
            models = line.removeprefix(MODELS).split()
        elif line.startswith("| `"):
            assert len(cells) == 4 + len(ROLES), f"Not {4 + len(ROLES)} cells: {line}"
            url, method, place, *outcomes, does = cells
            row = Row(url.strip("`"), method, place, dict(zip(ROLES, spelled_out(outcomes), strict=True)), does)
            named = [model for model in models if f":{model}_" in url]
            rows += [row.of(model) for model in (models if "{" in url else named)] or [row]
    outright = {(row.url, row.method, row.place): row for row in rows}
    return list(outright.values())


def spelled_out(cells: list[str]) -> list[str]:
    """With the words that a ditto mark stands for."""
    return list(accumulate(cells, lambda left, cell: left if cell == DITTO else cell))


def addresses(resolver: URLResolver | None = None, names: str = "", route: str = "") -> Iterator[str]:
    """Every address of the site by its name; one without a name by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from addresses(pattern, inner, f"{route}{pattern.pattern}")
        else:
            yield f"{names}{pattern.name}" if pattern.name else f"{route}{pattern.pattern}"


def address_of(site: Site, row: Row) -> str:
    if row.place.startswith("action"):
        args = []
    elif row.place in ("row", "spare"):
        content = site.ours.spares if row.place == "spare" else site.ours.rows
        args = [content[row.model].pk]
    else:
        args = site.places[row.place]
    if "/" in row.url:
        return "/" + re.sub(r"<[^>]*>|\(\?P<.*", lambda _match: str(args[0]), row.url)
    new = f"?course={site.ours.course.pk}&type=single_choice" if row.url.endswith("_add") else ""
    queries = {
        "quizzes:object": "?position=1",
        "admin:quizzes_attempt_intervene": f"?attempt={site.places['open attempt'][0]}",
    }
    return reverse(row.url, args=args) + queries.get(row.url, new)


def read_state() -> State:
    """All rows of all tables, and the mails that were sent."""
    state: State = {"mail": dict(enumerate(message.subject for message in mail.outbox))}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - NOT_COUNTED):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            state[table] = {row[0]: row for row in cursor.fetchall()}
    return state


def changes(before: State, after: State) -> set[str]:
    """By table what was added (+), removed (-) and changed (~), as the table of rights writes it."""
    found = set()
    for table, old in before.items():
        new = after[table]
        signs = {"+": new.keys() - old.keys(), "-": old.keys() - new.keys()}
        signs["~"] = {pk for pk in old.keys() & new.keys() if old[pk] != new[pk]}
        found |= {sign + table + (f"×{len(pks)}" if len(pks) > 1 else "") for sign, pks in signs.items() if pks}
    return found


class Trial:
    """Requests whose outcome is compared with the table and then undone."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.before = read_state()
        self.wrote = False
        self.at_log_in: dict[str, str] = {}

    def watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.wrote = self.wrote or not (sql.startswith(READING) or "django_session" in sql)
        return execute(sql, params, many, context)

    @contextmanager
    def undone(self, client: Client) -> Iterator[None]:
        """Whatever happens in the block, the next request finds all as it was."""
        cookies, self.wrote = SimpleCookie(client.cookies.output(header="", sep=";")), False
        with transaction.atomic(), connection.execute_wrapper(self.watch):
            yield
            transaction.set_rollback(True)
        client.cookies = cookies
        mail.outbox.clear()
        if self.wrote:
            cache.clear()  # It may know rows that are gone again.

    def outcome(self, role: str, response: Any, row: Row) -> str:
        """The status, or where it leads. The log-in of the admin only sends on, so it is followed."""
        if response.status_code not in (301, 302):
            return str(response.status_code)
        target = resolve(urlsplit(response.headers["Location"]).path).view_name
        if target == "admin:login" and row.url != target:
            return self.sent_on(role)
        space = row.url.rpartition(":")[0] or row.url.partition("/")[0]
        shown = target.removeprefix(f"admin:{row.model}_" if row.model else f"{space}:")
        return "log-in" if target == "login" else f"→ {shown}"

    def sent_on(self, role: str) -> str:
        if role not in self.at_log_in:
            response = self.site.clients[role].get(reverse("admin:login"))
            self.at_log_in[role] = self.outcome(role, response, Row("admin:login", "GET", "", {}, ""))
        return self.at_log_in[role]

    def faults(self, row: Row, role: str) -> list[str]:
        """What differs from the table, in words."""
        client, url = self.site.clients[role], address_of(self.site, row)
        data = post_data(self.site, row.url, row.place, row.model, url) if row.method == "POST" else {}
        with self.undone(client):
            got = self.outcome(role, send(client, row.method, url, data), row)
            done = changes(self.before, read_state()) if self.wrote or mail.outbox else set()
        where = f"{role}: {row.method} {url} ({row.url}{', ' + row.place if row.place else ''})"
        expected, wanted = row.cells[role].strip("*"), set(row.does.split())
        may = row.cells[role].startswith("**")
        faults = [] if got == expected else [f"{where}: expected {expected}, got {got}"]
        if not may and done:
            faults.append(f"{where}: expected no change, got {' '.join(sorted(done))}")
        elif may and not (wanted - {"…"} <= done if "…" in wanted else wanted == done):
            faults.append(f"{where}: expected {row.does}, got {' '.join(sorted(done)) or 'no change'}")
        return faults


def send(client: Client, method: str, url: str, data: Any) -> Any:
    if method == "POST":
        json = {"content_type": "application/json"} if "answers" in data else {}  # What a script sends, not a form.
        return client.post(url, data, **json)
    return client.generic(method, url)
