"""What every question type offers.

A type is a pydantic model: its fields are the schema of `Question.payload`, its methods are its behaviour.
It knows no request, attempt or database. Adding one takes a module and a template here, and a line in the
registry.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, ClassVar, Protocol, Self

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from pydantic import BaseModel, ConfigDict

Answer = dict[str, Any]
"""What a student gave, as it is stored: JSON, with option keys, never positions. A blank answer is `{}`."""

Path = tuple[str | int, ...]
"""The way to something inside a payload, such as `("options", 1, "claim")`."""

TAKEN_NAMES = frozenset({"answered", "certainty"})
"""Fields that pages have beside an answer form, under its prefix: no answer has members of these names."""


@dataclass(frozen=True)
class Part:
    """One option, or other part of a question, in the light of an answer."""

    key: str
    text: str
    chosen: bool
    """Whether the student gave it, or gave something for it."""
    right: bool
    """Whether this part belongs to the key (not whether the student was right); where something is `wanted` for
    it, this is False only if something else was given."""
    rationale: str
    claim: str
    misconception: str
    given: str = ""
    wanted: str = ""
    """What the student gave for this part, and what the key has, in words. An option has neither."""
    said: str | Promise = ""
    """The same in a sentence for the student, where the two side by side would not read well."""
    partly: bool = False
    """Whether what was given here earns a part of what it could; then it is chosen and not `right`."""
    is_told: bool = True
    """Whether the student may know if it is right; a type leaves that alone."""

    @property
    def is_open(self) -> bool:
        """Whether something was wanted here and nothing given."""
        return bool(self.wanted) and not self.chosen


@dataclass(frozen=True)
class Outcome:
    """What an answer earns, from 0 to 1, and why."""

    fraction: float | None
    """None where only a person can say."""
    parts: tuple[Part, ...]
    keeps_order: bool = False
    """Whether the order of its parts tells something."""

    @property
    def deciding(self) -> list[str]:
        """The claims that tell what is right; the outcome of a blank answer has those of the key."""
        return [part.claim for part in self.parts if part.claim and (part.right or part.wanted)]

    def without_key(self) -> Self:
        """The same without what it tells of the key beside its parts, or in the words of options."""
        return self

    def in_order(self, keys: Sequence[str]) -> "Outcome":
        """The same with its parts as they were dealt; parts that `keys` does not name come last."""
        if self.keeps_order:
            return self
        place = {key: number for number, key in enumerate(keys)}
        return replace(self, parts=tuple(sorted(self.parts, key=lambda part: place.get(part.key, len(place)))))

    def in_given_order(self) -> "Outcome":
        """Where their order tells the key, the same with its parts as the student gave them, the others by their
        keys: an order that tells nothing."""
        if not self.keeps_order:
            return self
        parts = sorted(self.parts, key=lambda part: (not part.given, len(part.given), part.given, part.key))
        return replace(self, parts=tuple(parts), keeps_order=False)


@dataclass(frozen=True)
class Judged:
    """What a person's judgement of an answer is worth, from 0 to 1."""

    fraction: float
    words: Sequence[tuple[str, str]]
    """Each criterion with the level that was given for it."""
    parts: tuple[Part, ...] = ()
    """The criteria; chosen are those that are met in full."""


class JudgeForm(Protocol):
    """A Django form in which a person judges an answer."""

    @property
    def levels(self) -> dict[str, str]:
        """What was given, to be kept with the mark. Call it after `is_valid`."""

    def is_valid(self) -> bool: ...


class EditForm(Protocol):
    """The form of a type's payload in the admin: fields of its own, and a row for each part."""

    @property
    def template_name(self) -> str:
        """Draws the form, which it knows as `edit`, inside the `<form>` of a page."""

    @property
    def rearranged(self) -> bool:
        """Whether the POST only asked for another order or one more row: show it again, save nothing."""

    def is_valid(self) -> bool: ...

    def check_references(self, *, claims: Collection[str], misconceptions: Collection[str]) -> bool:
        """Whether the course has all keys that the rows name; says on each row which it has not.

        Call it after `is_valid`. A type knows no database, so it is handed the keys that exist.
        """

    def is_ready(self) -> bool:
        """Whether students may be asked; says on each row what is missing. Call it after `is_valid`."""

    def save(self) -> "QuestionType":
        """The schema object. Call it after `is_valid`."""


