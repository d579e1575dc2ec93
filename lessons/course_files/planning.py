"""What a load would change: the rows of the files beside those of the database. Nothing is written here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from lessons.course_files import pruning
from lessons.course_files.content import Content, RowFormat
from lessons.course_files.rows import Id, Row, natural
from lessons.models import Course


@dataclass(frozen=True)
class Change:
    """A row of the database, and what the files want it to be."""

    stored: Row
    wanted: Row

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Old and new value, by field."""
        old, new = self.stored.values, self.wanted.values
        return {name: (old[name], new[name]) for name in new if old[name] != new[name]}


@dataclass(frozen=True)
class Conflict:
    """A row that somebody changed, made or deleted in the admin, and that the files would change again.

    `stored` is None where it was deleted there, `wanted` where `--prune` would delete or retire it.
    """

    stored: Row | None
    wanted: Row | None


@dataclass
class Plan:
    """What the files change in a course; `files` and `stored` hold all rows of either side."""

    course: str
    files: dict[Id, Row]
    stored: dict[Id, Row]
    added: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)
    """Rows that the files do not have and that stay as they are; not those that are retired already."""
    deleted: list[Row] = field(default_factory=list)
    retired: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.deleted or self.retired)


def make_plan(
    *,
    course: str,
    files: dict[Id, Row],
    stored: dict[Id, Row],
    edited: Set[Id],
    content: Content,
    prune: bool,
) -> Plan:
    """`files` are settled; `edited` are the rows that were changed, made or deleted in the admin."""
    plan = Plan(course, files, stored)
    for id_, wanted in plan.files.items():
        if id_ not in stored:
            plan.added.append(wanted)
        elif stored[id_] != wanted:
            plan.changed.append(Change(stored[id_], wanted))
    strange = [row for id_, row in stored.items() if id_ not in files and row.model is not Course]
    plan.deleted, held = pruning.split(strange, content) if prune else ([], strange)
    plan.left = [row for row in held if not is_retired(row, content)]
    if prune:
        plan.left, plan.retired = [], [Change(row, retire(row, content)) for row in plan.left]
    plan.conflicts = conflicts(plan, edited)
    plan.touched = content.touched([change.stored for change in (*plan.changed, *plan.retired)])
    return plan


def is_retired(row: Row, content: Content) -> bool:
    name, value = content.formats[row.model].spec.retiring
    return bool(row.values.get(name) == value)


def retire(row: Row, content: Content) -> Row:
    name, value = content.formats[row.model].spec.retiring
    return replace(row, values=row.values | {name: value})


def conflicts(plan: Plan, edited: Set[Id]) -> list[Conflict]:
    changes = [Conflict(change.stored, change.wanted) for change in plan.changed]
    losses = [Conflict(row, None) for row in (*plan.deleted, *(change.stored for change in plan.retired))]
    present = [conflict for conflict in (*changes, *losses) if conflict.stored and conflict.stored.id in edited]
    return present + [Conflict(None, row) for row in plan.added if row.id in edited]


def settled(files: Mapping[Id, Row], stored: Mapping[Id, Row], content: Content) -> dict[Id, Row]:
    """The rows of the files, model by model, with their positions where those are their places in a list."""
    positions = {
        id_: position
        for row_format in content.formats.values()
        if row_format.counted
        for siblings in families(row_format, files.values()).values()
        for id_, position in placed(siblings, stored, row_format).items()
    }
    rows = sorted(files.values(), key=lambda row: content.models.index(row.model))
    return {
        row.id: replace(row, values=row.values | {"position": positions[row.id]}) if row.id in positions else row
        for row in rows
    }


def families(row_format: RowFormat, rows: Iterable[Row]) -> dict[str | None, list[Row]]:
    """The rows of a model by the key of their parent."""
    found: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        if row.model is row_format.model:
            found[row.values.get(row_format.spec.parent)].append(row)
    return found


def placed(siblings: Sequence[Row], stored: Mapping[Id, Row], row_format: RowFormat) -> dict[Id, int]:
    """Positions, from 0, for the rows of one list.

    Where their order is that of the database its positions stay: they may have gaps, for somebody moved rows in
    the admin.
    """
    parent = siblings[0].values.get(row_format.spec.parent)
    family = families(row_format, stored.values())[parent]
    present = {row.id: row for row in family}
    old = [present[row.id] for row in siblings if row.id in present]
    if [row.id for row in siblings[: len(old)]] == [row.id for row in sorted_rows(old)]:
        free = max((row.values["position"] for row in family), default=-1) + 1
        new = {row.id: position for position, row in enumerate(siblings[len(old) :], start=free)}
        return {row.id: row.values["position"] for row in old} | new
    return {row.id: position for position, row in enumerate(siblings)}


def sorted_rows(rows: Iterable[Row]) -> list[Row]:
    """In the order of the files: by position where there is one, then by key."""
    return sorted(rows, key=lambda row: (row.values.get("position", 0), natural(row.key)))
