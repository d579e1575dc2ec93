"""The projection of the map, its inverse, and parts of the map."""

from math import radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.figures.projection import FRAME, MAP, Albers, Point, Spot, View

POINTS = st.builds(Point, st.floats(5, 60), st.floats(25, 115))


@given(POINTS)
def test_the_inverse_gives_the_point_back(point: Point) -> None:
    back = MAP.inverse(MAP.project(point))

    assert back == pytest.approx(point, abs=1e-9)


@given(POINTS)
def test_the_frame_holds_all_that_the_map_is_about(point: Point) -> None:
    assert FRAME.holds(MAP.project(point))


def test_the_middle_is_at_the_origin() -> None:
    assert MAP.project(MAP.middle) == pytest.approx(MAP.origin)


def test_the_projection_gives_the_numbers_of_its_source() -> None:
    """The numerical example for the sphere in the appendix of Snyder 1987: 35° N 75° W, parallels 29.5° and 45.5°."""
    snyder = Albers(parallels=(29.5, 45.5), middle=Point(23, -96), scale=1, origin=Spot(0, 0))

    x, y = snyder.project(Point(35, -75))

    assert (snyder.n, snyder.c) == pytest.approx((0.6028370, 1.3512213), abs=1e-7)
    assert (x, -y) == pytest.approx((0.2952720, 0.2416774), abs=1e-7)


def test_turkey_is_left_of_china_and_russia_above_india() -> None:
    turkey, china, russia, india = (MAP.project(Point(*place)) for place in [(39, 35), (35, 103), (58, 70), (22, 78)])

    assert turkey.x < russia.x < china.x
    assert russia.y < turkey.y < india.y


@given(POINTS, st.floats(0.1, 2))
def test_areas_are_true(point: Point, size: float) -> None:
    """A small square of a map is as large wherever it lies: its sides are those of the sphere, turned and bent."""
    lower = Point(point.lat - size, point.lon)
    corners = [lower, Point(lower.lat, lower.lon + size), Point(point.lat, point.lon + size), point]
    many = [
        Point(a.lat + (b.lat - a.lat) * step / 50, a.lon + (b.lon - a.lon) * step / 50)
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
        for step in range(50)
    ]
    spots = [MAP.project(each) for each in many]
    area = abs(sum(a.x * b.y - b.x * a.y for a, b in zip(spots, spots[1:] + spots[:1], strict=True))) / 2

    assert area == pytest.approx(sphere_area(lower, point, size), rel=1e-3)


def sphere_area(lower: Point, upper: Point, width: float) -> float:
    return MAP.scale**2 * radians(width) * (sin(radians(upper.lat)) - sin(radians(lower.lat)))


@given(st.lists(POINTS, min_size=1, max_size=5))
def test_a_part_of_the_map_holds_its_places_in_the_proportions_of_the_whole(points: list[Point]) -> None:
    spots = [MAP.project(point) for point in points]

    view = FRAME.around(spots, margin=70, least=260)

    assert all(view.holds(spot) for spot in spots)
    assert view.height / view.width == pytest.approx(FRAME.height / FRAME.width, abs=0.01)
    assert 260 <= view.width <= FRAME.width
    assert view.x >= 0
    assert view.y >= 0
    assert view.x + view.width <= FRAME.width + 1
    assert view.y + view.height <= FRAME.height + 1


def test_a_view_without_places_is_the_whole() -> None:
    assert FRAME.around([Spot(-5, 3)], margin=70, least=260) == FRAME


def test_a_view_is_written_as_svg_has_it() -> None:
    assert View(10, 20.5, 300, 198).box == "10 20.5 300 198"
