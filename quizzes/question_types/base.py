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
from pydantic import BaseModel, ConfigDict

Answer = dict[str, Any]
"""What a student gave, as it is stored: JSON, with option keys, never positions. A blank answer is `{}`."""


@dataclass(frozen=True)
class Part:
    """One option, or other part of a question, in the light of an answer."""

    key: str
    text: str
    chosen: bool
    right: bool
    """Whether this part belongs to the key (not whether the student was right)."""
    rationale: str
    claim: str
    misconception: str


@dataclass(frozen=True)
class Outcome:
    """What an answer earns, from 0 to 1, and why."""

    fraction: float
    parts: tuple[Part, ...]

    def in_order(self, keys: Sequence[str]) -> "Outcome":
        """The same with its parts as they were dealt; parts that `keys` does not name come last."""
        place = {key: number for number, key in enumerate(keys)}
        return replace(self, parts=tuple(sorted(self.parts, key=lambda part: place.get(part.key, len(place)))))


class EditForm(Protocol):
    """The form of a type's payload in the admin: fields of its own and a row per option."""

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

    @abstractmethod
    def describe(self, answer: Answer) -> str:
        """The answer in words, for reviews and reports."""

    @abstractmethod
    def option_keys(self) -> list[str]:
        """The keys that can be dealt in another order; empty where order means something."""

    @abstractmethod
    def claim_keys(self) -> list[str]: ...

    @abstractmethod
    def misconception_keys(self) -> list[str]: ...

    @abstractmethod
    def marking_payload(self) -> dict[str, Any]:
        """The part of the payload that decides marks: option keys, key, credit rule. No wording."""

    @abstractmethod
    def problems(self) -> list[str]:
        """What keeps a question with this payload from being ready, in words for an instructor."""

    @abstractmethod
    def guess_score(self) -> float:
        """The expected fraction of blind guessing."""

    @abstractmethod
    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        """What a student of a demo class gives, who knows each part of the key with the probability `skill`.

        With a skill of 1 it earns 1; without any it is a guess.
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
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        """(question, answer, fraction) cases; the contract tests run all of them."""
