"""The environment in, settings or a refusal out."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ConnectionHandler, connection

from casite import environment, settings

NAMES = (
    *("SECRET_KEY", "DEBUG", "DATABASE_URL", "CACHE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"),
    *("HTTPS", "HSTS_SECONDS", "TIME_ZONE", "EMAIL_URL"),
)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine where nothing is set but the key, with the project in an empty folder."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(environment, "BASE_DIR", tmp_path)
    monkeypatch.setenv("SECRET_KEY", "a key")
    return monkeypatch


def load() -> dict[str, Any]:
    return runpy.run_path(settings.__file__)


def test_without_an_environment_debug_is_off_and_the_database_is_a_local_file(
    machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    loaded = load()

    assert loaded["DEBUG"] is False
    assert loaded["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert loaded["TIME_ZONE"] == "UTC"
    assert loaded["DATABASES"]["default"]["NAME"] == str(tmp_path / ".local" / "db.sqlite3")
    assert loaded["CACHES"]["default"]["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
    assert loaded["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


def test_a_key_is_required(machine: pytest.MonkeyPatch) -> None:
    machine.delenv("SECRET_KEY")

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY must be set"):
        load()


def test_a_development_machine_makes_a_key_and_keeps_it(machine: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine.delenv("SECRET_KEY")
    machine.setenv("DEBUG", "on")

    first, second = load()["SECRET_KEY"], load()["SECRET_KEY"]

    assert first == second
    assert len(first) > 50
    assert (tmp_path / ".local" / "secret_key").stat().st_mode & 0o077 == 0


def test_the_key_of_a_development_machine_does_not_count_outside_debug(machine: pytest.MonkeyPatch) -> None:
    machine.delenv("SECRET_KEY")
    machine.setenv("DEBUG", "on")
    load()
    machine.setenv("DEBUG", "off")

    with pytest.raises(ImproperlyConfigured):
        load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("DEBUG", "ture"),
        ("HTTPS", "https"),
        ("HSTS_SECONDS", "a year"),
        ("HSTS_SECONDS", "-1"),
        ("HSTS_SECONDS", "3600"),  # Without HTTPS.
        ("ALLOWED_HOSTS", "https://casite.example"),
        ("ALLOWED_HOSTS", "casite.example:8000"),
        ("CSRF_TRUSTED_ORIGINS", "casite.example"),
        ("CSRF_TRUSTED_ORIGINS", "https://casite.example/login"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "Europe"),
        ("TIME_ZONE", "/etc/passwd"),
        ("DATABASE_URL", "mysql://root@localhost/casite"),
        ("DATABASE_URL", "postgresql://casite@localhost:port/casite"),
        ("CACHE_URL", "rediss//nowhere"),
        ("EMAIL_URL", "pigeon://loft"),
        ("EMAIL_URL", "smtp://localhost:post"),
    ],
)
def test_a_value_that_makes_no_sense_stops_the_start(machine: pytest.MonkeyPatch, name: str, value: str) -> None:
    machine.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        load()


@pytest.mark.parametrize(("word", "on"), [("on", True), ("1", True), ("True", True), ("off", False), ("", False)])
def test_words_for_on_and_off(machine: pytest.MonkeyPatch, word: str, on: bool) -> None:
    machine.setenv("HTTPS", word)

    assert load()["HTTPS"] is on


def test_https_secures_cookies_and_redirects(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("HTTPS", "on")
    machine.setenv("HSTS_SECONDS", "3600")

    loaded = load()

    assert loaded["SESSION_COOKIE_SECURE"] is loaded["CSRF_COOKIE_SECURE"] is loaded["SECURE_SSL_REDIRECT"] is True
    assert loaded["SECURE_HSTS_SECONDS"] == 3600


def test_lists_are_parted_by_commas(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("ALLOWED_HOSTS", "casite.example, .school.example,[::1]")
    machine.setenv("CSRF_TRUSTED_ORIGINS", "https://casite.example,https://a.example:8443")

    loaded = load()

    assert loaded["ALLOWED_HOSTS"] == ["casite.example", ".school.example", "[::1]"]
    assert loaded["CSRF_TRUSTED_ORIGINS"] == ["https://casite.example", "https://a.example:8443"]


def test_sqlite_waits_for_other_writers_and_loses_nothing(machine: pytest.MonkeyPatch) -> None:
    database = load()["DATABASES"]["default"]

    assert database["CONN_MAX_AGE"] is None
    assert database["OPTIONS"] == {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }


@pytest.mark.django_db
def test_a_connection_to_sqlite_writes_through_to_the_disk(machine: pytest.MonkeyPatch) -> None:
    ours = ConnectionHandler({"default": load()["DATABASES"]["default"]})["default"]

    with ours.cursor() as cursor:
        found = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    ours.close()

    assert found == ["wal", 2]  # 2 is FULL: https://sqlite.org/pragma.html#pragma_synchronous


@pytest.mark.django_db
def test_a_connection_to_postgresql_waits_for_the_disk() -> None:
    asked = {"postgresql": ("fsync", "synchronous_commit")}.get(connection.vendor, ())

    with connection.cursor() as cursor:
        for name in asked:
            cursor.execute(f"SHOW {name}")
            assert (name, *cursor.fetchone()) == (name, "on")


def test_postgresql_gets_a_pool(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("DATABASE_URL", "postgres://casite:secret@db.example:5433/classes?sslmode=require")

    database = load()["DATABASES"]["default"]

    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "classes")
    assert database["CONN_MAX_AGE"] == 0
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 8
