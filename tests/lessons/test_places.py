"""Where topics lie on the map."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError

from lessons.models import Topic
from lessons.places import place_json, read_place
from tests.factories import make_course, make_topic

FIXTURES = Path(__file__).parents[2] / "fixtures"
KABUL = {"kind": "point", "lat": 34.53, "lon": 69.17, "label": "Kabul", "accuracy_km": 5}
ROAD = {"kind": "line", "label": "Road", "waypoints": [{"name": "Kabul", "lat": 34.53, "lon": 69.17}] * 2}


def places() -> list[dict[str, Any]]:
    topics = [
        topic for file in sorted(FIXTURES.glob("*/topics.yaml")) for topic in yaml.safe_load(file.read_text())["topics"]
    ]
    return [topic["place"] for topic in topics if topic.get("place")]


def test_all_places_of_the_courses_are_read_and_written_as_they_stand() -> None:
    given = places()

    assert len(given) > 50
    assert [list(place_json(read_place(place)).items()) for place in given] == [list(place.items()) for place in given]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "place",
    [
        *([], "Kabul", {}, {"kind": "circle"}, {**KABUL, "lat": 91}, {**KABUL, "lon": -181}, {**KABUL, "label": ""}),
        *({**KABUL, "colour": "red"}, {**KABUL, "accuracy_km": -1}, {**KABUL, "lat": float("nan")}),
        *({**ROAD, "waypoints": ROAD["waypoints"][:1]}, {**ROAD, "waypoints": [{"name": "Kabul"}] * 2}),
    ],
)
def test_a_topic_refuses_what_is_no_place(place: Any) -> None:
    topic = Topic(course=make_course(), slug="kabul", kind="place", name="Kabul", place=place)

    with pytest.raises(ValidationError) as refusal:
        topic.clean()

    assert refusal.value.message_dict.keys() == {"place"}


@pytest.mark.django_db
@pytest.mark.parametrize("place", [None, KABUL, ROAD])
def test_a_topic_takes_a_place_or_none(place: Any) -> None:
    make_topic(make_course(), place=place).full_clean()
