"""Makes the base map anew. A maintainer's step: what it writes is committed. PROVENANCE.md tells where the input
comes from, and the command.

Borders are lines that two countries share. Each line is simplified once, so that neighbours still fit.
"""

import json
import sys
from collections.abc import Iterator
from math import hypot
from pathlib import Path
from typing import Any

import shapely  # type: ignore[import-untyped]

from lessons.figures.base_map import FILE, SVG_FILE, BaseMap, Country
from lessons.figures.base_map_svg import base_map_svg
from lessons.figures.projection import FRAME, MAP, Point

CORE, EDGE, OUTSIDE = 0.35, 0.8, 12.0
"""How far, in units of the map, a simplified line may stray from the true one: in the part of the world that the
courses are about, in the rest of the frame, and out of sight."""
CORE_LONGITUDES = range(44, 98)
SIGHT = 40
"""How far beyond the frame a line still counts as in sight, in units of the map."""
LEAST_AREA = 2.0
"""Smaller islands are left out, in square units of the map."""
SLIVER, STRIP = 0.02, 0.4
"""In degrees: what is cut from a state beside a disputed area, and how wide a piece is that is left out altogether."""
SIACHEN = "KAS"
KASHMIR = {"ind": ("IN.JK",), "pak": ("PK.JK", "PK.NA")}
"""What is drawn as Kashmir, beside the Siachen glacier: the parts held by India and by Pakistan."""

Line = list[Point]
Topology = dict[str, Any]


def lines_of(topology: Topology) -> list[Line]:
    """The arcs in degrees: TopoJSON has them as differences of whole numbers."""
    (east, north), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append(Point(y * north + bottom, x * east + left))
        lines.append(line)
    return lines


def is_in_sight(point: Point) -> bool:
    if abs(point.lon - MAP.middle.lon) > 85:
        return False
    x, y = MAP.project(point)
    return -SIGHT < x < FRAME.width + SIGHT and -SIGHT < y < FRAME.height + SIGHT


def limit_of(line: Line) -> float:
    if not any(map(is_in_sight, line)):
        return OUTSIDE
    return CORE if any(int(point.lon) in CORE_LONGITUDES and point.lat > 8 for point in line) else EDGE


def simplified(line: Line) -> Line:
    """The line with fewer points, by D. H. Douglas and T. K. Peucker (The Canadian Cartographer 10, 1973)."""
    if len(line) < 3:
        return line
    middle = len(line) // 2
    if line[0] == line[-1]:
        return simplified(line[: middle + 1])[:-1] + simplified(line[middle:])
    strays = [_stray(point, line[0], line[-1]) for point in line[1:-1]]
    limit = limit_of(line)
    if max(strays) <= limit:
        return [line[0], line[-1]]
    at = strays.index(max(strays)) + 1
    return simplified(line[: at + 1])[:-1] + simplified(line[at:])


def _stray(point: Point, start: Point, end: Point) -> float:
    """The distance of a point from a line, in units of the map."""
    (x, y), (x1, y1), (x2, y2) = MAP.project(point), MAP.project(start), MAP.project(end)
    length = hypot(x2 - x1, y2 - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length if length else hypot(x - x1, y - y1)


def ring_of(arcs: list[int], lines: list[Line]) -> Line:
    """A closed line from the numbers of its arcs; ~n is arc n backwards."""
    ring: Line = []
    for number in arcs:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        ring += line[1:] if ring else line
    return ring[:-1]


def area(ring: Line) -> float:
    """In square units of the map."""
    spots = [MAP.project(point) for point in ring]
    return abs(sum(a.x * b.y - b.x * a.y for a, b in zip(spots, spots[1:] + spots[:1], strict=True))) / 2


def rings_of(shape: dict[str, Any], lines: list[Line]) -> list[Line]:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [ring_of(arcs, lines) for polygon in polygons for arcs in polygon]


def areas_of(topology: Topology) -> Iterator[tuple[dict[str, Any], list[Line]]]:
    """The shapes of a file with their rings, simplified; those out of sight have none."""
    lines = [simplified(line) for line in lines_of(topology)]
    for shapes in topology["objects"].values():
        for shape in shapes["geometries"]:
            rings = rings_of(shape, lines)
            yield shape, [ring for ring in rings if any(map(is_in_sight, ring)) and area(ring) >= LEAST_AREA]


def rounded(ring: Line) -> tuple[Point, ...]:
    """To a hundredth of a degree, about one kilometre."""
    return tuple(Point(round(point.lat, 2), round(point.lon, 2)) for point in ring)


def countries_of(topology: Topology) -> Iterator[Country]:
    for shape, rings in areas_of({**topology, "objects": {"countries": topology["objects"]["countries"]}}):
        if rings:
            yield Country(shape["properties"]["a3"], shape["properties"]["name"], tuple(map(rounded, rings)))


def kashmir(folder: Path) -> Iterator[Country]:
    """Its parts, each by itself: their shapes come from two files, and do not fit to a hair."""
    for file, names in KASHMIR.items():
        for shape, rings in areas_of(json.loads((folder / f"{file}.topo.json").read_text())):
            if shape["id"] in names:
                yield Country("", "Kashmir", tuple(map(rounded, rings)))


def shape_of(rings: tuple[tuple[Point, ...], ...]) -> Any:
    """A shape of shapely's, with x for the longitude."""
    shape = shapely.Polygon()
    for ring in rings:
        shape = shape.symmetric_difference(shapely.Polygon([(lon, lat) for lat, lon in ring]).buffer(0))
    return shape


def without(country: Country, disputed: Any) -> Country:
    """The country less the disputed area, and less the slivers that are left where the two sources differ."""
    if not shape_of(country.rings).intersects(disputed):
        return country
    left = shape_of(country.rings).difference(disputed.buffer(SLIVER))
    polygons = [polygon for polygon in getattr(left, "geoms", [left]) if not polygon.within(disputed.buffer(STRIP))]
    rings = [[Point(lat, lon) for lon, lat in polygon.exterior.coords[:-1]] for polygon in polygons]
    return Country(country.code, country.name, tuple(map(rounded, rings)))


def main(countries_file: str, provinces_folder: str) -> None:
    """Arguments: the TopoJSON file of the countries, and the folder of those of the provinces."""
    areas = sorted(countries_of(json.loads(Path(countries_file).read_text())), key=lambda area: area.code)
    siachen = [Country("", "Kashmir", area.rings) for area in areas if area.code == SIACHEN]
    disputed = (*kashmir(Path(provinces_folder)), *siachen)
    shape = shapely.union_all([shape_of(part.rings) for part in disputed])
    made = BaseMap(tuple(without(area, shape) for area in areas if area.code != SIACHEN), disputed)
    FILE.write_text(made.to_json(), encoding="utf-8")
    SVG_FILE.write_text(base_map_svg(made), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
