"""Prompts, and for each of them one out of several choices; choices that no prompt has are decoys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Annotated, Any, ClassVar, Self

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, model_validator

from quizzes.question_types.answers import AnswerForm, KeyField, dealt
from quizzes.question_types.base import TAKEN_NAMES, Answer, Outcome, Part, Path, QuestionType
from quizzes.question_types.edit_options import ReasonedForm
from quizzes.question_types.edit_payload import PayloadEditForm
from quizzes.question_types.edit_rows import RowForm
from quizzes.question_types.options import Keyed, Rationale, Reference, check_keys, refuse


class Choice(Keyed):
    """What can be chosen, for one prompt, for several, or for none: a decoy."""


class Prompt(Keyed):
    named: ClassVar[Promise] = gettext_lazy("Prompt “%(key)s”: %(problem)s")

    match: str
    """The key of the choice that is right."""
    rationale: Rationale = ""
    claim: Reference = ""
    misconception: Reference = ""
    """The wrong belief behind other choices."""

    def missing(self) -> Iterator[tuple[str, str]]:
        if not self.rationale:
            yield "rationale", _("say why the choice is right.")
        if not self.claim:
            yield "claim", _("name the claim that decides it.")


def check_choices(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if len(choices) < 2:
        raise refuse("too_few_choices", _("A question needs at least two choices."))
    check_keys(choices)
    texts = [choice.text for choice in choices]
    for place, text in enumerate(texts):
        if text in texts[:place]:
            raise refuse("text_twice", _("Another choice has the same text."), place, "text")
    return choices


def check_prompts(prompts: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
    if len(prompts) < 2:
        raise refuse("too_few_prompts", _("A question needs at least two prompts."))
    check_keys(prompts)
    return prompts


@dataclass(frozen=True)
class DealtPrompt:
    """What a student sees of one side of a pair, with the key of what was chosen for it."""

    text: str
    name: str
    chosen: Any


class MatchForm(AnswerForm):
    """A select for each prompt; `prompts` and `choices` are texts by key, the choices as they were dealt."""

    def __init__(self, prompts: Mapping[str, str], choices: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        self.choices = list(choices.items())
        super().__init__({key: KeyField(required=False, choices=self.choices) for key in prompts}, *args, **kwargs)
        self.texts = prompts

    def prompts(self) -> list[DealtPrompt]:
        """The prompts, with what has been chosen so far."""
        return [DealtPrompt(text, self.add_prefix(key), self[key].value()) for key, text in self.texts.items()]


class Matching(QuestionType):
    """An answer is `{prompt key: choice key}`; prompts without a choice are left out."""

    slug: ClassVar[str] = "matching"
    label: ClassVar[str | Promise] = gettext_lazy("Matching")

    choices: Annotated[tuple[Choice, ...], AfterValidator(check_choices)]
    prompts: Annotated[tuple[Prompt, ...], AfterValidator(check_prompts)]

    @model_validator(mode="after")
    def check_pairs(self) -> Self:
        choices = self.option_keys()
        for place, prompt in enumerate(self.prompts):
            # The parts of the outcome are prompts: dealing the choices must not sort them.
            if prompt.key in TAKEN_NAMES | set(choices):
                raise refuse(
                    "key_taken", _("The key “%(key)s” is taken.") % {"key": prompt.key}, "prompts", place, "key"
                )
            if not prompt.match:
                raise refuse("match_missing", _("Name the choice that is right."), "prompts", place, "match")
            if prompt.match not in choices:
                message = _("None of the choices has the key “%(key)s”.") % {"key": prompt.match}
                raise refuse("no_such_choice", message, "prompts", place, "match")
        return self

    @property
    def credit_text(self) -> str:
        return _("Each pair counts the same. A choice can be used more than once, or not at all.")

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> MatchForm:
        prompts = {prompt.key: prompt.text for prompt in self.prompts}
        texts = self.texts()
        choices = {key: texts[key] for key in dealt(list(texts), order)}
        return MatchForm(prompts, choices, data, prefix=prefix, initial=initial, hint=self.credit_text)

    def texts(self) -> dict[str, str]:
        return {choice.key: choice.text for choice in self.choices}

    def is_blank(self, answer: Answer) -> bool:
        return not any(answer.values())

    def mark(self, answer: Answer) -> Outcome:
        right = sum(answer.get(prompt.key) == prompt.match for prompt in self.prompts)
        parts = tuple(self.part(prompt, answer.get(prompt.key)) for prompt in self.prompts)
        return Outcome(fraction=right / len(self.prompts), parts=parts)

    def part(self, prompt: Prompt, key: str | None) -> Part:
        texts = self.texts()
        return Part(
            key=prompt.key,
            text=prompt.text,
            chosen=key in texts,
            right=key not in texts or key == prompt.match,
            rationale=prompt.rationale,
            claim=prompt.claim,
            misconception=prompt.misconception,
            given=texts.get(key or "", ""),
            wanted=texts[prompt.match],
        )

    def describe(self, answer: Answer) -> str:
        given = [f"{part.text}: {part.given}" for part in self.mark(answer).parts if part.chosen]
        return "; ".join(given) or _("no answer")

    def option_keys(self) -> list[str]:
        return [choice.key for choice in self.choices]

    def claim_keys(self) -> list[str]:
        return list(dict.fromkeys(prompt.claim for prompt in self.prompts if prompt.claim))

    def misconception_keys(self) -> list[str]:
        return list(dict.fromkeys(prompt.misconception for prompt in self.prompts if prompt.misconception))

    def marking_payload(self) -> dict[str, Any]:
        return {"choices": sorted(self.option_keys()), "key": {prompt.key: prompt.match for prompt in self.prompts}}

    def missing(self) -> Iterator[tuple[Path, str]]:
        for place, prompt in enumerate(self.prompts):
            yield from ((("prompts", place, field), problem) for field, problem in prompt.missing())

    def guess_score(self) -> float:
        """One choice in n is right for each prompt, and each is as likely to be guessed: 1/n."""
        return 1 / len(self.choices)

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        return {
            prompt.key: prompt.match if draw.random() < skill else draw.choice(self.option_keys())
            for prompt in self.prompts
        }

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> "MatchingEditForm":
        return MatchingEditForm(cls, data, payload=payload, prefix=prefix, rows=(ChoiceRow, PromptRow))

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


class ChoiceRow(RowForm):
    list_name = "choices"
    heading = gettext_lazy("Choices")
    add_words = gettext_lazy("Add a choice")
    new_name = gettext_lazy("new choice %(number)s")
    columns = ((gettext_lazy("Choice"), ("text",)),)
    keys_id = "choice-keys"


class PromptRow(ReasonedForm):
    list_name = "prompts"
    heading = gettext_lazy("Prompts")
    add_words = gettext_lazy("Add a prompt")
    new_name = gettext_lazy("new prompt %(number)s")
    columns = (
        (gettext_lazy("Prompt and rationale"), ("text", "rationale")),
        (gettext_lazy("Right choice"), ("match",)),
        (gettext_lazy("Claim that decides"), ("claim",)),
        (gettext_lazy("Misconception"), ("misconception",)),
    )

    match = forms.CharField(
        label=gettext_lazy("Right choice for %(name)s"),
        required=False,
        widget=forms.TextInput({"size": 12, "list": ChoiceRow.keys_id}),
    )


class MatchingEditForm(PayloadEditForm):
    def payload(self) -> dict[str, Any]:
        """A new choice has no key that could be written beside a prompt yet: there its text will do."""
        payload = super().payload()
        keys = {choice["text"]: choice["key"] for choice in payload["choices"]}
        for prompt in payload["prompts"]:
            prompt["match"] = keys.get(prompt["match"], prompt["match"])
        return payload
