"""The base map as an SVG file, which pages draw by `<use href="…/base-map.svg#land">`.

Its colours are the tokens of the page that uses it, so that one file serves day, night and print. A single
country, `#PAK`, brings no colours: it takes those of the element that uses it.
"""

from collections.abc import Iterable, Sequence

from lessons.figures.base_map import BaseMap, Country
from lessons.figures.projection import FRAME, MAP, Point

DIGITS = 1
THIN = 'vector-effect="non-scaling-stroke"'
"""Lines are as wide on a small part of the map as on all of it; it must stand on each path, for it is not inherited."""


def base_map_svg(base: BaseMap) -> str:
    countries = "\n".join(f'<path id="{country.code}" {THIN} d="{path_of(country)}"/>' for country in base.countries)
    disputed = "\n".join(f'<path {THIN} d="{path_of(area)}"/>' for area in base.disputed)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{FRAME.box}">\n'
        '<g id="land" stroke-linejoin="round">\n'
        f'<g fill="var(--sheet,#fdfbf4)" stroke="var(--edge,#857b64)" stroke-width=".7">\n{countries}\n</g>\n'
        '<g fill="var(--rule,#d6cdb5)" stroke="var(--ink,#20242f)" stroke-width="1" stroke-dasharray="4 2">\n'
        f"{disputed}\n</g>\n"
        "</g>\n</svg>\n"
    )


def path_of(country: Country) -> str:
    return "".join(map(ring_path, country.rings))


def ring_path(ring: Sequence[Point]) -> str:
    """A closed path in relative steps, which are shorter to write; they start from what was written, so that
    rounding does not add up."""
    step = 10**DIGITS
    spots = [tuple(round(value * step) for value in MAP.project(point)) for point in ring]
    (left, top), *rest = spots
    steps = [(x - a, y - b) for (a, b), (x, y) in zip(spots, rest, strict=False) if (a, b) != (x, y)]
    return f"M{_number(left)} {_number(top)}l{''.join(_pairs(steps))}z"


def _pairs(steps: Iterable[tuple[int, int]]) -> Iterable[str]:
    for place, (x, y) in enumerate(steps):
        first, second = _number(x), _number(y)
        yield ("" if place == 0 or first.startswith("-") else " ") + first
        yield ("" if second.startswith("-") else " ") + second


def _number(value: int) -> str:
    """Tenths as SVG may have them: 3, -.5."""
    text = f"{value / 10**DIGITS:.{DIGITS}f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text or "0"
