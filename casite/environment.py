"""Reads the environment. A value that makes no sense stops the start, with a message."""

import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from environ import Env

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"


def switch(name: str) -> bool:
    """A switch that is off unless it is put on. (`Env.bool` takes any misspelt word for off.)"""
    word = text(name).lower()
    if word not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be on or off, not {word!r}.")
    return word in TRUE


def seconds(name: str) -> int:
    number = text(name) or "0"
    if not (number.isascii() and number.isdecimal()):
        raise ImproperlyConfigured(f"{name} must be a number of seconds, not {number!r}.")
    return int(number)


def text(name: str) -> str:
    return str(env.str(name, default="")).strip()


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def secret_key(*, development: bool) -> str:
    """The key from the environment; a development machine makes its own, once, so that log-ins last."""
    if key := text("SECRET_KEY"):
        return key
    if not development:
        raise ImproperlyConfigured("SECRET_KEY must be set. (For development, set DEBUG=on instead.)")
    file, fresh = local_file("secret_key"), local_file("secret_key.new")
    if not file.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        fresh.replace(file)  # Whole or not at all, should the machine stop here.
    return file.read_text(encoding="utf-8")


def local_file(name: str) -> Path:
    """A file that this machine keeps for itself; git ignores the folder."""
    folder = BASE_DIR / ".local"
    folder.mkdir(exist_ok=True)
    return folder / name


def hosts() -> list[str]:
    names = words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
    for name in names:
        if "/" in name or (":" in name and not (name.startswith("[") and name.endswith("]"))):
            raise ImproperlyConfigured(f"ALLOWED_HOSTS takes names without scheme and port, not {name!r}.")
    return names


def origins() -> list[str]:
    names = words("CSRF_TRUSTED_ORIGINS")
    for name in names:
        parts = urlsplit(name)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            raise ImproperlyConfigured(f"CSRF_TRUSTED_ORIGINS takes origins like https://host, not {name!r}.")
    return names


def time_zone() -> str:
    name = text("TIME_ZONE") or "UTC"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(f"TIME_ZONE: {name!r} is no time zone.") from None
    return name


def database() -> dict[str, Any]:
    """SQLite for one machine, PostgreSQL for real classes."""
    default = "" if text("DATABASE_URL") else f"sqlite:///{local_file('db.sqlite3').as_posix()}"
    config = address("DATABASE_URL", default, env.db_url_config)
    if config.get("ENGINE") == SQLITE:
        # Students who save at the same moment need all of it.
        # synchronous FULL: no answer that was reported as saved is lost in a power cut.
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        options = {"init_command": pragmas, "transaction_mode": "IMMEDIATE", "timeout": 20}
        return {**config, "CONN_MAX_AGE": None, "OPTIONS": options}
    if config.get("ENGINE") == POSTGRESQL:
        # The pool keeps connections open, so Django must not. It cannot be asked for in the address.
        options = {**config.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
        return {**config, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://.")


def cache() -> dict[str, Any]:
    """The prefix keeps apart what servers with different code have stored, for a deploy changes pages too."""
    config = address("CACHE_URL", "locmemcache://", env.cache_url_config)
    return {**config, "KEY_PREFIX": f"{config.get('KEY_PREFIX', '')}{code_version()}"}


def code_version() -> str:
    """A digest of all that pages are made from, save their content: our code, templates, styles and libraries."""
    rooms = (BASE_DIR / room for room in ("casite", "lessons", "quizzes"))
    files = [path for room in rooms for path in room.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    digest = hashlib.sha256()
    for path in sorted([*files, *BASE_DIR.glob("requirements.txt")]):
        digest.update(path.relative_to(BASE_DIR).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def email() -> dict[str, Any]:
    """Django's EMAIL_... settings."""
    return address("EMAIL_URL", "consolemail://", env.email_url_config)


def address(name: str, default: str, parse: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """What an address means to Django. The message does not repeat it, for it may hold a password."""
    try:
        return parse(text(name) or default)
    except (ImproperlyConfigured, ValueError) as error:
        raise ImproperlyConfigured(f"{name} is no address that casite understands.") from error
