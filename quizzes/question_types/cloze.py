"""A text with gaps: each is filled by one out of several choices, or by typing."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, model_validator

from quizzes.question_types.answers import dealt
from quizzes.question_types.base import Answer, Outcome, Part, Path, QuestionType
from quizzes.question_types.edit_cloze import ClozeForm, GapChoiceRow, GapVariantRow
from quizzes.question_types.edit_payload import PayloadEditForm
from quizzes.question_types.folding import Forgiving
from quizzes.question_types.gaps import (
    ClozeAnswerForm,
    GapChoice,
    GapRow,
    GapVariant,
    check_choices,
    check_text_with_gaps,
    check_variants,
    gap_keys,
    sentence,
)
from quizzes.question_types.options import refuse
from quizzes.question_types.typed import check_apart, matched, verbatim


class Cloze(Forgiving, QuestionType):
    """An answer is `{gap key: choice key}` or `{gap key: what was typed}`; gaps left open are left out.

    The rows of a gap tell how it is filled: `choices` by a select, `variants` by typing.
    """

    slug: ClassVar[str] = "cloze"
    label: ClassVar[str | Promise] = gettext_lazy("Text with gaps")

    text: Annotated[str, AfterValidator(check_text_with_gaps)]
    choices: Annotated[tuple[GapChoice, ...], AfterValidator(check_choices)] = ()
    variants: Annotated[tuple[GapVariant, ...], AfterValidator(check_variants)] = ()

    @model_validator(mode="after")
    def check_rows(self) -> Self:
        gaps = self.gaps()
        lists: dict[str, Sequence[GapRow]] = {"choices": self.choices, "variants": self.variants}
        for name, rows in lists.items():
            for place, row in enumerate(rows):
                if row.gap not in gaps:
                    message = _("The text has no gap {{%(key)s}}.") % {"key": row.gap}
                    raise refuse("no_such_gap", message, name, place, "gap")
                if row.key in gaps:
                    # The parts of the outcome are gaps: dealing the choices must not sort them.
                    raise refuse("key_taken", _("The key “%(key)s” is taken.") % {"key": row.key}, name, place, "key")
        for gap in gaps:
            self.check_gap(gap)
        return self

    def check_gap(self, gap: str) -> None:
        choices = [(place, row) for place, row in enumerate(self.choices) if row.gap == gap]
        variants = [(place, row) for place, row in enumerate(self.variants) if row.gap == gap]
        if not choices and not variants:
            raise refuse("gap_without_row", _("The gap {{%(key)s}} has no row.") % {"key": gap}, "text")
        if choices and variants:
            message = _("The gap {{%(key)s}} has choices and typed answers: give it one kind.") % {"key": gap}
            raise refuse("two_kinds", message, "variants", variants[0][0], "gap")
        right = [place for place, row in choices or variants if row.right]
        name = "choices" if choices else "variants"
        if not right:
            message = _("Say what is right in the gap {{%(key)s}}.") % {"key": gap}
            raise refuse("nothing_right", message, name, (choices or variants)[0][0], "gap")
        if len(choices) == 1 or (choices and len(right) > 1):
            message = _("The gap {{%(key)s}} needs one right choice and at least one wrong one.") % {"key": gap}
            raise refuse("choices_of_gap", message, "choices", right[-1], "right")
        check_apart(variants, self, "variants")

    def gaps(self) -> list[str]:
        return gap_keys(self.text)

    def rows(self) -> list[GapRow]:
        return [*self.choices, *self.variants]

    def choices_of(self, gap: str) -> list[GapChoice]:
        return [row for row in self.choices if row.gap == gap]

    def variants_of(self, gap: str) -> list[GapVariant]:
        return [row for row in self.variants if row.gap == gap]

    @property
    def credit_text(self) -> str:
        said = _("Each gap counts the same.")
        return f"{said} {self.forgiveness()}" if self.variants else said

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> ClozeAnswerForm:
        texts = {row.key: row.text for row in self.choices}
        own = {gap: [row.key for row in self.choices_of(gap)] for gap in self.gaps()}
        choices = {gap: {key: texts[key] for key in dealt(keys, order)} for gap, keys in own.items() if keys}
        return ClozeAnswerForm(self.text, choices, data, prefix=prefix, initial=initial, hint=self.credit_text)

    def is_blank(self, answer: Answer) -> bool:
        return not any(answer.values())

    def row_of(self, gap: str, given: str) -> GapRow | None:
        """The row that an answer to a gap means."""
        chosen = next((row for row in self.choices_of(gap) if row.key == given), None)
        typed = matched(given, self.variants_of(gap), self)
        return chosen or next((row for row in self.variants_of(gap) if row is typed), None)

    def mark(self, answer: Answer) -> Outcome:
        gaps = self.gaps()
        rows = {gap: self.row_of(gap, answer.get(gap, "")) for gap in gaps}
        earned = sum(row.fraction for row in rows.values() if row)
        return Outcome(earned / len(gaps), tuple(self.part(gap, answer.get(gap, ""), rows[gap]) for gap in gaps))

    def part(self, gap: str, given: str, row: GapRow | None) -> Part:
        right = [each for each in self.rows() if each.gap == gap and each.right]
        told = row if row and row.rationale else right[0]
        chosen = bool(given) and (row is not None or not self.choices_of(gap))
        words = row.words if isinstance(row, GapChoice) else verbatim(given)
        return Part(
            key=gap,
            text=sentence(self.text, gap).rstrip("."),
            chosen=chosen,
            right=not chosen or (row is not None and row.right),
            rationale=told.rationale,
            claim=(row if row and row.right else right[0]).claim,
            misconception=row.misconception if row else "",
            given=words if chosen else "",
            partly=chosen and row is not None and 0 < row.fraction < 1,
            wanted=row.words if row and row.right else _(" or ").join(each.words for each in right),
        )

    def describe(self, answer: Answer) -> str:
        numbers = {gap: number for number, gap in enumerate(self.gaps(), start=1)}
        texts = {row.key: row.text for row in self.choices}
        given = [
            f"({numbers[part.key]}) {texts.get(answer[part.key]) or verbatim(answer[part.key])}"
            for part in self.mark(answer).parts
            if part.chosen
        ]
        return "; ".join(given) or _("no answer")

    def option_keys(self) -> list[str]:
        return [row.key for row in self.choices]

    def claim_keys(self) -> list[str]:
        return list(dict.fromkeys(row.claim for row in self.rows() if row.claim))

    def misconception_keys(self) -> list[str]:
        return list(dict.fromkeys(row.misconception for row in self.rows() if row.misconception))

    def marking_payload(self) -> dict[str, Any]:
        choices = {row.key: [row.gap, row.right] for row in self.choices}
        variants = {row.key: [row.gap, self.fold(row.answer), row.fraction] for row in self.variants}
        rows = {"choices": dict(sorted(choices.items())), "variants": dict(sorted(variants.items()))}
        return {**self.folding(), "gaps": sorted(self.gaps()), **rows}

    def missing(self) -> Iterator[tuple[Path, str]]:
        lists: dict[str, Sequence[GapRow]] = {"choices": self.choices, "variants": self.variants}
        for name, rows in lists.items():
            for place, row in enumerate(rows):
                yield from (((name, place, field), problem) for field, problem in row.missing())

    def guess_score(self) -> float:
        """The mean over the gaps: one choice in n is right, and nobody guesses a word out of all words."""
        choices = [len(self.choices_of(gap)) for gap in self.gaps()]
        return sum(1 / count for count in choices if count) / len(choices)

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        given = {gap: self.simulated_gap(gap, draw, known=draw.random() < skill) for gap in self.gaps()}
        return {gap: value for gap, value in given.items() if value}

    def simulated_gap(self, gap: str, draw: Random, *, known: bool) -> str:
        choices, variants = self.choices_of(gap), self.variants_of(gap)
        keys = [row.key for row in choices if row.right or not known]
        words = [row.answer for row in variants if (row.right if known else not row.fraction)]
        return draw.choice(keys or words or [""])

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        rows = (GapChoiceRow, GapVariantRow)
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, own=ClozeForm, rows=rows)

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        south = {"key": "south", "gap": "province", "text": "The South", "rationale": "It is inland."}
        coast = {"key": "coast", "gap": "province", "text": "The Coast", "right": True, "claim": "P7f1"}
        north = {"key": "north", "gap": "province", "text": "The North", "misconception": "ports"}
        sand = {"key": "sand", "gap": "port", "answer": "White Sand", "rationale": "So it is.", "claim": "P7f2"}
        rock = {"key": "rock", "gap": "port", "answer": "Black Rock", "fraction": 0, "rationale": "A lighthouse."}
        question = cls.model_validate(
            {
                "typos": 1,
                "text": "The port of {{port}} lies in the *west* of {{province}}.",
                "choices": [
                    south,
                    {**coast, "rationale": "Ships land there."},
                    {**north, "rationale": "It has mountains."},
                ],
                "variants": [sand, rock],
            }
        )
        yield question, {"port": "White Sand", "province": "coast"}, 1
        yield question, {"port": "white-snad", "province": "north"}, 0.5
        yield question, {"province": "coast"}, 0.5
        yield question, {"port": "Black Rock", "province": "south"}, 0
        yield question, {}, 0
