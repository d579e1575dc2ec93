"""From files to rows: what the files say, complete with defaults, and what in them cannot be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from lessons.course_files import yaml_text
from lessons.course_files.content import Content, RowFormat
from lessons.course_files.rows import CourseFileErrors, Id, Place, Problem, Row, natural
from lessons.course_files.yaml_text import LinedMapping, YamlError


def course_files(folder: Path) -> list[Path]:
    """The YAML files of a course's folder. Raises CourseFileErrors where there is none, or one by another ending."""
    named = [path for path in sorted(folder.rglob("*.y*ml")) if path.is_file() and not path.name.startswith(".")]
    paths = [path for path in named if path.suffix == ".yaml"]
    if others := [path for path in named if path.suffix == ".yml"]:
        raise CourseFileErrors([Problem(str(path), message=_("Call it .yaml: this is not read.")) for path in others])
    if not paths:
        raise CourseFileErrors([Problem(str(folder), message=_("There are no YAML files here."))])
    return paths


def course_of(path: Path) -> str:
    """The slug on the first line of a course's file; empty where a file is not one of a course."""
    try:
        return yaml_text.course_of(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return ""


@dataclass
class Reader:
    """Reads files of one course, in any order, and collects rows and problems."""

    content: Content
    course: str = ""
    rows: dict[Id, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    has_gaps: bool = False
    """Whether some rows could not be read at all, so that references to them lead nowhere."""

    def read(self, name: str, text: str) -> None:
        """Read the text of a file, which problems call by this name."""
        try:
            data = yaml_text.read(text)
        except YamlError as error:
            self.skip(Problem(name, error.line, message=error.message))
            return
        if message := self.misplaced(data):
            self.skip(Problem(name, 1, message=message))
            return
        self.course = data["course"]
        for section, value in data.items():
            if section in self.content.top:
                self.read_section(self.content.top[section], value, Place(name, data), section)
            elif section != "course":
                message = _("No rows are called “%(name)s”.") % {"name": section}
                self.skip(Problem(name, data.lines[section], message=message))

    def skip(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.has_gaps = True

    def misplaced(self, data: Any) -> str:
        """Why a file is not one of this course; empty where it is."""
        slug = data.get("course") if isinstance(data, LinedMapping) else None
        if not isinstance(slug, str) or not slug:
            return _("A file of a course begins with “course: ” and its slug.")
        if slug != (self.course or slug):
            words = {"slug": slug, "course": self.course}
            return _("This file is of the course “%(slug)s”, others are of “%(course)s”.") % words
        return ""

    def read_section(
        self, row_format: RowFormat, value: Any, place: Place, section: str, parent: str | None = None
    ) -> None:
        """The rows below a section's name, at `place`; nested rows have a parent."""
        rows = [value] if row_format.spec.single else value
        if not isinstance(rows, list) or not all(isinstance(row, LinedMapping) for row in rows):
            message = _("Here stand fields.") if row_format.spec.single else _("Here stands a list of rows.")
            self.skip(Problem(place.file, place.line((section,)), field=section, message=message))
            return
        for mapping in rows:
            self.read_row(row_format, mapping, place.file, parent)

    def read_row(self, row_format: RowFormat, mapping: LinedMapping, file: str, parent: str | None) -> None:
        place = Place(file, mapping)
        key = self.course if row_format.spec.key not in row_format.spec.fields else mapping.get(row_format.spec.key)
        if not isinstance(key, str) or not key:
            message = _("The row needs a “%(key)s”, which is a text.") % {"key": row_format.spec.key}
            name = str(row_format.model._meta.verbose_name)
            self.skip(Problem(file, mapping.line, name, row_format.spec.key, message))
            return
        values = row_format.defaults() | ({row_format.spec.parent: parent} if parent else {})
        row = Row(row_format.model, key, values, place)
        nested = self.content.nested(row_format.model)
        for name, raw in mapping.items():
            if name in nested:
                self.read_section(nested[name], raw, place, name, parent=key)
            elif name in row_format.written:
                self.read_field(row, row_format.written[name], raw)
            else:
                self.problems.append(row.problem((name,), _("There is no such field.")))
        self.add(Row(row.model, key, row_format.canonical(values), place))

    def read_field(self, row: Row, column: Any, raw: Any) -> None:
        message = misfit(column, raw)
        if message:
            self.problems.append(row.problem((column.name,), message))
        else:
            row.values[column.name] = sorted(raw, key=natural) if column.many_to_many else raw

    def add(self, row: Row) -> None:
        first = self.rows.setdefault(row.id, row)
        if first is not row and first.place:
            message = _("The same key stands in %(file)s, line %(line)s.")
            message %= {"file": first.place.file, "line": first.place.line()}
            self.problems.append(row.problem((), message))


def misfit(column: Any, raw: Any) -> str:
    """Why a value cannot stand in a column; empty where it can."""
    if column.many_to_many:
        return misfit_list(raw)
    if raw is None:
        return "" if column.null else _("There is no value.")
    return misfit_value(column, raw)


def misfit_value(column: Any, raw: Any) -> str:
    if isinstance(column, models.JSONField):
        return ""
    if isinstance(column, models.BooleanField):
        return "" if isinstance(raw, bool) else _("“%(value)s” is neither true nor false.") % {"value": raw}
    if isinstance(column, models.IntegerField):
        return "" if type(raw) is int else _("“%(value)s” is no whole number.") % {"value": raw}
    return misfit_text(raw)


def misfit_text(raw: Any) -> str:
    if isinstance(raw, str):
        return ""
    if isinstance(raw, list | dict):
        return _("Here stands one text.")
    return _("“%(value)s” is read as a number, date or truth value, not as a text: put it in quotes.") % {"value": raw}


def misfit_list(raw: Any) -> str:
    if not isinstance(raw, list):
        return _("Here stands a list of keys, such as [P24, P25].")
    for item in raw:
        if misfit_text(item):
            return misfit_text(item)
    twice = next((item for item in raw if raw.count(item) > 1), None)
    return _("“%(key)s” stands here twice.") % {"key": twice} if twice else ""


def read_files(paths: Sequence[Path], content: Content, folder: Path | None = None) -> Reader:
    """Read files of one course. Problems call them by their path, inside the folder if there is one."""
    reader = Reader(content)
    for path in paths:
        name = str(path.relative_to(folder)) if folder else str(path)
        try:
            reader.read(name, path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            reader.skip(Problem(name, message=_("The file cannot be read: %(error)s") % {"error": error}))
    return reader
