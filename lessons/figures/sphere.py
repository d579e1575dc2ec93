"""Distances on the earth, and areas of it."""

from collections.abc import Sequence
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt, tau

from lessons.figures.projection import Point

EARTH_KM = 6371.0088
"""The mean radius (2a + b)/3 of the earth, as the International Union of Geodesy and Geophysics has it: H. Moritz,
"Geodetic Reference System 1980", Journal of Geodesy 74 (2000)."""

Ring = Sequence[Point]
"""The corners of a closed line; the last one is joined to the first."""


def distance_km(a: Point, b: Point) -> float:
    """The great-circle distance, by the haversine formula: R. W. Sinnott, "Virtues of the haversine", Sky and
    Telescope 68 (1984), page 159. On a sphere it is within 0.6% of that on the ellipsoid."""
    north, east = radians(b.lat - a.lat), radians(b.lon - a.lon)
    half = sin(north / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(half, 1)))


def circle(middle: Point, km: float, *, corners: int = 48) -> list[Point]:
    """A ring of points at the same distance from the middle, by the direct formulas of spherical trigonometry."""
    lat, lon, arc = radians(middle.lat), radians(middle.lon), km / EARTH_KM
    ring = []
    for bearing in (tau * corner / corners for corner in range(corners)):
        sine = sin(lat) * cos(arc) + cos(lat) * sin(arc) * cos(bearing)
        east = atan2(sin(bearing) * sin(arc) * cos(lat), cos(arc) - sin(lat) * sine)
        ring.append(Point(degrees(asin(min(max(sine, -1), 1))), degrees(lon + east)))
    return ring


def is_within(point: Point, rings: Sequence[Ring]) -> bool:
    """Whether a point lies in the area that these rings bound, holes and islands alike: a line from it crosses
    them an odd number of times. No ring may cross the 180th meridian."""
    return sum(_crossings(point, ring) for ring in rings) % 2 == 1


def _crossings(point: Point, ring: Ring) -> int:
    """How often the parallel from a point to the east crosses a ring, its sides drawn straight in degrees."""
    count = 0
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a.lat > point.lat) is not (b.lat > point.lat):
            count += point.lon < a.lon + (point.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon)
    return count


def area_distance_km(point: Point, rings: Sequence[Ring]) -> float:
    """How far a point lies from an area: 0 inside it, otherwise the distance to its nearest side.

    The nearest point of a side is found on a plane that touches the earth at the point: exact enough near it,
    where it decides, and less so far away.
    """
    if is_within(point, rings):
        return 0
    sides = (side for ring in rings for side in zip(ring, [*ring[1:], ring[0]], strict=True))
    return distance_km(point, min((_nearest(point, *side) for side in sides), key=lambda near: _flat(point, near)))


def _flat(point: Point, other: Point) -> float:
    return hypot(other.lat - point.lat, (other.lon - point.lon) * cos(radians(point.lat)))


def _nearest(point: Point, a: Point, b: Point) -> Point:
    """The point between `a` and `b` that is nearest to a point."""
    stretch = cos(radians(point.lat))
    north, east = b.lat - a.lat, (b.lon - a.lon) * stretch
    length = north**2 + east**2
    along = ((point.lat - a.lat) * north + (point.lon - a.lon) * stretch * east) / length if length else 0
    share = min(max(along, 0), 1)
    return Point(a.lat + share * (b.lat - a.lat), a.lon + share * (b.lon - a.lon))
