"""A place on the map: pointed at, or chosen from a list of places."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Annotated, Any, ClassVar, Literal, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, Field, model_validator

from lessons.figures.base_map import base_map
from lessons.figures.base_map_svg import ring_path
from lessons.figures.projection import FRAME, MAP, Point
from lessons.figures.sphere import area_distance_km, circle, distance_km
from quizzes.question_types.answers import dealt
from quizzes.question_types.base import Answer, Part, Path, QuestionType
from quizzes.question_types.choices import as_part
from quizzes.question_types.edit_map import MapOwnForm, PlaceRow
from quizzes.question_types.edit_payload import PayloadEditForm
from quizzes.question_types.map_outcome import MapOutcome
from quizzes.question_types.map_places import LETTERS, Listed, MapForm, Place, in_words, read_point
from quizzes.question_types.options import check_keys, refuse
from quizzes.question_types.typed import other_part

Kilometres = Annotated[int, Field(ge=0, le=5000)]


def check_places(places: tuple[Place, ...]) -> tuple[Place, ...]:
    if len(places) < 2:
        raise refuse("too_few_places", _("A question needs at least two places."))
    if len(places) > len(LETTERS):
        raise refuse("too_many_places", _("A question can have %(most)s places.") % {"most": len(LETTERS)})
    check_keys(places)
    for row, place in enumerate(places):
        if place.text in [other.text for other in places[:row]]:
            raise refuse("text_twice", _("Another place has the same name."), row, "text")
        if not FRAME.holds(MAP.project(place.point)):
            raise refuse("off_the_map", _("This lies beyond the edge of the map."), row, "lat")
    return places


class MapHotspot(QuestionType):
    """An answer is `{"place": key}` or `{"point": "latitude, longitude"}`. A place is marked as its point is."""

    slug: ClassVar[str] = "map_hotspot"
    label: ClassVar[str | Promise] = gettext_lazy("Place on the map")

    listed: Literal["names", "positions"] = "names"
    """What the list says of the places: never the names where the stem asks where one of them lies."""
    country: str = ""
    """Where the key is a country of the base map, its code; otherwise it is the place that is right."""
    tolerance_km: Kilometres
    """How far from the key a point may lie for the full mark."""
    ring_km: Kilometres = 0
    """How far for a part of it; 0 where nothing else earns any."""
    ring_share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    places: Annotated[tuple[Place, ...], AfterValidator(check_places)]

    @model_validator(mode="after")
    def check_key(self) -> Self:
        if self.country and self.country not in base_map().by_code:
            message = _("The map has no country with the code “%(code)s”.") % {"code": self.country}
            raise refuse("no_such_country", message, "country")
        right = [row for row, place in enumerate(self.places) if place.right]
        if not right:
            raise refuse("no_right_place", _("Say which place is right."))
        if len(right) > 1 and not self.country:
            raise refuse("second_right_place", _("Only one place can be right."), "places", right[1], "right")
        if len(right) == len(self.places):
            raise refuse("no_wrong_place", _("One of the places must be wrong."))
        if self.ring_km and self.ring_km <= self.tolerance_km:
            raise refuse("narrow_ring", _("This must be more than the tolerance, or 0."), "ring_km")
        self._check_distances()
        return self

    def _check_distances(self) -> None:
        """What a place earns must be what its row says: a place is marked as a point is."""
        for row, place in enumerate(self.places):
            is_within = self.distance(place.point) <= self.tolerance_km
            if is_within is not place.right:
                near = _("It lies within the tolerance: it would be right too.")
                far = _("It does not lie in the country that is right.")
                raise refuse("other_than_marked", near if is_within else far, "places", row, "right")

    def distance(self, point: Point) -> float:
        """From the key, in kilometres."""
        if self.country:
            return area_distance_km(point, base_map().by_code[self.country].rings)
        return distance_km(point, self.right_place.point)

    @property
    def right_place(self) -> Place:
        """The first, where the key is a country."""
        return next(place for place in self.places if place.right)

    def fraction(self, point: Point) -> float:
        """1 within the tolerance, the share of the ring within the ring, 0 beyond it."""
        distance = self.distance(point)
        if distance <= self.tolerance_km:
            return 1
        return self.ring_share if distance <= self.ring_km else 0

    @property
    def credit_text(self) -> str:
        numbers = {"km": self.tolerance_km, "ring": self.ring_km, "percent": round(self.ring_share * 100)}
        if self.country:
            full = _("A point in the right country, or within %(km)s km of it, earns the full mark.") % numbers
        else:
            full = _("A point within %(km)s km of the right place earns the full mark.") % numbers
        part = _("Within %(ring)s km it earns %(percent)s%% of it.") % numbers if self.ring_km else ""
        same = _("To choose a place is the same as to point at it. If you give both, the point counts.")
        return " ".join(filter(None, (full, part, same)))

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> MapForm:
        places = {place.key: Listed(place.key, self.said_of(place), place.point) for place in self.places}
        listed = [places[key] for key in dealt(list(places), order)]
        return MapForm(listed, data, prefix=prefix, initial=initial, hint=self.credit_text)

    def said_of(self, place: Place) -> str:
        """What a student is told of a place before marking."""
        return place.text if self.listed == "names" else in_words(place.point)

    def chosen(self, answer: Answer) -> Place | None:
        return next((place for place in self.places if place.key == answer.get("place")), None)

    def point(self, answer: Answer) -> Point | None:
        """The point that was given, or that of the place that was chosen."""
        given = self.given_point(answer)
        place = self.chosen(answer)
        return given or (place.point if place else None)

    def given_point(self, answer: Answer) -> Point | None:
        return read_point(answer["point"]) if answer.get("point") else None

    def meant(self, point: Point, fraction: float) -> Place | None:
        """The wrong place that a point stands for: the nearest one, if the point lies in its area.

        That reaches as far as the tolerance; where the key is a country, it is also the country about the place.
        """
        if fraction == 1:
            return None
        wrong = (place for place in self.places if not place.right)
        nearest = min(wrong, key=lambda place: distance_km(place.point, point))
        land = base_map().at(point) if self.country else None
        is_near = distance_km(nearest.point, point) <= self.tolerance_km
        return nearest if is_near or (land and land.holds(nearest.point)) else None

    def is_blank(self, answer: Answer) -> bool:
        return not answer.get("place") and not answer.get("point")

    def mark(self, answer: Answer) -> MapOutcome:
        point = self.point(answer)
        fraction = self.fraction(point) if point else 0
        return MapOutcome(
            fraction=fraction,
            parts=tuple(self._parts(answer, fraction)),
            points=tuple((place.key, place.point) for place in self.places),
            mine=self.given_point(answer),
            said=self._said(answer, fraction),
            country=self.country,
            limits=tuple(self._limits()),
            unnamed=self.listed == "positions",
        )

    def _parts(self, answer: Answer, fraction: float) -> list[Part]:
        """The places; and after them the point, if one was given. Its reasons are those of the place that it means."""
        point = self.given_point(answer)
        chosen = self.meant(point, fraction) if point else self.chosen(answer)
        parts = [as_part(place, place is chosen) for place in self.places]
        if point:
            parts.append(replace(other_part(in_words(point)), right=fraction == 1))
        return [replace(part, partly=part.chosen and 0 < fraction < 1) for part in parts]

    def _said(self, answer: Answer, fraction: float) -> str:
        """How far off the answer is, and what it earns nevertheless; empty where nothing need be said."""
        point, place = self.point(answer), self.chosen(answer)
        if not point or (place and fraction == 1):
            return ""
        percent = round(fraction * 100)
        earned = _("That earns %(percent)s%% of the mark.") % {"percent": percent} if 0 < fraction < 1 else ""
        return " ".join(filter(None, (self._distance_said(answer, point), earned)))

    def _distance_said(self, answer: Answer, point: Point) -> str:
        place = None if self.given_point(answer) else self.chosen(answer)
        key = base_map().by_code[self.country].name if self.country else self.right_place.text
        distance = self.distance(point)
        words = {"km": round(distance), "key": key, "place": place.text if place else ""}
        if place:
            return _("%(place)s lies %(km)s km from %(key)s.") % words
        if distance == 0 and self.country:
            return _("Your point lies in %(key)s.") % words
        return _("Your point lies %(km)s km from %(key)s.") % words

    def _limits(self) -> Iterator[str]:
        for km in (self.tolerance_km, self.ring_km):
            if km and not self.country:
                yield ring_path(circle(self.right_place.point, km))

    def describe(self, answer: Answer) -> str:
        """As the list says it: a student may read this before the answer is marked."""
        point, place = self.given_point(answer), self.chosen(answer)
        if point:
            return in_words(point)
        return self.said_of(place) if place else _("no answer")

    def option_keys(self) -> list[str]:
        return [place.key for place in self.places]

    def claim_keys(self) -> list[str]:
        return list(dict.fromkeys(place.claim for place in self.places if place.claim))

    def misconception_keys(self) -> list[str]:
        return list(dict.fromkeys(place.misconception for place in self.places if place.misconception))

    def marking_payload(self) -> dict[str, Any]:
        rule = {"tolerance_km": self.tolerance_km, "ring_km": self.ring_km, "ring_share": self.ring_share}
        places = {place.key: [place.lat, place.lon] for place in sorted(self.places, key=lambda place: place.key)}
        key = self.country or [self.right_place.lat, self.right_place.lon]
        return {"places": places, "key": key, **rule}

    def missing(self) -> Iterator[tuple[Path, str]]:
        for row, place in enumerate(self.places):
            yield from ((("places", row, field), problem) for field, problem in place.missing())

    def guess_score(self) -> float:
        """The mean of what the places of the list earn: 1/n, and more where others lie in the ring or the country.

        A blind point on the map earns less, for most of the map lies far from the key.
        """
        return sum(self.fraction(place.point) for place in self.places) / len(self.places)

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        if draw.random() < skill:
            return {"place": self.right_place.key}
        return {"place": draw.choice(self.option_keys())}

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, own=MapOwnForm, rows=(PlaceRow,))

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        places = (
            Place(key="port", text="The *port*", lat=25.12, lon=62.32, right=True, rationale="So.", claim="P14f3"),
            Place(key="oasis", text="The oasis", lat=39.65, lon=66.96, rationale="It has no sea.", claim="P26f3"),
            Place(
                key="pass",
                text="The pass",
                lat=34.1,
                lon=71.1,
                rationale="It is in the mountains.",
                claim="P19f3",
                misconception="plans",
            ),
        )
        question = cls(tolerance_km=60, ring_km=300, places=places)
        yield question, {"place": "port"}, 1
        yield question, {"place": "pass"}, 0
        yield question, {}, 0
        unnamed = cls(listed="positions", tolerance_km=60, places=places)
        yield unnamed, {"place": "port"}, 1
        yield unnamed, {"place": "oasis"}, 0
