"""The countries on the site's map. PROVENANCE.md tells where their shapes come from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from lessons.figures.projection import Point
from lessons.figures.sphere import is_within

FILE = Path(__file__).with_name("base_map.json")
SVG_FILE = Path(__file__).parents[2] / "casite/static/casite/img/base-map.svg"


@dataclass(frozen=True)
class Country:
    code: str
    """ISO 3166-1 alpha-3; empty for an area that is in dispute."""
    name: str
    """In English, as the source has it."""
    rings: tuple[tuple[Point, ...], ...]
    """Closed lines, to a hundredth of a degree; what lies within an odd number of them belongs to it."""

    @cached_property
    def boxes(self) -> list[tuple[float, float, float, float]]:
        """South, west, north and east of each ring."""
        return [_box(ring) for ring in self.rings]

    def holds(self, point: Point) -> bool:
        near = [ring for ring, box in zip(self.rings, self.boxes, strict=True) if _is_in(point, box)]
        return is_within(point, near)


def _box(ring: Sequence[Point]) -> tuple[float, float, float, float]:
    lats, lons = [point.lat for point in ring], [point.lon for point in ring]
    return min(lats), min(lons), max(lats), max(lons)


def _is_in(point: Point, box: tuple[float, float, float, float]) -> bool:
    south, west, north, east = box
    return south <= point.lat <= north and west <= point.lon <= east


@dataclass(frozen=True)
class BaseMap:
    countries: tuple[Country, ...]
    disputed: tuple[Country, ...]
    """Areas that no state is given: they are cut out of the countries beside them."""

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(*(tuple(map(_read, rows)) for rows in json.loads(text).values()))

    def to_json(self) -> str:
        """A line for each area. Rings are flat lists of whole hundredths of a degree: latitude, longitude, ..."""
        lists = {"countries": self.countries, "disputed": self.disputed}
        written = [f'"{name}": [\n' + ",\n".join(map(_write, rows)) + "\n]" for name, rows in lists.items()]
        return "{\n" + ",\n".join(written) + "\n}\n"

    @cached_property
    def by_code(self) -> dict[str, Country]:
        return {country.code: country for country in self.countries}

    def at(self, point: Point) -> Country | None:
        """The country, or disputed area, in which a point lies; None at sea and beyond the map."""
        return next((country for country in (*self.disputed, *self.countries) if country.holds(point)), None)


def _read(row: dict[str, Any]) -> Country:
    rings = [[number / 100 for number in ring] for ring in row["rings"]]
    return Country(row["code"], row["name"], tuple(tuple(map(Point, ring[::2], ring[1::2])) for ring in rings))


def _write(country: Country) -> str:
    rings = [[round(degrees * 100) for point in ring for degrees in point] for ring in country.rings]
    row = {"code": country.code, "name": country.name, "rings": rings}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


@cache
def base_map() -> BaseMap:
    """Read once, when it is first needed: 100 KB."""
    return BaseMap.from_json(FILE.read_text(encoding="utf-8"))
