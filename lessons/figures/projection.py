"""Where a place on the earth lies on the site's map, and the other way round."""

from dataclasses import dataclass
from functools import cached_property
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from typing import NamedTuple


class Point(NamedTuple):
    """A place on the earth in degrees: latitude (north is positive), longitude (east is positive)."""

    lat: float
    lon: float


class Spot(NamedTuple):
    """A place on a map in its own units: `x` to the right, `y` down, as SVG has them."""

    x: float
    y: float


@dataclass(frozen=True)
class Albers:
    """The equal-area conic projection of H. C. Albers, on a sphere.

    It shows every country at its size, which matters where Russia, India and the small states between them are
    compared. Formulas: J. P. Snyder, "Map projections: a working manual" (U.S. Geological Survey Professional
    Paper 1395, 1987), pages 98 to 103: (14-1) to (14-6) forward, (14-8) to (14-11) inverse. `middle` is at
    `origin`; a sphere of radius 1 is drawn with the radius `scale`, and y is turned over, for SVG counts down.
    """

    parallels: tuple[float, float]
    """The two latitudes along which distances are true, in degrees."""
    middle: Point
    scale: float
    origin: Spot

    @cached_property
    def n(self) -> float:
        """The constant of the cone, (14-6)."""
        first, second = self.parallels
        return (sin(radians(first)) + sin(radians(second))) / 2

    @cached_property
    def c(self) -> float:
        """(14-5)."""
        first = radians(self.parallels[0])
        return cos(first) ** 2 + 2 * self.n * sin(first)

    @cached_property
    def rho(self) -> float:
        """The radius of the parallel through the middle, for a sphere of radius 1, (14-3a)."""
        return self._radius(self.middle.lat)

    def _radius(self, lat: float) -> float:
        return sqrt(max(self.c - 2 * self.n * sin(radians(lat)), 0)) / self.n

    def project(self, point: Point) -> Spot:
        radius, angle = self._radius(point.lat), self.n * radians(point.lon - self.middle.lon)
        x, y = radius * sin(angle), self.rho - radius * cos(angle)
        return Spot(self.origin.x + self.scale * x, self.origin.y - self.scale * y)

    def inverse(self, spot: Spot) -> Point:
        """The place that is drawn at this spot; beyond the pole, which is an arc on this map, that pole."""
        x, y = (spot.x - self.origin.x) / self.scale, (self.origin.y - spot.y) / self.scale
        radius, angle = hypot(x, self.rho - y), atan2(x, self.rho - y)
        sine = (self.c - (radius * self.n) ** 2) / (2 * self.n)
        return Point(degrees(asin(min(max(sine, -1), 1))), self.middle.lon + degrees(angle / self.n))


@dataclass(frozen=True)
class View:
    """The part of a map that a figure shows, in units of the map."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, spot: Spot) -> bool:
        return self.x <= spot.x <= self.x + self.width and self.y <= spot.y <= self.y + self.height

    @property
    def box(self) -> str:
        """The `viewBox` of an SVG."""
        return f"{self.x:g} {self.y:g} {self.width:g} {self.height:g}"

    def around(self, spots: "list[Spot]", *, margin: float, least: float) -> "View":
        """The smallest part of this view, in its own proportions, with all the spots and a margin about them.

        `least` is the least width; spots outside this view are left out of account.
        """
        inside = [spot for spot in spots if self.holds(spot)]
        if not inside:
            return self
        left, right = min(spot.x for spot in inside) - margin, max(spot.x for spot in inside) + margin
        top, bottom = min(spot.y for spot in inside) - margin, max(spot.y for spot in inside) + margin
        share = self.height / self.width
        width = min(max(right - left, (bottom - top) / share, least), self.width)
        x = min(max((left + right - width) / 2, self.x), self.x + self.width - width)
        y = min(max((top + bottom - width * share) / 2, self.y), self.y + self.height - width * share)
        return View(round(x), round(y), round(width), round(width * share))


MAP = Albers(parallels=(15, 50), middle=Point(33, 70), scale=615, origin=Spot(500, 350))
"""From Turkey to China, from Russia to India; all of 25° to 115° east and 5° to 60° north lies in its frame."""

FRAME = View(0, 0, 1000, 660)
