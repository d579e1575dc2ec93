"""Whether what the files say may stand in the database. Nothing is written here."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from lessons.course_files.content import Content, Models, RowFormat
from lessons.course_files.renaming import unique_fields
from lessons.course_files.rows import Id, Path, Problem, Row
from lessons.fields import MarkdownField
from lessons.markdown import cited_keys, note_keys, topic_slugs
from lessons.models import Claim, EditorNote, Paragraph, Topic
from lessons.shapes import misshapen, shape_of


@dataclass(frozen=True)
class Check:
    """Checks the rows of the files against the models, each other, and the rows of the database that stay."""

    content: Content
    files: dict[Id, Row]
    stored: dict[Id, Row]
    prune: bool = False

    @property
    def staying(self) -> dict[Id, Row]:
        return {} if self.prune else self.stored

    def problems(self) -> Iterator[Problem]:
        for row in self.files.values():
            row_format = self.content.formats[row.model]
            wrong = [*self.of_fields(row_format, row), *row_format.rules.problems(row.values)]
            for path, message in wrong or self.of_constraints(row_format, row):
                yield row.problem(path, message)
        for row_format in self.content.formats.values():
            yield from self.doubles(row_format)
        for row, path, message in self.content.across(self.staying | self.files):
            yield row.problem(path, message)

    def of_fields(self, row_format: RowFormat, row: Row) -> Iterator[tuple[Path, str]]:
        instance = row_format.model(**columns(row_format, row))
        own = {name for name in columns(row_format, row) if not shape_of(row.model, name)}
        try:
            instance.clean_fields(exclude={field.name for field in instance._meta.fields} - own)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                yield from (((name,), message) for message in messages)
        for name in row_format.to_one:
            if row.values[name] is None and not row_format.fields[name].null:
                yield (name,), _("This is missing.")
        for name in row_format.written:
            for path, message in misshapen(row.model, name, row.values[name]):
                yield (name, *path), message

    def of_constraints(self, row_format: RowFormat, row: Row) -> Iterator[tuple[Path, str]]:
        """Costs a query for each constraint: only where the database does not have the row like this already."""
        if self.stored.get(row.id) == row:
            return
        instance = row_format.model(**columns(row_format, row))
        for name in row_format.to_one:
            setattr(instance, row_format.fields[name].attname, None if row.values[name] is None else 0)
        for constraint in row_format.model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                try:
                    constraint.validate(row_format.model, instance)
                except ValidationError as error:
                    yield from (((), message) for message in error.messages)

    def dangling(self) -> Iterator[tuple[Row, Path, str]]:
        """References to rows that neither the files nor the database have: the row, the field, and words."""
        for row in self.files.values():
            row_format = self.content.formats[row.model]
            for path, wanted, key in (*row_format.references(row), *cited(row_format, row)):
                if not any(key in self.known[model] for model in wanted):
                    model = _(" or ").join(str(model._meta.verbose_name) for model in wanted)
                    yield row, path, _("There is no %(model)s “%(key)s”.") % {"model": model, "key": key}

    @cached_property
    def known(self) -> dict[type[models.Model], set[str]]:
        keys: dict[type[models.Model], set[str]] = defaultdict(set)
        for model, key in (*self.files, *self.staying):
            keys[model].add(key)
        return keys

    def doubles(self, row_format: RowFormat) -> Iterator[Problem]:
        """Rows with the same value in a column that has each value once, other than the key."""
        for name in unique_fields(row_format):
            # Rows of the files last: the problem is one of a file.
            final = [row for id_, row in self.staying.items() if id_ not in self.files] + [*self.files.values()]
            seen: dict[Any, Row] = {}
            for row in (row for row in final if row.model is row_format.model):
                first = seen.setdefault(row.values[name], row)
                if first is not row and row.place:
                    message = _("“%(value)s” is already that of %(other)s.")
                    yield row.problem((name,), message % {"value": row.values[name], "other": first.name})


def columns(row_format: RowFormat, row: Row) -> dict[str, Any]:
    """The values of a row that stand in its own columns, references left out."""
    references = (*row_format.to_one, *row_format.to_many)
    values = {name: value for name, value in row.values.items() if name not in references}
    return {row_format.spec.key: row.key} | values


def cited(row_format: RowFormat, row: Row) -> Iterator[tuple[Path, Models, str]]:
    """The rows that the Markdown of a row names."""
    for name, column in row_format.fields.items():
        if isinstance(column, MarkdownField):
            text = row.values[name]
            yield from (((name,), (Claim, Paragraph), key) for key in cited_keys(text))
            yield from (((name,), (Topic,), slug) for slug in topic_slugs(text))
            yield from (((name,), (EditorNote,), key) for key in note_keys(text))
