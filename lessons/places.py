"""Where a topic lies on the map: the schema of `Topic.place`."""

from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic import ValidationError as SchemaError

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Label = Annotated[str, Field(min_length=1, max_length=200)]


class PlaceModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Spot(PlaceModel):
    """A point, or an area by its middle; `accuracy_km` is how far from it the place may reach."""

    kind: Literal["point", "area"]
    lat: Latitude
    lon: Longitude
    label: Label
    accuracy_km: Annotated[int, Field(ge=0, le=20_000)]
    note: str = ""


class Waypoint(PlaceModel):
    name: Label
    lat: Latitude
    lon: Longitude


class Route(PlaceModel):
    """A line through named places; `schematic` where no source gives its course."""

    kind: Literal["line"]
    label: Label
    waypoints: Annotated[tuple[Waypoint, ...], Field(min_length=2)]
    schematic: bool = False
    note: str = ""


Place = Annotated[Spot | Route, Field(discriminator="kind")]
PLACE: TypeAdapter[Spot | Route] = TypeAdapter(Place)


def read_place(value: dict[str, Any]) -> Spot | Route:
    """Raises pydantic's ValidationError."""
    return PLACE.validate_python(value)


def place_json(place: Spot | Route) -> dict[str, Any]:
    """The JSON of `Topic.place`: fields in the order of the schema, defaults left out."""
    return place.model_dump(mode="json", exclude_defaults=True)


def check_place(value: Any) -> None:
    """Raises Django's ValidationError, which names the members that are wrong."""
    try:
        read_place(value)
    except SchemaError as error:
        problems = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_url=False)]
        raise ValidationError(_("Not a place: %(problems)s"), params={"problems": "; ".join(problems)}) from error
