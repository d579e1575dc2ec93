"""The shapes of the JSON in content rows, as pydantic checks them."""

from collections.abc import Iterator
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, StrictStr, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from lessons.models import Area, Claim, Lesson, Predicate, Topic
from lessons.places import Place


def filled(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "{message}", {"message": _("An entry is empty.")})
    return text


def one_of(choices: type[models.TextChoices]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in choices.values:
            message = _("“%(value)s” is none of: %(choices)s.")
            message %= {"value": value, "choices": ", ".join(choices.values)}
            raise PydanticCustomError("choice", "{message}", {"message": message})
        return value

    return AfterValidator(check)


def on_one_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("lines", "{message}", {"message": _("This stands on one line.")})
    return text


Text = Annotated[StrictStr, AfterValidator(filled)]
Line = Annotated[Text, AfterValidator(on_one_line)]
TEXTS: TypeAdapter[Any] = TypeAdapter(list[Text])
WAIVERS: TypeAdapter[Any] = TypeAdapter(
    # PostgreSQL keeps no order of keys.
    Annotated[dict[StrictStr, Line], AfterValidator(lambda waivers: dict(sorted(waivers.items())))]
)
KINDS: TypeAdapter[Any] = TypeAdapter(Annotated[list[Annotated[Text, one_of(Topic.Kind)]], Field(min_length=1)])

SHAPES: dict[tuple[type[models.Model], str], TypeAdapter[Any]] = {
    (Topic, "aliases"): TEXTS,
    (Topic, "other_names"): TEXTS,
    (Topic, "place"): TypeAdapter(Place | None),
    (Lesson, "prompts"): TEXTS,
    (Lesson, "cautions"): TEXTS,
    (Claim, "further_areas"): TypeAdapter(list[Annotated[Text, one_of(Area)]]),
    (Predicate, "subject_kinds"): KINDS,
    (Predicate, "object_kinds"): KINDS,
}
EVERYWHERE = {"waivers": WAIVERS}
"""The shapes of fields that mean the same in every model."""
BRANCHES = {"point", "area", "line"}


def shape_of(model: type[models.Model], field: str) -> TypeAdapter[Any] | None:
    return SHAPES.get((model, field)) or EVERYWHERE.get(field)


def misshapen(model: type[models.Model], field: str, value: Any) -> Iterator[tuple[list[str | int], str]]:
    """(way to the value inside the field, what is wrong with it)."""
    if shape := shape_of(model, field):
        try:
            shape.validate_python(value)
        except ValidationError as error:
            for found in error.errors():
                # A step that names the branch of a union is pydantic's own.
                yield [step for step in found["loc"] if step not in BRANCHES], found["msg"]


def in_shape(model: type[models.Model], field: str, value: Any) -> Any:
    """The same value with its keys in the order of its shape (PostgreSQL keeps none) and defaults left out."""
    shape = shape_of(model, field)
    try:
        return shape.dump_python(shape.validate_python(value), mode="json", exclude_defaults=True) if shape else value
    except ValidationError:
        return value
