"""Rows of a course as its files see them: a key and plain values, with references instead of numbers."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from lessons.course_files.yaml_text import LinedMapping

Values = dict[str, Any]
"""By field: texts, numbers, booleans, JSON; a reference is the other row's key, several are a sorted list."""
Id = tuple[type[models.Model], str]
Path = Sequence[str | int]
"""The way to a value inside a row: field, then keys and places inside its JSON."""


@dataclass(frozen=True)
class Place:
    """Where a row stands in the files."""

    file: str
    mapping: LinedMapping

    def line(self, path: Path = ()) -> int:
        value: Any = self.mapping
        line = self.mapping.line
        for step in path:
            if isinstance(value, LinedMapping):
                line = value.lines.get(str(step), line)
            value = child(value, step)
            line = value.line if isinstance(step, int) and isinstance(value, LinedMapping) else line
        return line


def spelled(path: Path, value: Any) -> str:
    """A way into a value in words: `payload, options, way-through-iran, text`; a row in JSON is called by its key."""
    names = []
    for step in path:
        value = child(value, step)
        key = value.get("key") if isinstance(step, int) and isinstance(value, dict) else None
        names.append(key if isinstance(key, str) and key else str(step + 1 if isinstance(step, int) else step))
    return ", ".join(names)


def child(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


@dataclass(frozen=True)
class Row:
    """A row in the files (it has a place) or in the database (it has a number)."""

    model: type[models.Model]
    key: str
    values: Values
    place: Place | None = field(default=None, compare=False)
    pk: int | None = field(default=None, compare=False)

    @property
    def id(self) -> Id:
        return self.model, self.key

    @property
    def name(self) -> str:
        return f"{self.model._meta.verbose_name} {self.key}"

    def problem(self, path: Path, message: str) -> "Problem":
        if self.place is None:
            return Problem("", 0, self.name, spelled(path, self.values), message)
        return Problem(self.place.file, self.place.line(path), self.name, spelled(path, self.place.mapping), message)


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong with a file: line 0 and empty texts where there is nothing to name."""

    file: str
    line: int = 0
    object: str = ""
    field: str = ""
    message: str = ""

    def __str__(self) -> str:
        file = _("%(file)s, line %(line)s") % {"file": self.file, "line": self.line} if self.line else self.file
        return ": ".join(part for part in (file, self.object, self.field, self.message) if part)


class CourseFileErrors(Exception):
    """The files are wrong, and nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def texts_in(value: Any) -> Iterator[tuple[Path, str]]:
    """The texts inside JSON, and the ways to them."""
    if isinstance(value, str):
        yield (), value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from (((step, *path), text) for path, text in texts_in(inner))


def natural(text: str) -> list[tuple[int, int, str]]:
    """Sorts P9 before P10."""
    parts = re.split(r"(\d+)", text)
    return [(0, 0, part) if place % 2 == 0 else (1, int(part), part) for place, part in enumerate(parts)]


def digest(values: Values, defaults: Values) -> str:
    """SHA-256 of what a file would say of the row, so that a new field with a default changes no digest."""
    said = {name: value for name, value in values.items() if value != defaults[name]}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
