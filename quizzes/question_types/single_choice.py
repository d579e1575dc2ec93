"""One option out of several."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import model_validator

from quizzes.question_types.answers import KeyField, KeysField
from quizzes.question_types.base import Answer
from quizzes.question_types.choices import ChoiceQuestion
from quizzes.question_types.edit_options import OptionsEditForm
from quizzes.question_types.options import Option, Options, refuse


class SingleChoice(ChoiceQuestion):
    """Exactly one option is right. An answer is `{"choice": key}`."""

    slug: ClassVar[str] = "single_choice"
    label: ClassVar[str | Promise] = gettext_lazy("Single choice")
    answer_name: ClassVar[str] = "choice"
    answer_field: ClassVar[type[KeyField] | type[KeysField]] = KeyField

    options: Options

    @model_validator(mode="after")
    def check_key(self) -> Self:
        right = [row for row, option in enumerate(self.options) if option.right]
        if not right:
            raise refuse("no_right_option", _("Say which option is right."))
        if len(right) > 1:
            raise refuse("second_right_option", _("Only one option can be right."), row=right[1], field="right")
        return self

    def chosen(self, answer: Answer) -> set[str]:
        return {str(answer.get("choice"))} & set(self.option_keys())

    def fraction(self, chosen: set[str]) -> float:
        return float(chosen == self.right_keys())

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        keys = self.right_keys() if draw.random() < skill else self.option_keys()
        return {"choice": draw.choice(sorted(keys))}

    def guess_score(self) -> float:
        """One option in n is right, and each is as likely to be guessed: 1/n."""
        return 1 / len(self.options)

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> OptionsEditForm:
        return OptionsEditForm(cls, data, payload=payload, prefix=prefix, one_right=True)

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        question = cls(
            options=(
                Option(
                    key="safe",
                    text="Once the way is safe",
                    right=True,
                    rationale="So it says.",
                    claim="P14f3",
                ),
                Option(key="india", text="When India agrees", rationale="That is the gas line.", claim="P26f3"),
                Option(
                    key="now",
                    text="At *once*",
                    rationale="A plan is not a road.",
                    claim="P19f3",
                    misconception="plans",
                ),
            )
        )
        yield question, {"choice": "safe"}, 1
        yield question, {"choice": "india"}, 0
        yield question, {}, 0
