"""What the engine is handed: the models of a course in order, and what their fields do not tell by themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from lessons.course_files.rows import Id, Path, Row, Values
from lessons.models import FixtureSpec
from lessons.shapes import in_shape

Model = type[models.Model]
Models = tuple[Model, ...]
Reference = tuple[Path, Models, str]
"""Where a value names a row, of which models that row may be, and its key."""


def same(values: Values) -> Values:
    return values


def nothing(values: Any) -> Iterable[Any]:
    return ()


@dataclass(frozen=True)
class Rules:
    """What a model asks of its rows beyond its fields."""

    canonical: Callable[[Values], Values] = same
    """The one spelling of values that mean the same."""
    problems: Callable[[Values], Iterable[tuple[Path, str]]] = nothing
    references: Callable[[Values], Iterable[Reference]] = nothing


class RowFormat:
    """How the rows of a model stand in the files."""

    def __init__(self, model: Model, rules: Rules) -> None:
        self.model, self.rules = model, rules
        self.spec: FixtureSpec = model.fixture  # type: ignore[attr-defined]

    @cached_property
    def columns(self) -> dict[str, Any]:
        """All model fields by name."""
        return {field.name: field for field in (*self.model._meta.fields, *self.model._meta.many_to_many)}

    @cached_property
    def written(self) -> dict[str, Any]:
        """The model fields that the files name, in their order."""
        return {name: self.columns[name] for name in (*self.spec.fields, "retired") if name in self.columns}

    @cached_property
    def counted(self) -> bool:
        """Whether the place in its list is the position of a row."""
        return "position" in self.columns and "position" not in self.written

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The model fields that come from the files: those that they name, the parent and the position."""
        implied = ([self.spec.parent] if self.spec.parent else []) + (["position"] if self.counted else [])
        return {name: self.columns[name] for name in implied} | self.written

    @cached_property
    def parent(self) -> Model | None:
        return self.columns[self.spec.parent].related_model if self.spec.parent else None

    @cached_property
    def to_one(self) -> dict[str, Model]:
        return {n: f.related_model for n, f in self.fields.items() if f.is_relation and not f.many_to_many}

    @cached_property
    def to_many(self) -> dict[str, Model]:
        return {name: field.related_model for name, field in self.fields.items() if field.many_to_many}

    def defaults(self) -> Values:
        return {name: default(field) for name, field in self.fields.items()}

    def canonical(self, values: Values) -> Values:
        """The one spelling of values that mean the same, in the order of the fields."""
        shaped = {name: in_shape(self.model, name, values[name]) for name in self.fields}
        return self.rules.canonical(shaped)

    def references(self, row: Row) -> Iterable[Reference]:
        """All rows that a row names."""
        for name, model in self.to_one.items():
            if row.values[name] is not None:
                yield (name,), (model,), row.values[name]
        for name, model in self.to_many.items():
            for key in row.values[name]:
                yield (name,), (model,), key
        yield from self.rules.references(row.values)


def default(field: Any) -> Any:
    if field.many_to_many:
        return []
    value = None if field.is_relation else field.get_default()
    return str(value) if isinstance(value, str) else value  # A member of an enumeration becomes its value.


@dataclass(frozen=True)
class Content:
    """The models of a course, each after those that its foreign keys point at."""

    models: Models
    rules: Mapping[Model, Rules] = field(default_factory=dict)
    derived: Models = ()
    """Models whose rows loading itself makes, and which go with the row that they point at."""
    across: Callable[[Mapping[Id, Row]], Iterable[tuple[Row, Path, str]]] = nothing
    """What is wrong between the rows that would be there after the load: the row, the field, and words."""
    touched: Callable[[Sequence[Row]], list[str]] = lambda rows: []
    """What changing or removing rows of the database means for students' rows, in sentences."""

    @cached_property
    def formats(self) -> dict[Model, RowFormat]:
        return {model: RowFormat(model, self.rules.get(model, Rules())) for model in self.models}

    @cached_property
    def top(self) -> dict[str, RowFormat]:
        """By the name that stands above their rows: the formats that are nested in no other."""
        return {row_format.spec.section: row_format for row_format in self.formats.values() if not row_format.parent}

    def nested(self, model: Model) -> dict[str, RowFormat]:
        return {f.spec.section: f for f in self.formats.values() if f.parent is model}
