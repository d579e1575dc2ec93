"""Which questions a paper has, and in which order: a pure function of the bank, the items and a seed.

Everything is named by its key, so that the same rows and the same seed give the same paper in any database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from random import Random, SystemRandom

Tag = tuple[str, str]
"""What a question is or is about: `("area", "actor")`."""

DRAWN = ("use", "quiz")
"""Only such questions are drawn; reserved ones stand in a quiz as fixed items."""

TRIES = 8
"""How often each kind of order is tried where enemies leave a draw short."""


def new_seed() -> int:
    return SystemRandom().getrandbits(62)


@dataclass(frozen=True)
class Place:
    """An item of a quiz as dealing sees it: a question, or a draw of `count` of those that have all its tags."""

    item: str
    question: str = ""
    count: int = 0
    tags: frozenset[Tag] = frozenset()


@dataclass
class Entry:
    """A question of the bank that can be dealt."""

    key: str
    tags: set[Tag] = field(default_factory=set)
    deciding: set[str] = field(default_factory=set)
    """The claims that decide its key."""
    named: set[str] = field(default_factory=set)
    """The enemies that it names."""
    met: int = 0
    """How often the student was asked it before."""

    @property
    def claims(self) -> list[str]:
        """Those that it tests."""
        return sorted(key for name, key in self.tags if name == "claim")


@dataclass(frozen=True)
class Dealt:
    item: str
    question: str


class Bank:
    """The questions that can be dealt, by key."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.key: entry for entry in sorted(entries, key=lambda entry: entry.key)}

    @cached_property
    def enemies(self) -> Mapping[str, Set[str]]:
        """Of each question those that must not meet it: named on either side, or decided by the same claim."""
        found: dict[str, set[str]] = defaultdict(set)
        decided: dict[str, set[str]] = defaultdict(set)
        for entry in self.entries.values():
            for other in entry.named:
                found[entry.key].add(other)
                found[other].add(entry.key)
            for claim in entry.deciding:
                decided[claim].add(entry.key)
        for rivals in decided.values():
            for key in rivals:
                found[key] |= rivals - {key}
        return found

    def fitting(self, draw: Place) -> set[str]:
        """The questions that have all that a draw asks for."""
        wanted = draw.tags | {DRAWN}
        return {entry.key for entry in self.entries.values() if wanted <= entry.tags}

    def choices(self, places: Sequence[Place]) -> dict[str, set[str]]:
        """By item, what each draw of a quiz can take: no question of a fixed item, and no enemy of one."""
        fixed = {place.question for place in places if place.question in self.entries}
        barred = fixed.union(*(self.enemies.get(key, ()) for key in fixed))
        return {place.item: self.fitting(place) - barred for place in places if place.count}


def deal_paper(places: Sequence[Place], bank: Bank, *, seed: int, shuffle: bool = False) -> list[Dealt]:
    """The questions of a paper in their order. None comes twice, and a draw brings no enemy of another question.

    Fixed items come first to their questions. Where the bank does not give enough, the paper is shorter.
    """
    draw = Random(seed)  # noqa: S311  # The seed is what is secret.
    asked = {place.item: [place.question] for place in places if place.question in bank.entries}
    asked |= fullest(places, bank, draw)
    found: dict[str, Dealt] = {}
    for place in places:
        for key in asked.get(place.item, ()):
            found.setdefault(key, Dealt(place.item, key))
    paper = list(found.values())
    if shuffle:
        draw.shuffle(paper)
    return paper


def fullest(places: Sequence[Place], bank: Bank, draw: Random) -> dict[str, list[str]]:
    """By item, what the draws take: of several tries the first that takes the most.

    What the student has met least often comes first; only where that leaves a draw short, questions with few
    enemies do, and then any.
    """
    choices = bank.choices(places)
    pool = sorted(set().union(*choices.values()))
    counts = {place.item: min(place.count, len(choices[place.item])) for place in places if place.count}
    most = min(sum(counts.values()), len(pool))
    best: dict[str, list[str]] = {item: [] for item in counts}
    for number in range(3 * TRIES):
        order = ordered(pool, bank, draw, kind=number // TRIES)
        # A draw that has little to choose from chooses first, or another may leave it nothing.
        items = sorted(counts, key=lambda item: len(choices[item]))
        if number:
            draw.shuffle(items)
        taken: dict[str, list[str]] = {}
        barred: set[str] = set()
        for item in items:
            taken[item] = take([key for key in order if key in choices[item]], counts[item], barred, bank.enemies)
        if size(taken) > size(best):
            best = taken
        if size(best) == most:
            break
    for own in best.values():
        draw.shuffle(own)
    return best


def size(taken: Mapping[str, Sequence[str]]) -> int:
    return sum(map(len, taken.values()))


def ordered(pool: Sequence[str], bank: Bank, draw: Random, *, kind: int) -> list[str]:
    """The questions in the order in which they are tried; chance decides among equals."""
    shuffled = draw.sample(pool, k=len(pool))
    if kind == 0:
        return sorted(shuffled, key=lambda key: bank.entries[key].met)
    if kind == 1:
        return sorted(shuffled, key=lambda key: (len(bank.enemies.get(key, ())), bank.entries[key].met))
    return shuffled


def take(order: Iterable[str], count: int, barred: set[str], enemies: Mapping[str, Set[str]]) -> list[str]:
    """The first questions that nothing bars; adds to `barred` what they bar in turn."""
    taken: list[str] = []
    for key in order:
        if len(taken) == count:
            break
        if key not in barred:
            taken.append(key)
            barred |= {key, *enemies.get(key, ())}
    return taken


def option_order(keys: Sequence[str], *, seed: int, question: str) -> list[str]:
    """The keys of the options of a question as they are dealt."""
    return Random(f"{seed}:{question}").sample(keys, k=len(keys))  # noqa: S311
