"""A place on the map: points and places, distances and shares, and the rows in the admin."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lessons.figures.projection import FRAME, MAP, Point
from lessons.figures.sphere import circle, distance_km
from quizzes.question_types.map_hotspot import MapHotspot
from quizzes.question_types.map_places import PointField, in_words, point_text, read_point
from quizzes.question_types.options import path_of
from quizzes.question_types.typed import OTHER
from quizzes.telling import NOTHING, VERDICT, Told, as_told
from tests.quizzes.question_types.browser import answer_post, form_post

PORT = {"key": "port", "text": "Port", "right": True, "rationale": "Why.", "claim": "P1f1", "lat": 25.12, "lon": 62.32}
BAY = {"key": "bay", "text": "Bay", "rationale": "Why not.", "claim": "P2f1", "lat": 24.86, "lon": 67.0}
FORT = {
    "key": "fort",
    "text": "Fort",
    "rationale": "No.",
    "claim": "P2f1",
    "misconception": "m",
    "lat": 34.3,
    "lon": 62.2,
}
PAYLOAD: dict[str, Any] = {"tolerance_km": 60, "ring_km": 300, "places": [PORT, BAY, FORT]}
INLAND = {**BAY, "key": "inland", "text": "Inland", "right": True, "lat": 30.2, "lon": 67.0}
BEYOND = {**FORT, "key": "beyond", "text": "Beyond", "lat": 28.6, "lon": 77.2}
COUNTRY: dict[str, Any] = {"country": "PAK", "tolerance_km": 20, "ring_km": 200, "places": [INLAND, BEYOND, FORT]}
ON_MAP = st.builds(Point, st.floats(5, 60), st.floats(25, 115))


def question(**changes: Any) -> MapHotspot:
    return MapHotspot.model_validate({**PAYLOAD, **changes})


def country(**changes: Any) -> MapHotspot:
    return MapHotspot.model_validate({**COUNTRY, **changes})


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def drawn(asked: MapHotspot, **context: Any) -> str:
    return render_to_string(asked.template_name, {"stem": "Where?", "claims": {}, **context})


def edited(*, of: dict[str, Any] = PAYLOAD, **changes: str) -> Any:
    """The form after changes such as `tolerance_km="5"` or `row0_lat="x"`."""
    edit = MapHotspot.edit_form(payload=of)
    data = form_post(render_to_string(edit.template_name, {"edit": edit}))
    for name, value in changes.items():
        row = re.fullmatch(r"row(\d+)_(\w+)", name)
        data[f"payload-places-{row[1]}-{row[2]}" if row else f"payload-{name}"] = value
    return MapHotspot.edit_form(data, payload=of)


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"places": [PORT]}, ("places",), "A question needs at least two places."),
        ({"places": [{**PORT, "key": f"p{n}"} for n in range(27)]}, ("places",), "A question can have 26 places."),
        ({"places": [PORT, {**BAY, "key": "port"}]}, ("places", 1, "key"), "The key “port” is taken."),
        ({"places": [PORT, {**BAY, "text": "Port"}]}, ("places", 1, "text"), "Another place has the same name."),
        ({"places": [PORT, {**BAY, "lat": -40}]}, ("places", 1, "lat"), "This lies beyond the edge of the map."),
        ({"places": [PORT, {**BAY, "lat": 91}]}, ("places", 1, "lat"), "Input should be less than or equal to 90"),
        ({"places": [PORT, {**BAY, "lon": float("nan")}]}, ("places", 1, "lon"), "Input should be"),
        ({"places": [BAY, FORT]}, (), "Say which place is right."),
        ({"places": [PORT, {**BAY, "right": True}]}, ("places", 1, "right"), "Only one place can be right."),
        ({"places": [PORT, {**BAY, "lat": 25.2, "lon": 62.3}]}, ("places", 1, "right"), "It lies within the tolerance"),
        ({"ring_km": 60}, ("ring_km",), "This must be more than the tolerance, or 0."),
        ({"ring_share": 1}, ("ring_share",), "Input should be less than 1"),
        ({"tolerance_km": -1}, ("tolerance_km",), "Input should be greater than or equal to 0"),
        ({"country": "ZZZ"}, ("country",), "The map has no country with the code “ZZZ”."),
        ({"country": "IRN"}, ("places", 0, "right"), "It does not lie in the country that is right."),
        (
            {"country": "PAK", "places": [PORT, BAY, FORT]},
            ("places", 1, "right"),
            "It lies within the tolerance: it would be right too.",
        ),
        ({"country": "PAK", "places": [PORT, {**BAY, "right": True}]}, (), "One of the places must be wrong."),
    ],
)
def test_nonsense_is_refused_at_its_place(changes: dict[str, Any], path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        question(**changes)

    (error,) = refusal.value.errors()
    assert path_of(error) == path
    assert error["msg"].startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        "34.53, 69.17",
        "34.53 69.17",
        " 34.53,69.17 ",
        "34,53; 69,17",
        "34,53 69,17",
        "34.53° N, 69.17° E",
        "+34.53;69.17",
    ],
)
def test_a_point_is_read_however_it_is_usually_written(text: str) -> None:
    assert read_point(text) == Point(34.53, 69.17)


@pytest.mark.parametrize(
    "text", ["", "34.53", "34,53,69,17", "34,5, 69,2", "north", "nan, nan", "1e3, 4", "91, 20", "20, 181", "34.5.1, 69"]
)
def test_what_could_be_read_in_two_ways_is_not_read(text: str) -> None:
    assert read_point(text) is None


@given(st.text(max_size=70))
def test_no_text_breaks_the_reading_of_a_point(text: str) -> None:
    point = read_point(text)

    assert point is None or (abs(point.lat) <= 90 and abs(point.lon) <= 180)


@given(ON_MAP)
def test_a_stored_point_is_read_as_it_was_written(point: Point) -> None:
    text = point_text(point)

    assert point_text(read_point(text) or Point(0, 0)) == text
    assert distance_km(read_point(text) or Point(0, 0), point) < 0.1
    assert PointField().clean(text) == text


@pytest.mark.parametrize(
    ("given_point", "message"),
    [
        ("here", "Write a point as latitude and longitude in degrees, such as 34.5, 69.2."),
        ("nan, nan", "Write a point as latitude and longitude in degrees, such as 34.5, 69.2."),
        ("-40, -120", "This point lies beyond the edge of the map."),
        (5, "This answer cannot be read."),
        ({"lat": 1}, "This answer cannot be read."),
        ("1" * 61, "Write a point as latitude and longitude in degrees, such as 34.5, 69.2."),
    ],
)
def test_a_point_that_is_none_is_refused_with_words(given_point: Any, message: str) -> None:
    form = question().answer_form({"point": given_point})

    assert not form.is_valid()
    assert form.errors["point"] == [message]


def test_a_refused_point_stays_in_its_field() -> None:
    form = question().answer_form(QueryDict("i1-point=here"), prefix="i1")

    html = drawn(question(), form=form)

    assert 'value="here"' in html
    assert "Write a point as latitude and longitude" in html


def test_a_point_counts_before_a_place() -> None:
    form = question().answer_form(QueryDict("i1-place=bay&i1-point=25.1, 62.3&i1-certainty=sure"), prefix="i1")

    assert form.is_valid()
    assert form.cleaned_data == {"point": "25.1, 62.3"}


@pytest.mark.parametrize("answer", [{"place": "sea"}, {"place": ["bay"]}, {"place": 1}, {"spot": "bay"}])
def test_only_its_places_can_be_chosen(answer: Any) -> None:
    assert not question().answer_form(answer).is_valid()


@given(ON_MAP, st.integers(0, 400), st.integers(0, 400))
def test_nearer_is_never_worse(point: Point, tolerance: int, wider: int) -> None:
    asked = question(tolerance_km=tolerance, ring_km=tolerance + wider if wider else 0)
    fraction = asked.mark({"point": point_text(point)}).fraction
    nearer = Point((point.lat + 25.12) / 2, (point.lon + 62.32) / 2)

    assert fraction in (0, 0.5, 1)
    if distance_km(nearer, Point(25.12, 62.32)) <= distance_km(point, Point(25.12, 62.32)):
        assert asked.fraction(nearer) >= asked.fraction(point)


@pytest.mark.parametrize(("km", "fraction"), [(0, 1), (59, 1), (61, 0.5), (299, 0.5), (301, 0)])
def test_the_mark_follows_the_distance(km: float, fraction: float) -> None:
    ring = circle(Point(25.12, 62.32), km, corners=8)

    assert [question().fraction(point) for point in ring] == [fraction] * 8


@given(st.sampled_from([PORT, BAY, FORT]))
def test_a_place_earns_what_its_point_earns(place: dict[str, Any]) -> None:
    by_list = question().mark({"place": place["key"]}).fraction
    by_map = question().mark({"point": f"{place['lat']}, {place['lon']}"}).fraction

    assert by_list == by_map


@pytest.mark.parametrize(
    ("point", "fraction"),
    [("29, 70", 1), ("25.0, 62.3", 1), ("30, 60.5", 0.5), ("36, 52", 0), ("32.7, 75", 0.5), ("20, 62", 0)],
)
def test_a_country_counts_with_a_margin(point: str, fraction: float) -> None:
    assert country().mark({"point": point}).fraction == fraction


@pytest.mark.parametrize(
    ("answer", "tag"),
    [({"point": "26.5, 62.3"}, "partly right"), ({"point": "36, 52"}, "not right"), ({"place": "port"}, "right")],
)
def test_what_lies_in_the_ring_is_called_partly_right(answer: dict[str, str], tag: str) -> None:
    assert re.findall("Your answer · ([a-z ]+)", words_of(drawn(question(), outcome=question().mark(answer)))) == [
        f"{tag} "
    ]


def test_the_disputed_area_is_no_part_of_a_country_that_is_the_key() -> None:
    assert country(ring_km=0).mark({"point": "35.5, 74.5"}).fraction == 0


def test_all_listed_places_in_the_country_are_right() -> None:
    asked = country(places=[INLAND, {**INLAND, "key": "lahore", "text": "Lahore", "lat": 31.55, "lon": 74.3}, FORT])

    assert [asked.mark({"place": key}).fraction for key in ("inland", "lahore", "fort")] == [1, 1, 0]
    assert asked.guess_score() == pytest.approx(2 / 3)


def test_a_guess_counts_what_lies_in_the_ring() -> None:
    near = {**BAY, "lat": 25.5, "lon": 64.0}

    assert question().guess_score() == pytest.approx(1 / 3)
    assert question(places=[PORT, near, FORT]).guess_score() == pytest.approx(1.5 / 3)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"point": "22, 62.32"}, "Your point lies 347 km from Port."),
        ({"point": "24, 62.32"}, "Your point lies 125 km from Port. That earns 50% of the mark."),
        ({"place": "bay"}, "Bay lies 473 km from Port."),
        ({"place": "port"}, ""),
        ({}, ""),
    ],
)
def test_the_outcome_says_how_far_off_it_was(answer: dict[str, str], said: str) -> None:
    outcome = question().mark(answer)

    assert outcome.said == said
    assert said in words_of(drawn(question(), outcome=outcome))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"point": "29, 70"}, "Your point lies in Pakistan."),
        ({"place": "beyond"}, "Beyond lies 364 km from Pakistan."),
    ],
)
def test_the_outcome_of_a_country_names_it(answer: dict[str, str], said: str) -> None:
    assert country().mark(answer).said == said


def test_the_outcome_marks_the_answer_and_the_key_by_shape_and_word() -> None:
    html = drawn(question(), outcome=question().mark({"place": "bay"}))

    assert "A Port (right: ringed) B Bay (your answer: framed) C Fort" in words_of(html)
    assert (html.count('class="target"'), html.count('<rect class="mine"'), html.count('<g class="mine"')) == (1, 1, 0)
    assert html.count('class="limit"') == 2


def test_the_outcome_marks_a_point_by_a_cross() -> None:
    outcome = question().mark({"point": "24, 63"})

    html = drawn(question(), outcome=outcome)

    assert "× your point" in words_of(html)
    assert (html.count('<rect class="mine"'), html.count('<g class="mine"')) == (0, 1)
    assert outcome.figure.mine == MAP.project(Point(24, 63))


@pytest.mark.parametrize(
    ("point", "chosen"),
    [
        ("34.3, 62.2", ["fort"]),
        ("34.3, 62.8", ["fort"]),  # 55 km off.
        ("34.3, 62.9", []),
        ("24.9, 67.1", ["bay"]),
        ("25.2, 62.4", []),  # The key.
    ],
)
def test_a_point_beside_a_wrong_place_stands_for_it(point: str, chosen: list[str]) -> None:
    parts = question().mark({"point": point}).parts

    assert [part.key for part in parts if part.chosen] == [*chosen, OTHER]


def test_of_two_wrong_places_a_point_stands_for_the_nearer() -> None:
    tower = {**FORT, "key": "tower", "text": "Tower", "lat": 34.6}

    parts = question(places=[PORT, FORT, tower]).mark({"point": "34.5, 62.2"}).parts

    assert [part.key for part in parts if part.chosen] == ["tower", OTHER]


@pytest.mark.parametrize(
    ("point", "chosen"),
    [("20, 78", ["beyond"]), ("33, 65", ["fort"]), ("45, 68", []), ("30, 69", []), ("10, 70", [])],
)
def test_where_a_country_is_the_key_a_point_stands_for_the_place_in_its_own(point: str, chosen: list[str]) -> None:
    """In the country of one wrong place, of the other, of none, in the key, and in the sea."""
    parts = country().mark({"point": point}).parts

    assert [part.key for part in parts if part.chosen] == [*chosen, OTHER]


def test_a_point_is_told_after_the_places() -> None:
    parts = question().mark({"point": "24, 62.32"}).in_order(["fort", "bay", "port"]).parts

    assert [(part.text, part.chosen, part.right) for part in parts] == [
        ("Fort", False, False),
        ("Bay", False, False),
        ("Port", False, True),
        ("24.0° N, 62.3° E", True, False),
    ]
    assert question().mark({"point": "25.3, 62.1"}).parts[-1].right


@pytest.mark.parametrize("answer", [{"point": "25.3, 62.1"}, {"point": "24, 60"}, {"point": "20, 71"}])
def test_a_point_comes_back_as_it_was_stored_and_posted(answer: dict[str, str]) -> None:
    forms = [question().answer_form(answer), question().answer_form(answer_post(question(), answer, "i7"), prefix="i7")]

    assert [form.is_valid() for form in forms] == [True, True]
    assert [form.cleaned_data for form in forms] == [answer, answer]


@pytest.mark.parametrize("told", [VERDICT, NOTHING, Told(key=False)])
@pytest.mark.parametrize("answer", [{"point": "24, 62.32"}, {"place": "bay"}, {}])
@pytest.mark.parametrize("asked", [question(listed="positions"), country(listed="positions"), question()])
def test_nothing_drawn_gives_the_key_away_before_it_is_told(
    asked: MapHotspot, answer: dict[str, str], told: Told
) -> None:
    outcome = as_told(asked.mark(answer), told, asked=asked.option_keys())
    whole = drawn(asked, outcome=asked.mark(answer))

    html = drawn(asked, outcome=outcome)

    secrets = ["ringed", 'class="target"', 'class="limit"', 'class="key"', " km ", "Pakistan"]
    secrets += ["Port", "Bay", "Fort", "Inland", "Beyond"] if asked.listed == "positions" else []
    assert [secret for secret in secrets if secret in html] == []
    assert len([secret for secret in secrets if secret in whole]) > 1


def test_the_letters_of_the_outcome_follow_the_order_of_its_parts() -> None:
    figure = question().mark({}).in_order(["fort", "port", "bay"]).figure

    assert [(dot.letter, dot.key) for dot in figure.dots] == [("A", "fort"), ("B", "port"), ("C", "bay")]


def test_map_and_list_have_the_same_letters_as_dealt() -> None:
    form = question().answer_form(prefix="i1", order=["fort", "port", "bay"])

    html = drawn(question(), form=form)

    assert re.findall(r'<label(?: class="on")? for="i1-place-(\w+)"><span>(\w)</span></label>', html) == [
        ("fort", "A"),
        ("port", "B"),
        ("bay", "C"),
    ]
    assert re.findall(r'id="i1-place-(\w+)-words"><b>(\w)</b> (\w+)', html) == [
        ("fort", "A", "Fort"),
        ("port", "B", "Port"),
        ("bay", "C", "Bay"),
    ]


def test_a_list_of_positions_names_no_place_before_marking() -> None:
    asked = question(listed="positions")

    html = drawn(asked, form=asked.answer_form(initial={"place": "port"}))

    assert "A 25.1° N, 62.3° E" in words_of(html)
    assert [name for name in ("Port", "Bay", "Fort") if name in html] == []
    assert asked.describe({"place": "port"}) == "25.1° N, 62.3° E"


def test_an_answer_is_described_as_the_list_says_it() -> None:
    assert question().describe({"place": "bay"}) == "Bay"
    assert question().describe({"point": "24, 63"}) == "24.0° N, 63.0° E"
    assert question().describe({"place": "gone"}) == "no answer"


@pytest.mark.parametrize(
    ("point", "words"),
    [((1.04, 20), "1.0° N, 20.0° E"), ((-1, 20), "1.0° S, 20.0° E"), ((1, -2), "1.0° N, 2.0° W")],
)
def test_a_point_in_words(point: tuple[float, float], words: str) -> None:
    assert in_words(Point(*point)) == words


def test_the_part_of_the_map_does_not_tell_the_key() -> None:
    others = [question(places=[{**PORT, "right": False}, {**BAY, "right": True}, FORT]), question()]

    views = {asked.answer_form().figure.view for asked in others}

    assert len(views) == 1
    assert views != {FRAME}


def test_students_are_told_what_earns_the_mark() -> None:
    same = "To choose a place is the same as to point at it. If you give both, the point counts."

    assert question().credit_text == (
        f"A point within 60 km of the right place earns the full mark. Within 300 km it earns 50% of it. {same}"
    )
    assert country(ring_km=0).credit_text == (
        f"A point in the right country, or within 20 km of it, earns the full mark. {same}"
    )


def test_what_decides_marks_are_points_and_limits() -> None:
    assert question().marking_payload() == {
        "places": {"bay": [24.86, 67.0], "fort": [34.3, 62.2], "port": [25.12, 62.32]},
        "key": [25.12, 62.32],
        "tolerance_km": 60,
        "ring_km": 300,
        "ring_share": 0.5,
    }
    assert country().marking_payload()["key"] == "PAK"


def test_the_form_of_a_country_is_the_same_whatever_the_country() -> None:
    other = country(country="IND", places=[{**INLAND, "right": False}, {**BEYOND, "right": True}, FORT])

    assert drawn(other, form=other.answer_form()) == drawn(country(), form=country().answer_form())


def test_a_question_is_written_from_nothing() -> None:
    edit = edited(
        of={},
        tolerance_km="40",
        row0_text="Old *port*",
        row0_right="on",
        row0_lat="25.12",
        row0_lon="62.32",
        row1_text="Fort",
        row1_lat="34.3",
        row1_lon="62.2",
    )

    assert edit.is_valid()
    assert edit.save().to_payload() == {
        "tolerance_km": 40,
        "places": [
            {"key": "old-port", "text": "Old *port*", "right": True, "lat": 25.12, "lon": 62.32},
            {"key": "fort", "text": "Fort", "lat": 34.3, "lon": 62.2},
        ],
    }


def test_mistakes_stand_at_their_fields() -> None:
    row, own = edited(row1_lat="25.2", row1_lon="62.3"), edited(ring_km="10")

    assert [row.is_valid(), own.is_valid()] == [False, False]
    assert [dict(each.errors) for each in row.rows if each.errors] == [
        {"right": ["It lies within the tolerance: it would be right too."]}
    ]
    assert own.own.errors == {"ring_km": ["This must be more than the tolerance, or 0."]}


def test_each_missing_reason_and_claim_is_named() -> None:
    assert question(places=[{**PORT, "rationale": ""}, {**BAY, "claim": ""}]).problems() == [
        "Place “port”: say why it is right.",
        "Place “bay”: name the claim that decides it.",
    ]
