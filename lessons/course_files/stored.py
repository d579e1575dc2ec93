"""The rows of a course as they stand in the database, in the terms of the files; about forty queries."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import models

from lessons.course_files.content import Content, RowFormat
from lessons.course_files.rows import Id, Row, Values, digest, natural
from lessons.models import Course, LoadedRow

Keys = dict[type[models.Model], dict[int, str]]
"""The key of each row of a course, by model and number."""


def stored_rows(course: Course | None, content: Content) -> dict[Id, Row]:
    """All rows of a course; none where it is not there yet."""
    if course is None:
        return {}
    instances = {row_format: rows_of(course, row_format) for row_format in content.formats.values()}
    keys: Keys = {f.model: {row.pk: getattr(row, f.spec.key) for row in rows} for f, rows in instances.items()}
    found = {}
    for row_format, rows in instances.items():
        many = {name: related_keys(course, row_format, name, keys) for name in row_format.to_many}
        for instance in rows:
            values = row_values(row_format, instance, keys)
            values |= {name: sorted(related[instance.pk], key=natural) for name, related in many.items()}
            key = keys[row_format.model][instance.pk]
            row = Row(row_format.model, key, row_format.canonical(values), pk=instance.pk)
            found[row.id] = row
    return found


def rows_of(course: Course, row_format: RowFormat) -> list[models.Model]:
    if row_format.model is Course:
        return [course]
    return list(row_format.model._default_manager.filter(course=course).order_by("pk"))


def row_values(row_format: RowFormat, instance: models.Model, keys: Keys) -> Values:
    """All but the many-to-many fields."""
    values: dict[str, Any] = {}
    for name, column in row_format.fields.items():
        if not column.many_to_many:
            value = column.value_from_object(instance)
            values[name] = key_of(keys[column.related_model], value) if column.is_relation else value
    return values


def related_keys(course: Course, row_format: RowFormat, name: str, keys: Keys) -> dict[int, list[str]]:
    """The keys of the rows that each row is connected with by a many-to-many field, by the row's number."""
    column, related = row_format.fields[name], keys[row_format.to_many[name]]
    rows = column.remote_field.through._default_manager.filter(**{f"{column.m2m_field_name()}__course": course})
    found: dict[int, list[str]] = defaultdict(list)
    for number, other in rows.values_list(column.m2m_column_name(), column.m2m_reverse_name()):
        found[number].append(related.get(other, foreign(other)))
    return found


def key_of(keys: dict[int, str], number: int | None) -> str | None:
    return None if number is None else keys.get(number, foreign(number))


def foreign(number: int) -> str:
    """Stands for a row of another course, which no row may refer to."""
    return f"?{number}"


def edited_rows(course: Course | None, stored: Mapping[Id, Row], content: Content) -> set[Id]:
    """The rows that are not what the last load wrote: changed, made or (then they are not stored) deleted since."""
    loaded = loaded_digests(course, content)
    present = {id_: present_digest(row, content) for id_, row in stored.items()}
    return {id_ for id_ in loaded | present if loaded.get(id_) != present.get(id_)}


def loaded_digests(course: Course | None, content: Content) -> dict[Id, str]:
    """Digests of what the last load wrote."""
    models = {model._meta.label: model for model in content.models}
    rows = LoadedRow.objects.filter(course=course, model__in=models) if course else ()
    return {(models[row.model], row.key): row.digest for row in rows}


def present_digest(row: Row, content: Content) -> str:
    return digest(row.values, content.formats[row.model].defaults())
