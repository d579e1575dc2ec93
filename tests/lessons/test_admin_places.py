"""Editing a topic's place on the map, field by field."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Course, Topic
from tests.desk import errors, save
from tests.factories import make_course, make_editor, make_topic

pytestmark = pytest.mark.django_db

KABUL = {"kind": "point", "lat": 34.53, "lon": 69.17, "label": "Kabul", "accuracy_km": 5}
ROAD = {
    "kind": "line",
    "label": "Road",
    "waypoints": [
        {"name": "Herat, old town", "lat": 34.35, "lon": 62.2},
        {"name": "Kabul", "lat": 34.53, "lon": 69.17},
    ],
    "schematic": True,
    "note": "a sketch",
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_editor(make_course("ours")))
    return client


def topic(place: Any = None) -> Topic:
    return make_topic(Course.objects.get(), place=place)


def edit(desk: Client, row: Topic, **fields: Any) -> dict[str, list[str]]:
    changes = {f"place_{name}": value for name, value in fields.items()}
    found = errors(save(desk, reverse("admin:lessons_topic_change", args=[row.pk]), **changes))
    row.refresh_from_db()
    return found


@pytest.mark.parametrize("place", [None, KABUL, {**KABUL, "kind": "area", "note": "all of it"}, ROAD])
def test_a_place_saved_as_it_is_stays_as_it_is(place: Any, desk: Client) -> None:
    row = topic(place)

    assert edit(desk, row) == {}
    assert row.place == place


def test_a_point_becomes_a_line(desk: Client) -> None:
    row = topic(KABUL)
    waypoints = "Herat, old town, 34.35, 62.2\r\nKabul, 34.53, 69.17"

    edit(desk, row, kind="line", label="Road", waypoints=waypoints, schematic="on", note="a sketch")

    assert row.place == ROAD


def test_a_place_is_taken_off_the_map(desk: Client) -> None:
    row = topic(KABUL)

    edit(desk, row, kind="")

    assert row.place is None


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "point"}, {"place_lat", "place_lon", "place_label", "place_accuracy_km"}),
        ({"kind": "line", "label": "Road"}, {"place_waypoints"}),
        ({"kind": "line", "label": "Road", "waypoints": "Kabul, 34.53, 69.17"}, {"place_waypoints"}),
        ({"kind": "line", "label": "Road", "waypoints": "Kabul\r\nHerat"}, {"place_waypoints"}),
        ({"kind": "line", "label": "Road", "waypoints": "A, 1, 2\r\nB, 91, 2"}, {"place_waypoints"}),
        ({"kind": "point", "label": "K", "accuracy_km": "1", "lat": "91", "lon": "2"}, {"place_lat"}),
        ({"kind": "circle"}, {"place_kind"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(fields: dict[str, str], wrong: set[str], desk: Client) -> None:
    row = topic()

    assert edit(desk, row, **fields).keys() == wrong
    assert row.place is None
