"""Any number of options."""

from collections.abc import Iterator, Mapping
from math import comb
from random import Random
from typing import Any, ClassVar, Literal, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import model_validator

from quizzes.question_types.answers import KeyField, KeysField
from quizzes.question_types.base import Answer
from quizzes.question_types.choices import ChoiceQuestion
from quizzes.question_types.credit import CREDIT_RULES
from quizzes.question_types.edit_options import OptionForm
from quizzes.question_types.edit_payload import OwnForm, PayloadEditForm, credit_field
from quizzes.question_types.options import Option, Options, refuse


class CreditForm(OwnForm):
    heading = gettext_lazy("Marking")

    credit = credit_field(CREDIT_RULES, "proportional")


class MultipleChoice(ChoiceQuestion):
    """One or more options are right, at least one is not. An answer is `{"choices": [key, ...]}`, sorted."""

    slug: ClassVar[str] = "multiple_choice"
    label: ClassVar[str | Promise] = gettext_lazy("Multiple choice")
    answer_name: ClassVar[str] = "choices"
    answer_field: ClassVar[type[KeyField] | type[KeysField]] = KeysField

    credit: Literal["proportional", "exact", "penalty"] = "proportional"
    options: Options

    @model_validator(mode="after")
    def check_key(self) -> Self:
        if not self.right_keys():
            raise refuse("no_right_option", _("Say which options are right."))
        if len(self.right_keys()) == len(self.options):
            raise refuse("no_distractor", _("At least one option must be wrong."))
        return self

    @property
    def credit_text(self) -> str:
        return str(CREDIT_RULES[self.credit].text)

    def chosen(self, answer: Answer) -> set[str]:
        return set(answer.get("choices", ())) & set(self.option_keys())

    def fraction(self, chosen: set[str]) -> float:
        right = self.right_keys()
        return self._credit(len(chosen & right), len(chosen - right))

    def _credit(self, hits: int, false_alarms: int) -> float:
        right = len(self.right_keys())
        rule = CREDIT_RULES[self.credit]
        return rule.fraction(hits=hits, false_alarms=false_alarms, right=right, wrong=len(self.options) - right)

    def marking_payload(self) -> dict[str, Any]:
        return {**super().marking_payload(), "credit": self.credit}

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        known = {option.key: draw.random() < skill for option in self.options}
        ticked = [option.key for option in self.options if (option.right if known[option.key] else draw.random() < 0.5)]
        return {"choices": sorted(ticked)} if ticked else {}

    def guess_score(self) -> float:
        """The mean fraction over all subsets of the options, each as likely as the next.

        There are C(r, h) * C(w, f) subsets with h of the r right options and f of the w wrong ones, out of
        2 ** (r + w). Moodle's quiz statistics call this expectation the random guess score.
        """
        right = len(self.right_keys())
        wrong = len(self.options) - right
        total = sum(
            comb(right, hits) * comb(wrong, alarms) * self._credit(hits, alarms)
            for hits in range(right + 1)
            for alarms in range(wrong + 1)
        )
        return float(total / 2 ** len(self.options))

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, own=CreditForm, rows=(OptionForm,))

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        options = (
            Option(key="drugs", text="Drugs", right=True, rationale="Named.", claim="P17f2"),
            Option(key="guns", text="Guns", right=True, rationale="Named.", claim="P17f2"),
            Option(key="timber", text="Timber", rationale="Not named.", claim="P17f4", misconception="forests"),
            Option(key="uranium", text="Uranium", rationale="Mined elsewhere.", claim="P12f1"),
            Option(key="wool", text="Wool", rationale="A trade of old.", claim="P17f4"),
        )
        everything = sorted(option.key for option in options)
        for credit, one_right, both_and_one_wrong in (
            ("proportional", 1 / 2, 2 / 3),
            ("exact", 0, 0),
            ("penalty", 1 / 2, 1 / 2),
        ):
            question = cls.model_validate({"credit": credit, "options": options})
            yield question, {"choices": ["drugs", "guns"]}, 1
            yield question, {"choices": ["drugs"]}, one_right
            yield question, {"choices": ["drugs", "guns", "wool"]}, both_and_one_wrong
            yield question, {"choices": ["timber"]}, 0
            yield question, {"choices": everything}, 0
            yield question, {}, 0
