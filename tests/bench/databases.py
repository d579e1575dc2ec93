"""A fresh database for a run, and the CPU time of the database server."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

from tests.bench.servers import BenchError, cpu_seconds

OURS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname <> %s AND pid <> pg_backend_pid()"
BACKGROUND = "SELECT pid FROM pg_stat_activity WHERE backend_type IN ('background writer', 'checkpointer', 'walwriter')"


class Sqlite:
    """Works inside the process that asks it."""

    name = "SQLite"
    note = ""

    def __init__(self, url: str) -> None:
        self.url = url

    def cpu(self) -> dict[int, float]:
        return {}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.reader.execute(query).fetchall()

    @cached_property
    def reader(self) -> sqlite3.Connection:
        return sqlite3.connect(self.url.removeprefix("sqlite:///"))

    def tables(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]


class PostgreSQL:
    """The backends of our database, with what it vacuums by itself; and the writers of the whole cluster, as long as
    nobody else has a connection to it."""

    name = "PostgreSQL"

    def __init__(self, url: str, server: psycopg.Connection, database: str) -> None:
        self.url, self.server, self.database = url, server, database
        self.shared = False

    def cpu(self) -> dict[int, float]:
        self.shared = self.shared or self.pids(OTHERS) != [0]
        pids = self.pids(OURS) + ([] if self.shared else [row[0] for row in self.server.execute(BACKGROUND)])
        return {pid: cpu_seconds(pid) for pid in pids}

    def pids(self, query: str) -> list[int]:
        return [row[0] for row in self.server.execute(query, [self.database])]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.reader.execute(SQL(query)).fetchall()

    @cached_property
    def reader(self) -> psycopg.Connection:
        """Open until the database is dropped."""
        return psycopg.connect(self.url, autocommit=True)

    def tables(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]

    @property
    def note(self) -> str:
        return "Others use this cluster: its writers are not counted." if self.shared else ""


@contextmanager
def fresh(url: str, folder: Path) -> Iterator[Sqlite | PostgreSQL]:
    """A database in this folder; or, with the address of a PostgreSQL on this machine, a new one of that name."""
    if not url:
        yield Sqlite(f"sqlite:///{folder}/bench.sqlite3")
        return
    parts = urlsplit(url)
    database = parts.path.strip("/")
    if not parts.scheme.startswith("postgres") or not database:
        raise BenchError("--database takes the address of a PostgreSQL database that does not exist yet.")
    if parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise BenchError("The processes of a PostgreSQL can be watched on this machine alone.")
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        try:
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(database)))
        except psycopg.errors.DuplicateDatabase as error:
            raise BenchError(f"There is a database {database} already. The bench makes its own.") from error
        try:
            yield PostgreSQL(url, server, database)
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(database)))
