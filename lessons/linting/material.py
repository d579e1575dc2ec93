"""A course as the rules of the linter read it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from lessons.course_files.content import Content
from lessons.course_files.planning import is_retired
from lessons.course_files.rows import Id, Path, Row, natural
from lessons.models import Claim, Course, Lesson, Section


@dataclass(frozen=True)
class Prose:
    """A text that students read."""

    row: Row
    path: Path
    text: str


LESSON_TEXTS = ("summary", "why", "take_away", "figure_text")


@dataclass(frozen=True, eq=False)
class Material:
    """The rows of a course, from its files or from the database alike, and what goes with them.

    What is retired or withdrawn is in `rows` only: no rule judges it.
    """

    content: Content
    rows: Mapping[Id, Row]
    wording: Set[str] = field(default_factory=frozenset)
    """The hashes of the documents' wording; see `wording`."""
    cites: Mapping[str, Set[str]] | None = None
    """Of each section the paragraphs that the database has it cite; None for files, which do not say it twice."""

    @cached_property
    def current(self) -> Mapping[type[models.Model], list[Row]]:
        """By model the rows that are in use, in their order."""
        found: dict[type[models.Model], list[Row]] = defaultdict(list)
        for row in sorted(self.rows.values(), key=self.order):
            if not is_retired(row, self.content):
                found[row.model].append(row)
        return found

    def order(self, row: Row) -> tuple[Any, ...]:
        """By the place of the row in which it stands, then by its own."""
        parent = self.content.formats[row.model].parent
        above = self.find(parent, row.values[row.model.fixture.parent]) if parent else None  # type: ignore[attr-defined]
        return (*(self.order(above) if above else ()), row.values.get("position", 0), natural(row.key))

    def of(self, model: type[models.Model]) -> list[Row]:
        return self.current.get(model, [])

    def find(self, model: type[models.Model], key: str | None) -> Row | None:
        """A row by its key, retired or not."""
        return self.rows.get((model, key)) if key else None

    @cached_property
    def course(self) -> Row:
        return next(row for row in self.rows.values() if row.model is Course)

    @property
    def language(self) -> str:
        """Of the content: `en` for en-GB as well."""
        return str(self.course.values["language"]).partition("-")[0]

    @cached_property
    def published(self) -> Set[str]:
        """The slugs of the lessons that students see."""
        return {row.key for row in self.of(Lesson) if row.values["status"] == Lesson.Status.PUBLISHED}

    @cached_property
    def taught(self) -> Mapping[str, list[Row]]:
        """By the key of a claim, the sections that teach it, whether their lessons are published or not."""
        found: dict[str, list[Row]] = defaultdict(list)
        for section in self.of(Section):
            for claim in section.values["claims"]:
                found[claim].append(section)
        return found

    @cached_property
    def prose(self) -> list[Prose]:
        """What students read, text by text."""
        return list(self.texts())

    def texts(self) -> Iterator[Prose]:
        for claim in self.of(Claim):
            yield Prose(claim, ("statement",), claim.values["statement"])
        for lesson in self.of(Lesson):
            yield from (Prose(lesson, (name,), lesson.values[name]) for name in LESSON_TEXTS)
            yield from (Prose(lesson, ("prompts", n), text) for n, text in enumerate(lesson.values["prompts"]))
        for section in self.of(Section):
            yield Prose(section, ("text",), section.values["text"])
