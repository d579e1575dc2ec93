"""A word or a few, typed."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, model_validator

from quizzes.question_types.answers import AnswerForm
from quizzes.question_types.base import Answer, Outcome, Path, QuestionType
from quizzes.question_types.edit_payload import PayloadEditForm
from quizzes.question_types.edit_typed import ForgivingForm, VariantRow
from quizzes.question_types.folding import Forgiving
from quizzes.question_types.options import check_keys, refuse
from quizzes.question_types.typed import (
    MOST_LETTERS,
    LineField,
    Variant,
    check_apart,
    matched,
    other_part,
    typed_value,
    variant_part,
    verbatim,
)


class ShortAnswerForm(AnswerForm):
    """One line, and what has been typed so far."""

    most = MOST_LETTERS

    def value(self) -> str:
        return typed_value(self["answer"])


def check_variants(rows: tuple[Variant, ...]) -> tuple[Variant, ...]:
    check_keys(rows)
    return rows


class ShortAnswer(Forgiving, QuestionType):
    """An answer is `{"answer": what was typed}`."""

    slug: ClassVar[str] = "short_answer"
    label: ClassVar[str | Promise] = gettext_lazy("Short answer")

    answers: Annotated[tuple[Variant, ...], AfterValidator(check_variants)]

    @model_validator(mode="after")
    def check_answers(self) -> Self:
        if not any(row.right for row in self.answers):
            raise refuse("no_right_answer", _("At least one answer must be worth the whole mark."), "answers")
        check_apart(list(enumerate(self.answers)), self, "answers")
        return self

    @property
    def credit_text(self) -> str:
        return self.forgiveness()

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> ShortAnswerForm:
        return ShortAnswerForm({"answer": LineField()}, data, prefix=prefix, initial=initial, hint=self.credit_text)

    def is_blank(self, answer: Answer) -> bool:
        return not answer.get("answer")

    def mark(self, answer: Answer) -> Outcome:
        given = answer.get("answer", "")
        row = matched(given, self.answers, self)
        parts = [variant_part(each, given, chosen=each is row) for each in self.answers]
        if given and row is None:
            parts.append(other_part(given))
        return Outcome(fraction=row.fraction if row else 0.0, parts=tuple(parts))

    def describe(self, answer: Answer) -> str:
        return verbatim(answer.get("answer", "")) or _("no answer")

    def option_keys(self) -> list[str]:
        """Nothing is dealt."""
        return []

    def claim_keys(self) -> list[str]:
        return list(dict.fromkeys(row.claim for row in self.answers if row.claim))

    def misconception_keys(self) -> list[str]:
        return list(dict.fromkeys(row.misconception for row in self.answers if row.misconception))

    def marking_payload(self) -> dict[str, Any]:
        key = {row.key: [self.fold(row.answer), row.fraction] for row in self.answers}
        return {**self.folding(), "key": dict(sorted(key.items()))}

    def missing(self) -> Iterator[tuple[Path, str]]:
        for place, row in enumerate(self.answers):
            yield from ((("answers", place, field), problem) for field, problem in row.missing())

    def guess_score(self) -> float:
        """Nobody guesses a word out of all words: 0."""
        return 0.0

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        known = draw.random() < skill
        wrong = [row.answer for row in self.answers if not row.fraction]
        words = [row.answer for row in self.answers if row.right] if known else wrong
        return {"answer": draw.choice(words)} if words else {}

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, own=ForgivingForm, rows=(VariantRow,))

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        question = cls(
            typos=1,
            answers=(
                Variant(key="xian", answer="Xi'an", rationale="The way began there.", claim="P3f1"),
                Variant(key="changan", answer="Chang'an", rationale="So it was called then.", claim="P3f2"),
                Variant(
                    key="shaanxi", answer="Shaanxi", fraction=0.5, rationale="The province around it.", claim="P3f4"
                ),
                Variant(
                    key="beijing",
                    answer="Beijing",
                    fraction=0,
                    rationale="The capital of today.",
                    claim="P3f3",
                    misconception="capitals",
                ),
            ),
        )
        yield question, {"answer": "Xi'an"}, 1
        yield question, {"answer": "XIAN"}, 1
        yield question, {"answer": "Chang’na"}, 1
        yield question, {"answer": "shaanxi"}, 0.5
        yield question, {"answer": "beijing"}, 0
        yield question, {}, 0