class QuestionType(BaseModel, ABC):
    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    marked_by_hand: ClassVar[bool] = False
    """Whether an answer waits for a person to mark it, so that nothing can be told at once."""
    asks_whose: ClassVar[bool] = False
    """Whether it asks whose claim something is, so that its stem may not say it."""

    @property
    def template_name(self) -> str:
        """Draws the answer form (`form`) or, after marking, the outcome (`outcome`)."""
        return f"quizzes/question_types/{self.slug}.html"

    @property
    def credit_text(self) -> str:
        """How an answer earns its mark, in a sentence for students; empty where it goes without saying."""
        return ""

    def to_payload(self) -> dict[str, Any]:
        """The JSON of `Question.payload`: fields in the order of the schema, defaults left out."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @abstractmethod
    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> forms.Form:
        """The student's form; its `cleaned_data` is the answer to store. Blank and partial answers are valid.

        `data` is a POST (with or without prefix) or, without prefix, a stored answer: then members that the
        type does not know are refused, and so is any JSON that is no object. `order` has the option keys as
        they were dealt.
        """

    @abstractmethod
    def is_blank(self, answer: Answer) -> bool: ...

    @abstractmethod
    def mark(self, answer: Answer) -> Outcome:
        """Mark an answer; a blank one earns 0."""

    def judge_form(
        self, data: Mapping[str, Any] | None = None, *, levels: Mapping[str, str] | None = None
    ) -> JudgeForm | None:
        """Where a type is marked by a rubric: the form for it, with the levels that were given before."""
        return None

    def judged(self, levels: Mapping[str, str]) -> Judged:
        """What levels from the `judge_form` are worth."""
        raise NotImplementedError(f"{self.slug} has no rubric")

    @abstractmethod
    def describe(self, answer: Answer) -> str:
        """The answer in words, for reviews and reports: Markdown that shows what was typed as it was typed."""

    @abstractmethod
    def option_keys(self) -> list[str]:
        """The keys that can be dealt in another order; empty where order means something."""

    @abstractmethod
    def claim_keys(self) -> list[str]: ...

    def deciding_claims(self) -> list[str]:
        """The claims that decide its key, each once: no draw asks two questions that share one.

        As a rule those of the parts that are right; a type whose key rests on something else says so here.
        """
        return list(dict.fromkeys(self.mark({}).deciding))

    @abstractmethod
    def misconception_keys(self) -> list[str]: ...

    @abstractmethod
    def marking_payload(self) -> dict[str, Any]:
        """The part of the payload that decides marks: option keys, key, credit rule. No wording."""

    @abstractmethod
    def missing(self) -> Iterator[tuple[Path, str]]:
        """What keeps a question with this payload from being ready: where, and in words for an instructor."""

    def problems(self) -> list[str]:
        """The same in words alone; a row of the payload is called by its key."""
        return [self._said_of(path, problem) for path, problem in self.missing()]

    def _said_of(self, path: Path, problem: str) -> str:
        match path:
            case (str(name), int(place), *_):
                row = getattr(self, name)[place]
                return str(row.named % {"key": row.key, "problem": problem})
        return capfirst(problem)

    @abstractmethod
    def guess_score(self) -> float:
        """The expected fraction of blind guessing."""

    @abstractmethod
    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        """What a student of a demo class gives, who knows each part of the key with the probability `skill`.

        With a skill of 1 it earns 1, where it is not marked by hand; without any it is a guess.
        """

    @classmethod
    @abstractmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> EditForm:
        """The form in the admin; schema errors land on the row that they are about."""

    @classmethod
    @abstractmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float | None]]:
        """(question, answer, fraction) cases; the contract tests run all of them."""
