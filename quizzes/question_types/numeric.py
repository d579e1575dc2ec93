"""A number, right within a tolerance."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any, ClassVar, Literal, Self

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, Field, model_validator

from quizzes.question_types.base import Answer, Outcome, Part, Path, QuestionType
from quizzes.question_types.edit_numeric import NumericForm, WrongNumberRow
from quizzes.question_types.edit_payload import PayloadEditForm
from quizzes.question_types.number_form import NumberForm, without_unit
from quizzes.question_types.numerals import Number, Tolerance, is_within, read_number, share, written
from quizzes.question_types.options import Rationale, Reference, Row, check_keys, check_markdown, refuse
from quizzes.question_types.typed import other_part, verbatim

KEY, NEAR = "value", "near"
"""The keys of the parts that are no rows."""


class WrongNumber(Row):
    """A number that is known to be given by mistake."""

    named: ClassVar[Promise] = gettext_lazy("Wrong number “%(key)s”: %(problem)s")

    value: Number
    rationale: Rationale = ""
    claim: Reference = ""
    misconception: Reference = ""

    def missing(self) -> Iterator[tuple[str, str]]:
        if not self.rationale:
            yield "rationale", _("say why it is wrong.")


def check_rows(rows: tuple[WrongNumber, ...]) -> tuple[WrongNumber, ...]:
    check_keys(rows)
    for place, row in enumerate(rows):
        if row.key in (KEY, NEAR):
            raise refuse("key_taken", _("The key “%(key)s” is taken.") % {"key": row.key}, place, "key")
        if row.value in [other.value for other in rows[:place]]:
            raise refuse("number_twice", _("Another row has the same number."), place, "value")
    return rows


class Numeric(QuestionType):
    """An answer is `{"number": what was typed}`, which can be read as one number."""

    slug: ClassVar[str] = "numeric"
    label: ClassVar[str | Promise] = gettext_lazy("Number")

    value: Number
    unit: Annotated[str, Field(max_length=30), AfterValidator(check_markdown)] = ""
    tolerance: Tolerance = Decimal(0)
    near_tolerance: Tolerance = Decimal(0)
    """A number that is only within this one earns `near_fraction`; 0 where there is no such number."""
    near_fraction: Annotated[float, Field(gt=0, lt=1)] = 0.5
    tolerance_in: Literal["units", "percent"] = "units"
    rationale: Rationale = ""
    claim: Reference = ""
    wrong_numbers: Annotated[tuple[WrongNumber, ...], AfterValidator(check_rows)] = ()

    @model_validator(mode="after")
    def check_tolerances(self) -> Self:
        if self.near_tolerance and self.near_tolerance <= self.tolerance:
            message = _("The tolerance for a part of the mark must be wider than that for all of it.")
            raise refuse("near_tolerance", message, "near_tolerance")
        if self.tolerance_in == "percent" and not self.value:
            raise refuse("percent_of_zero", _("A tolerance in percent needs a value other than 0."), "tolerance_in")
        for place, row in enumerate(self.wrong_numbers):
            if self.fraction(row.value):
                message = _("This number would be accepted: it is within the tolerance.")
                raise refuse("accepted", message, "wrong_numbers", place, "value")
        return self

    def width(self, tolerance: Decimal) -> Decimal:
        """A tolerance in units of the value."""
        return share(self.value, tolerance) if self.tolerance_in == "percent" else tolerance

    def fraction(self, number: Decimal) -> float:
        if is_within(number, self.value, self.width(self.tolerance)):
            return 1.0
        is_near = self.near_tolerance and is_within(number, self.value, self.width(self.near_tolerance))
        return self.near_fraction if is_near else 0.0

    @property
    def credit_text(self) -> str:
        said = [_("Write a number in figures, with a decimal point or a decimal comma.")]
        if self.tolerance:
            said.append(
                _("Up to %(tolerance)s more or less is right.") % {"tolerance": self.tolerance_text("tolerance")}
            )
        if self.near_tolerance:
            words = _("Up to %(tolerance)s more or less earns %(percent)s of the mark.")
            said.append(words % {"tolerance": self.tolerance_text("near_tolerance"), "percent": self.percent})
        return " ".join(said)

    @property
    def percent(self) -> str:
        return f"{self.near_fraction:.0%}"

    def tolerance_text(self, name: Literal["tolerance", "near_tolerance"]) -> str:
        tolerance = written(getattr(self, name))
        return f"{tolerance}%" if self.tolerance_in == "percent" else f"{tolerance} {self.unit}".rstrip()

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> NumberForm:
        return NumberForm(self.unit, data, prefix=prefix, initial=initial, hint=self.credit_text)

    def is_blank(self, answer: Answer) -> bool:
        return not answer.get("number")

    def read(self, answer: Answer) -> Decimal | None:
        """The number of an answer; None where it is blank, or was taken by other rules than today's."""
        try:
            return read_number(without_unit(answer.get("number", ""), self.unit))
        except ValidationError:
            return None

    def mark(self, answer: Answer) -> Outcome:
        number, given = self.read(answer), answer.get("number", "")
        fraction = 0.0 if number is None else self.fraction(number)
        parts = [self.key_part(given, chosen=fraction == 1)]
        if self.near_tolerance:
            parts.append(self.near_part(given, chosen=0 < fraction < 1))
        parts += [self.wrong_part(row, chosen=number == row.value) for row in self.wrong_numbers]
        if given and not any(part.chosen for part in parts):
            parts.append(other_part(self.with_unit(given)))
        return Outcome(fraction=fraction, parts=tuple(parts))

    def key_part(self, given: str, *, chosen: bool) -> Part:
        text = verbatim(self.with_unit(written(self.value)))
        if self.tolerance:
            text = f"{text} (± {verbatim(self.tolerance_text('tolerance'))})"
        if chosen and without_unit(given, self.unit) != written(self.value):
            text = _("%(answer)s (you wrote: %(given)s)") % {"answer": text, "given": verbatim(given)}
        return Part(
            key=KEY,
            text=text,
            chosen=chosen,
            right=True,
            rationale=self.rationale,
            claim=self.claim,
            misconception="",
        )

    def near_part(self, given: str, *, chosen: bool) -> Part:
        return Part(
            key=NEAR,
            text=verbatim(self.with_unit(given)),
            chosen=chosen,
            right=False,
            rationale=_("This is near enough for %(percent)s of the mark.") % {"percent": self.percent},
            claim=self.claim,
            misconception="",
            partly=chosen,
        )

    def wrong_part(self, row: WrongNumber, *, chosen: bool) -> Part:
        return Part(
            key=row.key,
            text=verbatim(self.with_unit(written(row.value))),
            chosen=chosen,
            right=False,
            rationale=row.rationale,
            claim=row.claim,
            misconception=row.misconception,
        )

    def with_unit(self, text: str) -> str:
        return f"{without_unit(text, self.unit)} {self.unit}".strip()

    def describe(self, answer: Answer) -> str:
        given = answer.get("number")
        return verbatim(self.with_unit(given)) if given else _("no answer")

    def option_keys(self) -> list[str]:
        """Nothing is dealt."""
        return []

    def claim_keys(self) -> list[str]:
        return list(dict.fromkeys(claim for claim in (self.claim, *(row.claim for row in self.wrong_numbers)) if claim))

    def misconception_keys(self) -> list[str]:
        return list(dict.fromkeys(row.misconception for row in self.wrong_numbers if row.misconception))

    def marking_payload(self) -> dict[str, Any]:
        wrong = {row.key: written(row.value.normalize()) for row in self.wrong_numbers}
        numbers = {name: written(getattr(self, name).normalize()) for name in ("value", "tolerance", "near_tolerance")}
        other = {"unit": self.unit, "tolerance_in": self.tolerance_in, "near_fraction": self.near_fraction}
        return {**numbers, **other, "wrong": dict(sorted(wrong.items()))}

    def missing(self) -> Iterator[tuple[Path, str]]:
        if not self.rationale:
            yield ("rationale",), _("say why the number is right.")
        if not self.claim:
            yield ("claim",), _("name the claim that decides it.")
        for place, row in enumerate(self.wrong_numbers):
            yield from ((("wrong_numbers", place, field), problem) for field, problem in row.missing())

    def guess_score(self) -> float:
        """Nobody guesses a number out of all numbers: 0."""
        return 0.0

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        wrong = [row.value for row in self.wrong_numbers]
        numbers = [self.value] if draw.random() < skill else wrong
        if not numbers:
            return {}
        text = written(draw.choice(numbers))
        # Three decimals would be taken for thousands, perhaps: a fourth tells them apart.
        return {"number": f"{text}0" if "." in text else text}

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, own=NumericForm, rows=(WrongNumberRow,))

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        question = cls.model_validate(
            {
                "value": "1450.5",
                "unit": "km",
                "tolerance": "5",
                "near_tolerance": "10",
                "tolerance_in": "percent",
                "rationale": "So long is the line on the plan.",
                "claim": "P5f1",
                "wrong_numbers": [
                    {"key": "miles", "value": "901.3", "rationale": "These are miles.", "claim": "P5f2"},
                    {
                        "key": "one-part",
                        "value": "800",
                        "rationale": "That is one part of it.",
                        "claim": "P5f3",
                        "misconception": "parts",
                    },
                ],
            }
        )
        yield question, {"number": "1450.5"}, 1
        yield question, {"number": "1 500,0 km"}, 1
        yield question, {"number": "1590"}, 0.5
        yield question, {"number": "901,3"}, 0
        yield question, {"number": "800"}, 0
        yield question, {}, 0
