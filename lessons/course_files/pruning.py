"""What may go: of the rows that the files do not have, those that no student's row needs."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from lessons.course_files.content import Content
from lessons.course_files.rows import Id, Row


def split(candidates: Sequence[Row], content: Content) -> tuple[list[Row], list[Row]]:
    """(rows to delete, rows to retire): a student's row points at these, or another row that is retired."""
    held = pinned(candidates, content)
    by_id = {row.id: row for row in candidates}
    waiting = list(held)
    while waiting:
        row = by_id[waiting.pop()]
        for _path, wanted, key in content.formats[row.model].references(row):
            fresh = {(model, key) for model in wanted} & by_id.keys() - held
            held |= fresh
            waiting += fresh
    return [row for row in candidates if row.id not in held], [row for row in candidates if row.id in held]


def pinned(candidates: Sequence[Row], content: Content) -> set[Id]:
    """The rows at which a student's row points; a query for each foreign key that may."""
    numbers: dict[type[models.Model], set[int]] = {}
    for row in candidates:
        numbers.setdefault(row.model, set()).add(row.pk or 0)
    needed = {model: pointed_at(model, pks, content) for model, pks in numbers.items()}
    return {row.id for row in candidates if row.pk in needed[row.model]}


def pointed_at(model: type[models.Model], numbers: set[int], content: Content) -> set[int]:
    """Those of the rows with these numbers at which a row points that files do not load: a student's."""
    found: set[int] = set()
    for relation in relations_to(model):
        related, name = relation.related_model, relation.field.attname
        rows = related._default_manager.filter(**{f"{name}__in": numbers})
        if related in content.derived:
            rows = rows.filter(pk__in=pointed_at(related, set(rows.values_list("pk", flat=True)), content))
        elif related in content.models or related._meta.auto_created:
            continue
        found |= set(rows.values_list(name, flat=True))
    return found


def relations_to(model: type[models.Model]) -> Iterator[Any]:
    """The foreign keys that point at a model, those without a name for the way back too."""
    for field in model._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one):
            yield field
