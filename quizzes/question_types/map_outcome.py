"""What came of an answer on the map, with what a template draws of it."""

from dataclasses import dataclass, replace
from typing import Self

from lessons.figures.projection import MAP, Point
from quizzes.question_types.base import Outcome
from quizzes.question_types.map_places import LETTERS, Dot, MapView, in_words, view_of


@dataclass(frozen=True, kw_only=True)
class MapOutcome(Outcome):
    """An outcome with its map."""

    points: tuple[tuple[str, Point], ...]
    """The places by their keys."""
    mine: Point | None
    said: str
    """How far the answer lies from the key, in a sentence; empty where nothing was given or all is right."""
    country: str
    """The code of the country that is the key; empty where a place is."""
    limits: tuple[str, ...]
    """The outlines of what earns the mark, and part of it, as SVG paths."""
    unnamed: bool
    """Whether the list showed positions: then a name says where something lies."""

    def without_key(self) -> Self:
        points = dict(self.points)
        parts = tuple(
            replace(part, text=in_words(points[part.key])) if self.unnamed and part.key in points else part
            for part in self.parts
        )
        return replace(self, parts=parts, said="", country="", limits=())

    @property
    def figure(self) -> MapView:
        points = dict(self.points)
        places = [part for part in self.parts if part.key in points]
        dots = tuple(
            Dot(letter, part.key, part.text, MAP.project(points[part.key]), checked=part.chosen, right=part.right)
            for letter, part in zip(LETTERS, places, strict=False)
        )
        seen = [*points.values(), self.mine] if self.mine else list(points.values())
        return MapView(view_of(seen), dots, MAP.project(self.mine) if self.mine else None)
