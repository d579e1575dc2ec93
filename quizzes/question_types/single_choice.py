"""One option out of several."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import model_validator

from quizzes.question_types.base import Answer
from quizzes.question_types.choices import OneOfSeveral
from quizzes.question_types.edit_options import OneRightForm
from quizzes.question_types.edit_payload import PayloadEditForm
from quizzes.question_types.options import Option, Options, refuse


class SingleChoice(OneOfSeveral):
    """Any number of options, of which exactly one is right."""

    slug: ClassVar[str] = "single_choice"
    label: ClassVar[str | Promise] = gettext_lazy("Single choice")

    options: Options

    @model_validator(mode="after")
    def check_key(self) -> Self:
        right = [row for row, option in enumerate(self.options) if option.right]
        if not right:
            raise refuse("no_right_option", _("Say which option is right."))
        if len(right) > 1:
            raise refuse("second_right_option", _("Only one option can be right."), "options", right[1], "right")
        return self

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, rows=(OneRightForm,))

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
