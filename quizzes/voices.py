"""“Whose claim is it, and of what kind?”, asked of a claim itself, without a question of the bank.

The item must never mark an answer wrong that could be defended. A claim is left out where its voice is in doubt:

- a fact that judges, explains, foretells or demands, or that has a speaker: it may be called a claim too;
- what rests on paragraphs of several documents, which need not speak with one voice;
- what another claim of the course states in the same words, with another voice.

Where the kind is clear and the speaker is not, only the kind is asked: where none is named, or one is retired, or
fewer than two others can be offered. Another speaker of the course is offered unless

- it says something in a paragraph on which the claim rests, or is named as speaking there;
- it is what the claim is about: one of its topics, or named in its words;
- it is the author of the document of a quoted or reported claim, who passes that claim on;
- a relation joins it to one who says it, or a chain of memberships does: a part speaks for its whole;
- one of its names is in a name of one who says it, or the reverse.

Of “quoted” and “reported” one is left out, for what is quoted is reported too; of which kind the claim is does not
decide that where it is neither.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lessons.markdown import literal
from lessons.memory import kept_by_revision
from lessons.models import Claim, Course, Paragraph, Relation, Topic, Voice
from quizzes.question_types.options import KEY_LENGTH, KEY_PATTERN
from quizzes.question_types.voice import KIND, SPEAKER, Speaker, WhoseClaim

MOST_OTHERS, FEWEST_OTHERS = 3, 2
HEARSAY = (Voice.QUOTED, Voice.REPORTED)
WHOLES = frozenset({"part_of", "member_of", "located_in", "holds_office_in"})
"""The predicates that lead from a part to its whole."""


@kept_by_revision(size=16)
def voice_items(course: Course) -> dict[int, WhoseClaim]:
    """By the number of a claim, the item that can be made from it; claims that cannot be asked so are left out."""
    claims = Claim.objects.filter(course=course, retired=False).select_related("paragraph")
    rows = list(claims.prefetch_related("speakers", "topics", "paragraph__speakers", "also_in__speakers"))
    relations = Relation.objects.filter(course=course, retired=False).values_list("subject", "predicate__key", "object")
    people = Voices(rows, list(relations))
    return {row.pk: item_of(row, people) for row in rows if people.is_clear(row)}


@dataclass
class Voices:
    """Who says what in a course, and who belongs to whom."""

    claims: Sequence[Claim]
    relations: Sequence[tuple[int, str, int]]
    wholes: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    joined: set[frozenset[int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for subject, predicate, object_ in self.relations:
            self.joined.add(frozenset((subject, object_)))
            if predicate in WHOLES:
                self.wholes[subject].add(object_)

    @cached_property
    def speakers(self) -> list[Topic]:
        """All who say something in the course, by their slugs."""
        found = {topic.pk: topic for claim in self.claims for topic in claim.speakers.all() if not topic.retired}
        return sorted(found.values(), key=lambda topic: topic.slug)

    @cached_property
    def heard(self) -> Mapping[int, set[int]]:
        """By paragraph, the numbers of those who speak in it."""
        found: dict[int, set[int]] = defaultdict(set)
        for claim in self.claims:
            for paragraph in paragraphs_of(claim):
                found[paragraph.pk] |= numbers(paragraph.speakers.all()) | numbers(claim.speakers.all())
        return found

    @cached_property
    def authors(self) -> Mapping[int, set[int]]:
        """By document, the numbers of those whose own claims it makes."""
        found: dict[int, set[int]] = defaultdict(set)
        for claim in self.claims:
            if claim.kind == Voice.AUTHOR:
                for paragraph in paragraphs_of(claim):
                    found[paragraph.document_id] |= numbers(claim.speakers.all())
        return found

    @cached_property
    def voices_of(self) -> Mapping[str, set[tuple[str, frozenset[int]]]]:
        """By statement, the voices with which the course has it."""
        found: dict[str, set[tuple[str, frozenset[int]]]] = defaultdict(set)
        for claim in self.claims:
            found[folded(claim.statement)].add((claim.kind, frozenset(numbers(claim.speakers.all()))))
        return found

    def is_clear(self, claim: Claim) -> bool:
        if claim.kind == Voice.FACT and (claim.mode != Claim.Mode.DESCRIPTIVE or claim.speakers.all()):
            return False
        one_document = len({paragraph.document_id for paragraph in paragraphs_of(claim)}) == 1
        return one_document and len(self.voices_of[folded(claim.statement)]) == 1

    def others(self, claim: Claim) -> list[Topic]:
        """Those who certainly do not say it."""
        own = list(claim.speakers.all())
        barred = numbers(own) | numbers(claim.topics.all())
        for paragraph in paragraphs_of(claim):
            barred |= self.heard[paragraph.pk]
            barred |= self.authors[paragraph.document_id] if claim.kind in HEARSAY else set()
        words = f" {folded(claim.statement)} "
        return [
            topic
            for topic in self.speakers
            if topic.pk not in barred
            and not any(f" {name} " in words for name in names(topic))
            and not any(self.belong_together(topic, speaker) for speaker in own)
        ]

    def belong_together(self, one: Topic, other: Topic) -> bool:
        if frozenset((one.pk, other.pk)) in self.joined:
            return True
        if one.pk in self.above(other.pk) or other.pk in self.above(one.pk):
            return True
        return any(mine in theirs or theirs in mine for mine in names(one) for theirs in names(other))

    def above(self, topic: int) -> set[int]:
        """All wholes to which a topic belongs."""
        found: set[int] = set()
        waiting = [topic]
        while waiting:
            fresh = self.wholes.get(waiting.pop(), set()) - found
            found |= fresh
            waiting += fresh
        return found


def paragraphs_of(claim: Claim) -> list[Paragraph]:
    return [claim.paragraph, *claim.also_in.all()]


def numbers(topics: Iterable[Topic]) -> set[int]:
    return {topic.pk for topic in topics}


def names(topic: Topic) -> list[str]:
    written = (topic.name, *topic.aliases, *topic.other_names)
    return [name for name in map(folded, filter(None, map(str, written))) if name]


def folded(text: str) -> str:
    """Small letters and single blanks, so that words can be compared."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def stem_of(claim: Claim) -> str:
    return literal(claim.statement.strip())


