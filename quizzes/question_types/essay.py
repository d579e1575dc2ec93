"""A text of the student's own, which an instructor marks by a rubric."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Annotated, Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import AfterValidator, Field, StrictInt, model_validator

from quizzes.question_types.answers import UNREADABLE, AnswerForm
from quizzes.question_types.base import Answer, Judged, Outcome, Part, Path, QuestionType
from quizzes.question_types.edit_essay import CriterionRow, LengthForm, LevelRow
from quizzes.question_types.edit_payload import PayloadEditForm
from quizzes.question_types.options import Keyed, Rationale, Reference, check_keys, refuse
from quizzes.question_types.rubric import RubricForm
from quizzes.question_types.typed import INVISIBLE, verbatim

MOST_LETTERS = 40_000
"""Of them 60 KB at most, for a save takes no more."""
LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class Level(Keyed):
    """How well a criterion is met."""

    points: Annotated[StrictInt, Field(ge=0, le=100)]


class Criterion(Keyed):
    named: ClassVar[Promise] = gettext_lazy("Criterion “%(key)s”: %(problem)s")

    weight: Annotated[StrictInt, Field(ge=1, le=20)] = 1
    """How often its points count."""
    rationale: Rationale = ""
    """What a good answer says; students read it after they have handed in."""
    claim: Reference = ""

    def missing(self) -> Iterator[tuple[str, str]]:
        if not self.rationale:
            yield "rationale", _("say what a good answer has here.")
        if not self.claim:
            yield "claim", _("name the claim that decides it.")


def check_levels(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    if len(levels) < 2:
        raise refuse("too_few_levels", _("A rubric needs at least two levels."))
    check_keys(levels)
    points = [level.points for level in levels]
    for place, level in enumerate(levels):
        if level.points in points[:place]:
            raise refuse("points_twice", _("Another level has the same points."), place, "points")
    if 0 not in points:
        raise refuse("no_zero", _("One level must be worth no points."))
    return levels


def check_criteria(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    if not criteria:
        raise refuse("no_criterion", _("Say at least one thing by which the answer is judged."))
    check_keys(criteria)
    return criteria


class TextField(forms.CharField):
    """A text as it was typed, but for its line ends: browsers send CRLF, and word processors paste others."""

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, max_length=MOST_LETTERS)
        self.validators = [check_letters, MaxLengthValidator(MOST_LETTERS)]

    def to_python(self, value: Any) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(UNREADABLE, code="unreadable")
        text = LINE_END.sub("\n", str(super().to_python(value)))
        return text if text.strip() else ""


def check_letters(text: str) -> None:
    """Refuse what no database keeps and nobody types: NUL, other controls, halves of characters."""
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs"):
            raise ValidationError(INVISIBLE, code="invisible", params={"name": f"U+{ord(character):04X}"})


class EssayForm(AnswerForm):
    """A box for the text; `most` letters are kept."""

    most = MOST_LETTERS

    @property
    def value(self) -> str:
        value = self["text"].value()
        return value if isinstance(value, str) else ""

    @property
    def length(self) -> str:
        """How many words have been saved so far, in words; empty where nothing has."""
        return words_in_words(self.value) if self.value.strip() else ""


def words_in_words(text: str) -> str:
    number = len(text.split())
    return ngettext("%(number)s word", "%(number)s words", number) % {"number": number}


@dataclass(frozen=True)
class EssayOutcome(Outcome):
    text: str = ""
    length: str = ""
    too_long: bool = False


class Essay(QuestionType):
    """An answer is `{"text": ...}`. Only an instructor can say what it earns."""

    slug: ClassVar[str] = "essay"
    label: ClassVar[str | Promise] = gettext_lazy("Essay")
    marked_by_hand: ClassVar[bool] = True

    most_words: Annotated[StrictInt, Field(ge=1, le=5000)] = 300
    least_words: Annotated[StrictInt, Field(ge=0, le=5000)] = 0
    levels: Annotated[tuple[Level, ...], AfterValidator(check_levels)]
    criteria: Annotated[tuple[Criterion, ...], AfterValidator(check_criteria)]

    @model_validator(mode="after")
    def check_together(self) -> Self:
        if self.least_words > self.most_words:
            raise refuse("length", _("This is more than the most words."), "least_words")
        levels = {level.key for level in self.levels}
        for place, criterion in enumerate(self.criteria):
            if criterion.key in levels:
                message = _("The key “%(key)s” is taken.") % {"key": criterion.key}
                raise refuse("key_taken", message, "criteria", place, "key")
        return self

    @property
    def credit_text(self) -> str:
        if self.least_words:
            words = {"least": self.least_words, "most": self.most_words}
            asked = _("%(least)s to %(most)s words.") % words
        else:
            asked = ngettext("At most %(number)s word.", "At most %(number)s words.", self.most_words)
            asked %= {"number": self.most_words}
        judged = ", ".join(criterion.text for criterion in self.criteria)
        return _("%(length)s Your instructor reads it and judges: %(criteria)s.") % {
            "length": asked,
            "criteria": judged,
        }

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> EssayForm:
        return EssayForm({"text": TextField()}, data, prefix=prefix, initial=initial, hint=self.credit_text)

    def is_blank(self, answer: Answer) -> bool:
        return not answer.get("text", "").strip()

    def mark(self, answer: Answer) -> EssayOutcome:
        text = answer.get("text", "")
        parts = tuple(
            Part(
                key=criterion.key,
                text=criterion.text,
                chosen=False,
                right=True,
                rationale=criterion.rationale,
                claim=criterion.claim,
                misconception="",
            )
            for criterion in self.criteria
        )
        fraction = 0.0 if self.is_blank(answer) else None
        too_long = len(text.split()) > self.most_words
        return EssayOutcome(fraction, parts, text=text, length=words_in_words(text), too_long=too_long)

    def describe(self, answer: Answer) -> str:
        return _("no answer") if self.is_blank(answer) else verbatim(answer["text"])

    def judge_form(
        self, data: Mapping[str, Any] | None = None, *, levels: Mapping[str, str] | None = None
    ) -> RubricForm:
        texts = {level.key: f"{level.text} ({level.points})" for level in self.levels}
        criteria = {criterion.key: (criterion.text, criterion.rationale) for criterion in self.criteria}
        return RubricForm(criteria, texts, data, levels=levels)

    def judged(self, levels: Mapping[str, str]) -> Judged:
        """Each criterion's points count as often as its weight says; the sum is divided by the most there could be."""
        points = {level.key: level.points for level in self.levels}
        texts = {level.key: level.text for level in self.levels}
        earned = sum(criterion.weight * points[levels[criterion.key]] for criterion in self.criteria)
        most = sum(criterion.weight for criterion in self.criteria) * max(points.values())
        words = [(criterion.text, texts[levels[criterion.key]]) for criterion in self.criteria]
        met = {key for key, level in levels.items() if points[level] == max(points.values())}
        parts = tuple(replace(part, chosen=part.key in met) for part in self.mark({}).parts)
        return Judged(earned / most, words, parts)

    def option_keys(self) -> list[str]:
        return []

    def claim_keys(self) -> list[str]:
        return list(dict.fromkeys(criterion.claim for criterion in self.criteria if criterion.claim))

    def misconception_keys(self) -> list[str]:
        return []

    def marking_payload(self) -> dict[str, Any]:
        return {
            "levels": {level.key: level.points for level in self.levels},
            "criteria": {criterion.key: criterion.weight for criterion in self.criteria},
        }

    def missing(self) -> Iterator[tuple[Path, str]]:
        for place, criterion in enumerate(self.criteria):
            yield from ((("criteria", place, field), problem) for field, problem in criterion.missing())

    def guess_score(self) -> float:
        """Nobody guesses a text."""
        return 0

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        """Some of the criteria, said again: what it earns is for whoever marks the demo class."""
        known = [criterion.rationale for criterion in self.criteria if criterion.rationale and draw.random() < skill]
        return {"text": " ".join(known)} if known else {}

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, own=LengthForm, rows=(LevelRow, CriterionRow))

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float | None]]:
        question = cls(
            most_words=120,
            levels=(
                Level(key="missing", text="missing", points=0),
                Level(key="partly", text="partly there", points=1),
                Level(key="there", text="all there", points=2),
            ),
            criteria=(
                Criterion(key="who", text="who speaks", rationale="The paper speaks, undated.", claim="P9f1"),
                Criterion(key="why", text="why & *how*", weight=2, rationale="The author hopes.", claim="P9f2"),
            ),
        )
        yield question, {"text": "The paper says so.\n\nIt *hopes*: <b>2</b> & more."}, None
        yield question, {"text": "One."}, None
        yield question, {}, 0
