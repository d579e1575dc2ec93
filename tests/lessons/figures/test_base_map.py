"""The countries of the base map, and the file that pages draw it from."""

import re
from xml.etree import ElementTree

import pytest

from lessons.figures.base_map import FILE, SVG_FILE, BaseMap, base_map
from lessons.figures.base_map_svg import base_map_svg, ring_path
from lessons.figures.projection import FRAME, MAP, Point

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ((34.53, 69.17), "AFG"),
        ((33.7, 73.05), "PAK"),
        ((31.55, 74.34), "PAK"),
        ((28.6, 77.2), "IND"),
        ((31.63, 74.87), "IND"),
        ((39.65, 66.96), "UZB"),
        ((43.8, 87.6), "CHN"),
        ((55.75, 37.62), "RUS"),
        ((39.9, 32.85), "TUR"),
        ((35.7, 51.4), "IRN"),
        ((44.95, 34.1), "UKR"),
    ],
)
def test_a_place_lies_in_its_country(place: tuple[float, float], code: str) -> None:
    found = base_map().at(Point(*place))

    assert found == base_map().by_code[code]


@pytest.mark.parametrize("place", [(34.08, 74.8), (35.92, 74.3), (34.15, 77.57), (35.45, 77.0)])
def test_kashmir_is_given_to_no_state(place: tuple[float, float]) -> None:
    areas = (*base_map().countries, *base_map().disputed)

    assert [(area.code, area.name) for area in areas if area.holds(Point(*place))] == [("", "Kashmir")]


@pytest.mark.parametrize("place", [(41, 51), (20, 62), (43, 34), (-40, -120)])
def test_the_sea_belongs_to_nobody(place: tuple[float, float]) -> None:
    assert base_map().at(Point(*place)) is None


def test_every_country_has_a_code_of_its_own() -> None:
    codes = [country.code for country in base_map().countries]

    assert codes == sorted(set(codes))
    assert [code for code in codes if not re.fullmatch("[A-Z]{3}", code)] == []


def test_the_file_of_shapes_is_written_as_it_is_read() -> None:
    text = FILE.read_text()

    assert BaseMap.from_json(text).to_json() == text


def test_the_drawing_is_that_of_the_shapes() -> None:
    assert SVG_FILE.read_text() == base_map_svg(base_map())


def test_the_drawing_has_each_country_and_the_disputed_areas_dashed() -> None:
    land = ElementTree.parse(SVG_FILE).getroot().find(f"{SVG}g[@id='land']")
    assert land is not None
    states, disputed = land.findall(f"{SVG}g")

    assert [path.get("id") for path in states] == [country.code for country in base_map().countries]
    assert disputed.get("stroke-dasharray") == "4 2"
    assert len(disputed) == len(base_map().disputed) == 4


def test_the_drawing_knows_no_colours_but_those_of_the_page() -> None:
    text = SVG_FILE.read_text()

    assert re.findall(r'(?:fill|stroke)="(?!var\(--|none)[^"]*"|<style|style=', text) == []
    assert len(text) < 80_000


def test_a_path_comes_to_its_corners_and_is_closed() -> None:
    ring = [Point(30, 60), Point(30, 70), Point(40, 70)]

    path = ring_path(ring)

    (start, steps) = re.fullmatch(r"M(.*)l(.*)z", path).groups()  # type: ignore[union-attr]
    numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", f"{start} {steps}")]
    x, y = numbers[:2]
    spots = [(x, y)]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + dx, y + dy
        spots.append((x, y))
    for spot, point in zip(spots, ring, strict=True):
        assert spot == pytest.approx(MAP.project(point), abs=0.06)


def test_the_frame_is_that_of_the_drawing() -> None:
    assert ElementTree.parse(SVG_FILE).getroot().get("viewBox") == FRAME.box == "0 0 1000 660"
