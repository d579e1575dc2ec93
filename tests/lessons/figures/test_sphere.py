"""Distances on the earth, and areas."""

from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.figures.projection import Point
from lessons.figures.sphere import EARTH_KM, area_distance_km, circle, distance_km, is_within

POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
SQUARE = [Point(10, 20), Point(10, 30), Point(20, 30), Point(20, 20)]
LAKE = [Point(14, 24), Point(14, 26), Point(16, 26), Point(16, 24)]


@given(POINTS, POINTS)
def test_distances_are_the_same_both_ways_and_at_most_half_the_earth(a: Point, b: Point) -> None:
    assert distance_km(a, b) == distance_km(b, a)
    assert 0 <= distance_km(a, b) <= pi * EARTH_KM


@given(POINTS)
def test_nothing_lies_away_from_itself(point: Point) -> None:
    assert distance_km(point, point) == 0


def test_a_quarter_of_a_great_circle() -> None:
    quarter = pi * EARTH_KM / 2

    assert distance_km(Point(0, 0), Point(90, 0)) == pytest.approx(quarter)
    assert distance_km(Point(0, 10), Point(0, 100)) == pytest.approx(quarter)


@given(st.builds(Point, st.floats(5, 60), st.floats(25, 115)), st.floats(1, 5000))
def test_a_circle_has_its_radius_everywhere(middle: Point, km: float) -> None:
    assert [distance_km(middle, corner) for corner in circle(middle, km)] == pytest.approx([km] * 48, rel=1e-6)


@pytest.mark.parametrize(
    ("point", "within"),
    [
        (Point(11, 21), True),
        (Point(15, 25), False),
        (Point(9, 25), False),
        (Point(15, 31), False),
        (Point(15, 19), False),
        (Point(21, 25), False),
    ],
)
def test_a_hole_belongs_to_no_area(point: Point, within: bool) -> None:
    assert is_within(point, [SQUARE, LAKE]) is within


def test_an_island_belongs_to_it() -> None:
    island = [Point(0, 0), Point(0, 1), Point(1, 0)]

    assert is_within(Point(0.2, 0.2), [SQUARE, island])


@given(st.floats(10.01, 19.99), st.floats(20.01, 29.99))
def test_the_distance_from_an_area_is_nothing_inside_it(lat: float, lon: float) -> None:
    assert area_distance_km(Point(lat, lon), [SQUARE]) == 0


def test_the_distance_from_an_area_is_that_of_its_nearest_side_or_corner() -> None:
    assert area_distance_km(Point(9, 25), [SQUARE]) == pytest.approx(distance_km(Point(9, 25), Point(10, 25)), rel=0.01)
    assert area_distance_km(Point(9, 19), [SQUARE]) == pytest.approx(distance_km(Point(9, 19), Point(10, 20)), rel=0.01)
