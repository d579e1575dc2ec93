"""Points as students give them, places as questions list them, and the map with both."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.figures.projection import FRAME, MAP, Point, Spot, View
from lessons.places import Latitude, Longitude
from quizzes.question_types.answers import NOT_AN_OPTION, UNREADABLE, AnswerForm, KeyField
from quizzes.question_types.base import Answer
from quizzes.question_types.options import Option

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
POINT_LENGTH = 60
WITH_POINTS = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,9})?)[\s,;]+([+-]?\d{1,3}(?:\.\d{1,9})?)")
WITH_COMMAS = re.compile(r"([+-]?\d{1,3}(?:,\d{1,9})?)(?:\s*;\s*|\s+)([+-]?\d{1,3}(?:,\d{1,9})?)")
MARGIN, LEAST = 70, 260
"""About the places of a question, and the least width of its map, in units of the map."""
KASHMIR = MAP.project(Point(35, 76))


class Place(Option):
    """A place of the list, with the coordinates of its middle in degrees."""

    named: ClassVar[Promise] = gettext_lazy("Place “%(key)s”: %(problem)s")

    lat: Latitude
    lon: Longitude

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)


def read_point(text: str) -> Point | None:
    """A point from words such as "34.53, 69.17", "34,53 69,17" or "34.53° N, 69.17° E"; None where none can be read.

    Nothing that could be read in two ways is read: a comma is a decimal comma only where something else parts the
    numbers.
    """
    bare = re.sub(r"\s*°?\s*[NE](?=[\s,;]|$)|°", "", text.strip(), flags=re.IGNORECASE)
    match = WITH_POINTS.fullmatch(bare) or WITH_COMMAS.fullmatch(bare)
    if not match:
        return None
    lat, lon = (float(number.replace(",", ".")) for number in match.groups())
    return Point(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def point_text(point: Point) -> str:
    """The point as answers store it: degrees to a thousandth, about 100 m."""
    return ", ".join(f"{round(degrees, 3) + 0:g}" for degrees in point)


def in_words(point: Point) -> str:
    words = {"lat": f"{abs(point.lat):.1f}", "lon": f"{abs(point.lon):.1f}"}
    if point.lat < 0:
        return _("%(lat)s° S, %(lon)s° E") % words
    return (_("%(lat)s° N, %(lon)s° E") if point.lon >= 0 else _("%(lat)s° N, %(lon)s° W")) % words


class PointField(forms.CharField):
    """A point of the map, as `point_text` writes it; or nothing."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=POINT_LENGTH)

    def to_python(self, value: Any) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(UNREADABLE, code="unreadable")
        text = str(super().to_python(value))
        if not text:
            return ""
        point = read_point(text) if len(text) <= POINT_LENGTH else None
        if point is None:
            raise ValidationError(
                _("Write a point as latitude and longitude in degrees, such as 34.5, 69.2."), code="no_point"
            )
        if not FRAME.holds(MAP.project(point)):
            raise ValidationError(_("This point lies beyond the edge of the map."), code="beyond")
        return point_text(point)


@dataclass(frozen=True)
class Dot:
    """A listed place on the map and in the list. What is not known before marking stays empty."""

    letter: str
    key: str
    text: str
    spot: Spot
    id: str = ""
    checked: bool = False
    right: bool = False


@dataclass(frozen=True)
class MapView:
    """What a template draws the map from."""

    view: View
    dots: tuple[Dot, ...]
    mine: Spot | None = None
    """Where the student's own point lies."""

    @property
    def unit(self) -> float:
        """How large a mark is drawn: the same on the screen, however small the part of the map."""
        return round(self.view.width / FRAME.width, 3)

    @property
    def shows_kashmir(self) -> bool:
        return self.view.holds(KASHMIR)

    @property
    def projection(self) -> str:
        """The numbers that a script needs to go from a spot to a point and back; see `Albers`."""
        numbers = (MAP.n, MAP.c, MAP.rho, MAP.scale, *MAP.origin, MAP.middle.lon)
        return " ".join(f"{number:.12g}" for number in numbers)


def view_of(points: Iterable[Point]) -> View:
    """The part of the map that shows these points, and enough about them."""
    return FRAME.around([MAP.project(point) for point in points], margin=MARGIN, least=LEAST)


@dataclass(frozen=True)
class Listed:
    """What a form may know of a place."""

    key: str
    text: str
    point: Point


class MapForm(AnswerForm):
    """A radio for each place, and a field for a point; where both are filled in the point counts."""

    def __init__(self, places: Sequence[Listed], *args: Any, **kwargs: Any) -> None:
        field = KeyField(required=False, choices=[(place.key, place.text) for place in places])
        field.error_messages["invalid_choice"] = NOT_AN_OPTION
        super().__init__({"place": field, "point": PointField()}, *args, **kwargs)
        self.places = places

    def clean(self) -> Answer:
        answer = super().clean()
        return {"point": answer["point"]} if answer.get("point") else answer

    @property
    def point_name(self) -> str:
        return self.add_prefix("point")

    @property
    def place_name(self) -> str:
        return self.add_prefix("place")

    @property
    def written(self) -> str:
        """What stands in the field of the point, readable or not."""
        value = self["point"].value()
        return value if isinstance(value, str) else ""

    @property
    def figure(self) -> MapView:
        point = read_point(self.written)
        chosen = self["place"].value() if not self.written else None
        dots = tuple(
            Dot(
                letter,
                place.key,
                place.text,
                MAP.project(place.point),
                id=f"{self.place_name}-{place.key}",
                checked=place.key == chosen,
            )
            for letter, place in zip(LETTERS, self.places, strict=False)
        )
        mine = MAP.project(point) if point else None
        return MapView(view_of(place.point for place in self.places), dots, mine)
