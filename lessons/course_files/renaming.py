"""Rows whose key changed in the files, known by another field that each row has for itself: a lesson by its `key`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.db import models

from lessons.course_files.content import Content, RowFormat
from lessons.course_files.rows import Id, Row


def new_keys(stored: Mapping[Id, Row], files: Mapping[Id, Row], content: Content) -> dict[Id, str]:
    """The keys that the files give to rows of the database that they call differently."""
    found: dict[Id, str] = {}
    for row_format in content.formats.values():
        for name in unique_fields(row_format):
            gone = {row.values[name]: row.id for row in only_in(stored, files, row_format)}
            fresh = {row.values[name]: row.key for row in only_in(files, stored, row_format)}
            found |= {gone[value]: key for value, key in fresh.items() if value in gone}
    return found


def unique_fields(row_format: RowFormat) -> Iterator[str]:
    """The fields, other than the key, whose values each stand once in a course."""
    for constraint in row_format.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields[0] == "course":
            yield from (name for name in constraint.fields[1:] if name != row_format.spec.key)


def only_in(rows: Mapping[Id, Row], others: Mapping[Id, Row], row_format: RowFormat) -> Iterator[Row]:
    return (row for id_, row in rows.items() if row.model is row_format.model and id_ not in others)


def renamed(stored: Mapping[Id, Row], names: Mapping[Id, str], content: Content) -> dict[Id, Row]:
    """The rows of the database under their new keys, also where others refer to them.

    The field that holds the key still has the old one: that is what the load will change.
    """
    rows = (rekeyed(row, content.formats[row.model], names) for row in stored.values())
    return {row.id: row for row in rows}


def rekeyed(row: Row, row_format: RowFormat, names: Mapping[Id, str]) -> Row:
    values = dict(row.values)
    for name, model in row_format.to_one.items():
        values[name] = names.get((model, values[name]), values[name])
    for name, model in row_format.to_many.items():
        values[name] = [names.get((model, key), key) for key in values[name]]
    return replace(row, key=names.get(row.id, row.key), values=values)
