"""Prompts, and for each of them one out of several choices; choices that no prompt has are decoys."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator

from quizzes.question_types.base import Answer
from quizzes.question_types.edit_options import REASON_COLUMNS
from quizzes.question_types.options import Keyed, check_keys, refuse
from quizzes.question_types.pairs import MatchRow, Pair, PairQuestion, PairRow, check_texts


class Choice(Keyed):
    """What can be chosen, for one prompt, for several, or for none: a decoy."""


class Prompt(Pair):
    named: ClassVar[Promise] = gettext_lazy("Prompt “%(key)s”: %(problem)s")


def check_choices(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if len(choices) < 2:
        raise refuse("too_few_choices", _("A question needs at least two choices."))
    check_keys(choices)
    check_texts(choices)
    return choices


def check_prompts(prompts: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
    if len(prompts) < 2:
        raise refuse("too_few_prompts", _("A question needs at least two prompts."))
    check_keys(prompts)
    return prompts


class ChoiceRow(MatchRow):
    list_name = "choices"
    heading = gettext_lazy("Choices")
    add_words = gettext_lazy("Add a choice")
    new_name = gettext_lazy("new choice %(number)s")
    columns = ((gettext_lazy("Choice"), ("text",)),)


class PromptRow(PairRow):
    list_name = "prompts"
    heading = gettext_lazy("Prompts")
    add_words = gettext_lazy("Add a prompt")
    new_name = gettext_lazy("new prompt %(number)s")
    columns = (
        (gettext_lazy("Prompt and rationale"), ("text", "rationale")),
        (gettext_lazy("Right choice"), ("match",)),
        *REASON_COLUMNS,
    )


class Matching(PairQuestion):
    """The choices are dealt; the prompts stay as they are."""

    slug: ClassVar[str] = "matching"
    label: ClassVar[str | Promise] = gettext_lazy("Matching")
    row_forms: ClassVar[tuple[type[MatchRow], type[PairRow]]] = (ChoiceRow, PromptRow)
    match_missing: ClassVar[Promise] = gettext_lazy("Name the choice that is right.")
    no_such_match: ClassVar[Promise] = gettext_lazy("None of the choices has the key “%(key)s”.")

    choices: Annotated[tuple[Choice, ...], AfterValidator(check_choices)]
    prompts: Annotated[tuple[Prompt, ...], AfterValidator(check_prompts)]

    @property
    def pairs(self) -> Sequence[Pair]:
        return self.prompts

    @property
    def matches(self) -> Sequence[Keyed]:
        return self.choices

    @property
    def credit_text(self) -> str:
        return _("Each pair counts the same. A choice can be used more than once, or not at all.")

    def option_keys(self) -> list[str]:
        return [choice.key for choice in self.choices]

    def marking_payload(self) -> dict[str, Any]:
        return {"choices": sorted(self.option_keys()), "key": {prompt.key: prompt.match for prompt in self.prompts}}

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        question = cls(
            choices=(
                Choice(key="gas", text="A gas *line*"),
                Choice(key="power", text="A line for electricity"),
                Choice(key="railway", text="A railway"),
            ),
            prompts=(
                Prompt(key="tapi", text="TAPI", match="gas", rationale="It begins in the east.", claim="P26f3"),
                Prompt(
                    key="casa",
                    text="CASA-1000 & more",
                    match="power",
                    rationale="Summers have too much of it.",
                    claim="P20f1",
                    misconception="all-is-gas",
                ),
                Prompt(key="ipi", text="IPI", match="gas", rationale="It begins in the west.", claim="P26f4"),
            ),
        )
        yield question, {"tapi": "gas", "casa": "power", "ipi": "gas"}, 1
        yield question, {"tapi": "gas", "casa": "gas", "ipi": "gas"}, 2 / 3
        yield question, {"casa": "power"}, 1 / 3
        yield question, {"tapi": "railway", "ipi": "power"}, 0
        yield question, {}, 0
