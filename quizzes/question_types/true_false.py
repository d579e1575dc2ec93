"""Is what the stem states true or false?"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import StrictBool

from lessons.fields import MarkdownFormField
from quizzes.question_types.base import Answer, Path
from quizzes.question_types.choices import OneOfSeveral
from quizzes.question_types.edit_payload import OwnForm, PayloadEditForm
from quizzes.question_types.options import Option, Options, Rationale, Reference

SIDES = [("true", gettext_lazy("True")), ("false", gettext_lazy("False"))]


class SidesForm(OwnForm):
    heading = gettext_lazy("Answer")

    answer = forms.TypedChoiceField(
        label=gettext_lazy("The statement is"),
        choices=[(side == "true", word) for side, word in SIDES],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    claim = forms.CharField(
        label=gettext_lazy("Claim that decides"),
        required=False,
        widget=forms.TextInput({"size": 8, "list": "claims"}),
    )
    rationale_true = MarkdownFormField(
        label=gettext_lazy("Rationale of “true”"),
        required=False,
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
    )
    rationale_false = MarkdownFormField(
        label=gettext_lazy("Rationale of “false”"),
        required=False,
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
    )
    misconception = forms.CharField(
        label=gettext_lazy("Misconception behind the wrong answer"),
        required=False,
        widget=forms.TextInput({"list": "misconceptions"}),
    )


class TrueFalse(OneOfSeveral):
    """The stem is a statement; the options are `true` and `false`."""

    slug: ClassVar[str] = "true_false"
    label: ClassVar[str | Promise] = gettext_lazy("True or false")

    answer: StrictBool
    claim: Reference = ""
    rationale_true: Rationale = ""
    rationale_false: Rationale = ""
    misconception: Reference = ""
    """The wrong belief of those who give the wrong answer."""

    @property
    def options(self) -> Options:
        rationales = {"true": self.rationale_true, "false": self.rationale_false}
        return tuple(
            Option(
                key=side,
                text=str(word),
                right=side == self.right_side,
                rationale=rationales[side],
                claim=self.claim,
                misconception="" if side == self.right_side else self.misconception,
            )
            for side, word in SIDES
        )

    @property
    def right_side(self) -> str:
        return "true" if self.answer else "false"

    def option_keys(self) -> list[str]:
        """True always stands first."""
        return []

    def missing(self) -> Iterator[tuple[Path, str]]:
        if not self.claim:
            yield ("claim",), _("name the claim that decides it.")
        if not self.rationale_true:
            yield ("rationale_true",), _("say why it is true.") if self.answer else _("say why it is not true.")
        if not self.rationale_false:
            yield ("rationale_false",), _("say why it is not false.") if self.answer else _("say why it is false.")

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, own=SidesForm)

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        question = cls(
            answer=False,
            claim="P26f3",
            rationale_true="A line on a map carries no gas.",
            rationale_false="So far it is a plan.",
            misconception="plans",
        )
        yield question, {"choice": "false"}, 1
        yield question, {"choice": "true"}, 0
        yield question, {}, 0
        other = cls(answer=True, claim="P14f3", rationale_true="So it says.", rationale_false="It does say so.")
        yield other, {"choice": "true"}, 1
        yield other, {"choice": "false"}, 0
