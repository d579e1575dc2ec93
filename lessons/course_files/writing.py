"""Carries out a plan. The caller has the transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from lessons.course_files.checking import columns
from lessons.course_files.content import Content, RowFormat
from lessons.course_files.planning import Plan
from lessons.course_files.rows import Id, Row
from lessons.course_files.stored import loaded_digests, present_digest
from lessons.models import Course, LoadedRow


def write(plan: Plan, course: Course | None, content: Content) -> Course:
    """Make the database what the plan says. Rows keep their numbers; gives the course, which may be new."""
    writer = Writer(plan, content)
    for row_format in content.formats.values():
        made = writer.write_rows(row_format, course)
        course = course or made
    if course is None:
        raise ValueError("There is no course, and the plan makes none.")
    for row_format in content.formats.values():
        for name in row_format.to_many:
            writer.connect(row_format, name)
    delete(plan.deleted, content)
    return course


class Writer:
    def __init__(self, plan: Plan, content: Content) -> None:
        self.plan, self.content = plan, content
        self.changes = [*plan.changed, *plan.retired]
        self.numbers: dict[Id, int] = {id_: row.pk for id_, row in plan.stored.items() if row.pk is not None}

    def write_rows(self, row_format: RowFormat, course: Course | None) -> Course | None:
        """Add and change the rows of a model, all but their many-to-many fields. Gives the course if it made it."""
        added = [row for row in self.plan.added if row.model is row_format.model]
        instances = [self.instance(row_format, row, course) for row in added]
        made: list[Any] = row_format.model._default_manager.bulk_create(instances)
        self.numbers |= {row.id: instance.pk for row, instance in zip(added, made, strict=True)}
        self.point_at_own_kind(row_format, added, made)
        for change in self.changes:
            names = change.fields.keys() - row_format.to_many.keys()
            if change.stored.model is row_format.model and names:
                # Not bulk_update, which writes JSON's null where a JSONField becomes None.
                self.instance(row_format, change.wanted, course).save(force_update=True, update_fields=sorted(names))
        return made[0] if made and row_format.model is Course else None

    def point_at_own_kind(self, row_format: RowFormat, added: list[Row], made: list[Any]) -> None:
        """New rows may point at each other: only now all of them have numbers."""
        for name in (name for name, related in row_format.to_one.items() if related is row_format.model):
            pointing = [(instance, row.values[name]) for row, instance in zip(added, made, strict=True)]
            pointing = [(instance, key) for instance, key in pointing if key is not None]
            for instance, key in pointing:
                setattr(instance, row_format.fields[name].attname, self.numbers[row_format.model, key])
            row_format.model._default_manager.bulk_update([instance for instance, _key in pointing], [name])

    def instance(self, row_format: RowFormat, row: Row, course: Course | None) -> models.Model:
        instance = row_format.model(pk=self.numbers.get(row.id), **columns(row_format, row))
        for name, related in row_format.to_one.items():
            key = row.values[name]
            known = self.numbers.get if related is row_format.model else self.numbers.__getitem__
            setattr(instance, row_format.fields[name].attname, key and known((related, key)))
        if row_format.model is not Course:
            instance.course = course  # type: ignore[attr-defined]
        return instance

    def connect(self, row_format: RowFormat, name: str) -> None:
        """Write a many-to-many field of all rows of a model."""
        changes = [c for c in self.changes if c.stored.model is row_format.model and name in c.fields]
        old = self.pairs(row_format, name, (change.stored for change in changes))
        added = [row for row in self.plan.added if row.model is row_format.model]
        new = self.pairs(row_format, name, [*added, *(change.wanted for change in changes)])
        column = row_format.fields[name]
        through, here, there = column.remote_field.through, column.m2m_column_name(), column.m2m_reverse_name()
        for number, other in sorted(old - new):
            through._default_manager.filter(**{here: number, there: other}).delete()
        through._default_manager.bulk_create(
            [through(**{here: number, there: other}) for number, other in sorted(new - old)]
        )

    def pairs(self, row_format: RowFormat, name: str, rows: Iterable[Row]) -> set[tuple[int, int]]:
        related = row_format.to_many[name]
        return {(self.numbers[row.id], self.numbers[related, key]) for row in rows for key in row.values[name]}


def delete(rows: Iterable[Row], content: Content) -> None:
    """Delete rows, and what loading derived from them, each model before those that it points at."""
    for row_format in reversed(content.formats.values()):
        numbers = [row.pk for row in rows if row.model is row_format.model]
        if numbers:
            for derived in content.derived:
                for column in derived._meta.fields:
                    if column.related_model is row_format.model:
                        derived._default_manager.filter(**{f"{column.name}__in": numbers}).delete()
            row_format.model._default_manager.filter(pk__in=numbers).delete()


def remember(plan: Plan, course: Course, content: Content) -> None:
    """Note what this load wrote, or found as it wanted it, so that a later one sees what was changed since."""
    loaded = loaded_digests(course, content)
    same = {id_: row for id_, row in plan.stored.items() if plan.files.get(id_) == row}
    final = plan.files | same | {change.wanted.id: change.wanted for change in plan.retired}
    digests = {id_: present_digest(row, content) for id_, row in final.items()}
    LoadedRow.objects.bulk_create(
        [
            LoadedRow(course=course, model=model._meta.label, key=key, digest=digest)
            for (model, key), digest in digests.items()
            if loaded.get((model, key)) != digest
        ],
        update_conflicts=True,
        unique_fields=["course", "model", "key"],
        update_fields=["digest"],
    )
    left = {row.id for row in plan.stored.values()} - {row.id for row in plan.deleted}
    for model, key in loaded.keys() - final.keys() - left:
        LoadedRow.objects.filter(course=course, model=model._meta.label, key=key).delete()