def item_of(claim: Claim, people: Voices) -> WhoseClaim:
    own = [topic for topic in claim.speakers.all() if claim.kind != Voice.FACT]
    others = people.others(claim) if own and not any(topic.retired for topic in own) else []
    draw = {topic.pk: hashlib.sha256(f"{claim.key}:{topic.slug}".encode()).digest() for topic in others}
    chosen = sorted(others, key=lambda topic: draw[topic.pk])[:MOST_OTHERS]
    speakers = [speaker_row(topic, right=topic in own) for topic in [*own, *chosen]]
    payload = {
        "kind": claim.kind,
        "left_out": kind_left_out(claim),
        "speakers": speakers if len(chosen) >= FEWEST_OTHERS else [],
        "claim": claim.key,
    }
    return WhoseClaim.model_validate(payload)


def kind_left_out(claim: Claim) -> str:
    if claim.kind in HEARSAY:
        return next(kind.value for kind in HEARSAY if kind != claim.kind)
    return HEARSAY[hashlib.sha256(claim.key.encode()).digest()[0] % 2].value


def speaker_row(topic: Topic, *, right: bool) -> Speaker:
    """A key must be a word of small letters; slugs may be others."""
    fits = KEY_PATTERN.fullmatch(topic.slug) and len(topic.slug) <= KEY_LENGTH and topic.slug not in (SPEAKER, KIND)
    key = topic.slug if fits else f"t-{hashlib.sha256(topic.slug.encode()).hexdigest()[:12]}"
    return Speaker(key=key, text=literal(topic.name.strip()), right=right)
