"""A statement: whose claim is it, and of what kind?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Annotated, Any, ClassVar, Literal, Self

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, StrictBool, model_validator

from lessons.fields import MarkdownFormField
from lessons.models import Voice
from quizzes.question_types.answers import AnswerForm, KeyField, dealt
from quizzes.question_types.base import Answer, Outcome, Part, Path, QuestionType
from quizzes.question_types.edit_payload import OwnForm, PayloadEditForm
from quizzes.question_types.edit_rows import RowForm
from quizzes.question_types.options import Keyed, Rationale, Reference, check_keys, refuse

Kind = Literal["fact", "author_claim", "quoted_claim", "reported_claim"]

KINDS = {
    "fact": gettext_lazy("the document reports it plainly"),
    "author_claim": gettext_lazy("a judgement of whoever wrote the document"),
    "quoted_claim": gettext_lazy("somebody whom the document quotes"),
    "reported_claim": gettext_lazy("what others say or fear, as the document tells it"),
}
"""The kinds of claims in their order, each with what it means."""
SPEAKER, KIND = "speaker", "kind"
"""The two parts of an answer."""


class Speaker(Keyed):
    named: ClassVar[Promise] = gettext_lazy("Speaker “%(key)s”: %(problem)s")

    right: StrictBool = False
    misconception: Reference = ""


def check_speakers(speakers: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    check_keys(speakers)
    for place, speaker in enumerate(speakers):
        if speaker.key in (SPEAKER, KIND):  # The parts of the outcome: dealing the speakers must not sort them.
            raise refuse("key_taken", _("The key “%(key)s” is taken.") % {"key": speaker.key}, place, "key")
    if speakers and {speaker.right for speaker in speakers} != {True, False}:
        raise refuse("one_sided", _("Name somebody who says it, and somebody who does not; or nobody at all."))
    return speakers


@dataclass(frozen=True)
class Choice:
    """What can be chosen for one part of an answer: nothing that gives the key away."""

    key: str
    text: str
    note: str | Promise
    mark: str
    """The CSS class of a kind; empty for a speaker."""
    checked: bool


@dataclass(frozen=True)
class Group:
    name: str
    legend: str
    choices: list[Choice]


class VoiceForm(AnswerForm):
    def __init__(self, speakers: Mapping[str, str], kinds: Sequence[str], *args: Any, **kwargs: Any) -> None:
        self.speakers, self.kinds = speakers, kinds
        fields = {SPEAKER: KeyField(required=False, choices=list(speakers.items()))} if speakers else {}
        super().__init__({**fields, KIND: KeyField(required=False, choices=[(k, k) for k in kinds])}, *args, **kwargs)

    def groups(self) -> list[Group]:
        """What is asked, with what has been chosen so far."""
        groups = []
        if self.speakers:
            chosen = self[SPEAKER].value()
            choices = [Choice(key, text, "", "", key == chosen) for key, text in self.speakers.items()]
            groups.append(Group(self.add_prefix(SPEAKER), asked(SPEAKER), choices))
        chosen = self[KIND].value()
        kinds = [Choice(key, label_of(key), KINDS[key], Voice(key).mark, key == chosen) for key in self.kinds]
        return [*groups, Group(self.add_prefix(KIND), asked(KIND), kinds)]


def asked(part: str) -> str:
    return _("Whose claim is it?") if part == SPEAKER else _("Of what kind is it?")


def label_of(kind: str) -> str:
    return str(capfirst(Voice(kind).label))


class WhoseClaim(QuestionType):
    """The stem is a statement. An answer is `{"speaker": key, "kind": kind}`; what was not chosen is left out.

    Without speakers only the kind is asked. Where several speakers are right, each of them is a right answer.
    """

    slug: ClassVar[str] = "voice"
    label: ClassVar[str | Promise] = gettext_lazy("Whose claim?")
    asks_whose: ClassVar[bool] = True

    kind: Kind
    left_out: Literal["", "quoted_claim", "reported_claim"] = ""
    """A kind that is not offered, because it could be defended too."""
    speakers: Annotated[tuple[Speaker, ...], AfterValidator(check_speakers)] = ()
    claim: Reference = ""
    rationale_speaker: Rationale = ""
    rationale_kind: Rationale = ""

    @model_validator(mode="after")
    def check_kind(self) -> Self:
        if self.kind == self.left_out:
            raise refuse("kind_left_out", _("The kind that is right must be offered."), "left_out")
        return self

    @property
    def kinds(self) -> list[str]:
        return [kind for kind in KINDS if kind != self.left_out]

    @property
    def asked_parts(self) -> list[str]:
        return [SPEAKER, KIND] if self.speakers else [KIND]

    @property
    def credit_text(self) -> str:
        return _("Each of the two answers earns half of the mark.") if self.speakers else ""

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> VoiceForm:
        texts = self.texts()
        speakers = {key: texts[key] for key in dealt(list(texts), order)}
        return VoiceForm(speakers, self.kinds, data, prefix=prefix, initial=initial, hint=self.credit_text)

    def texts(self) -> dict[str, str]:
        return {speaker.key: speaker.text for speaker in self.speakers}

    def right_speakers(self) -> list[str]:
        return [speaker.key for speaker in self.speakers if speaker.right]

    def is_blank(self, answer: Answer) -> bool:
        return not any(answer.get(part) for part in self.asked_parts)

    def mark(self, answer: Answer) -> Outcome:
        """Each part that is asked counts the same."""
        parts = tuple(self.part(name, answer.get(name)) for name in self.asked_parts)
        right = sum(part.chosen and part.right for part in parts)
        return Outcome(fraction=right / len(parts), parts=parts)

    def part(self, name: str, given: str | None) -> Part:
        texts = self.texts() if name == SPEAKER else {kind: label_of(kind) for kind in KINDS}
        wanted = self.right_speakers() if name == SPEAKER else [self.kind]
        wrong = {speaker.key: speaker.misconception for speaker in self.speakers if not speaker.right}
        return Part(
            key=name,
            text=_("Speaker") if name == SPEAKER else _("Kind of claim"),
            chosen=given in texts,
            right=given not in texts or given in wanted,
            rationale=self.rationale_speaker if name == SPEAKER else self.rationale_kind,
            claim=self.claim,
            misconception=wrong.get(given or "", "") if name == SPEAKER else "",
            given=texts.get(given or "", ""),
            # Of several right speakers the one that was given, or else all.
            wanted=texts[given] if given is not None and given in wanted else "; ".join(texts[key] for key in wanted),
        )

    def describe(self, answer: Answer) -> str:
        return "; ".join(part.given for part in self.mark(answer).parts if part.chosen) or _("no answer")

    def option_keys(self) -> list[str]:
        return list(self.texts())

    def claim_keys(self) -> list[str]:
        return [self.claim] if self.claim else []

    def misconception_keys(self) -> list[str]:
        return list(dict.fromkeys(speaker.misconception for speaker in self.speakers if speaker.misconception))

    def marking_payload(self) -> dict[str, Any]:
        key = {KIND: self.kind, SPEAKER: sorted(self.right_speakers())}
        return {"speakers": sorted(self.texts()), "kinds": sorted(self.kinds), "key": key}

    def missing(self) -> Iterator[tuple[Path, str]]:
        if not self.claim:
            yield ("claim",), _("name the claim that decides it.")
        if self.speakers and not self.rationale_speaker:
            yield ("rationale_speaker",), _("say how one knows whose claim it is.")
        if not self.rationale_kind:
            yield ("rationale_kind",), _("say why it is of this kind.")

    def guess_score(self) -> float:
        """The mean over its parts of the share of right choices: 1 in n kinds, and r in n speakers."""
        kind = 1 / len(self.kinds)
        return (len(self.right_speakers()) / len(self.speakers) + kind) / 2 if self.speakers else kind

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        answer: Answer = {}
        if self.speakers:
            answer[SPEAKER] = draw.choice(self.right_speakers() if draw.random() < skill else self.option_keys())
        answer[KIND] = self.kind if draw.random() < skill else draw.choice(self.kinds)
        return answer

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, own=KindForm, rows=(SpeakerRow,))

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        question = cls(
            kind="quoted_claim",
            speakers=(
                Speaker(key="herald", text="The *Herald*", right=True),
                Speaker(key="author", text="The author", misconception="papers-speak"),
                Speaker(key="minister", text="The minister & his men"),
            ),
            claim="P14f3",
            rationale_speaker="The words are those of a newspaper.",
            rationale_kind="They stand in quotation marks.",
        )
        yield question, {"speaker": "herald", "kind": "quoted_claim"}, 1
        yield question, {"speaker": "author", "kind": "quoted_claim"}, 1 / 2
        yield question, {"kind": "fact"}, 0
        yield question, {}, 0
        plain = cls(kind="fact", claim="P26f3", rationale_kind="Nobody’s judgement is in it.")
        yield plain, {"kind": "fact"}, 1
        yield plain, {"kind": "reported_claim"}, 0


class KindForm(OwnForm):
    heading = gettext_lazy("Kind of claim")

    kind = forms.ChoiceField(
        label=gettext_lazy("The statement is a"),
        choices=[(kind, Voice(kind).label) for kind in KINDS],
        widget=forms.RadioSelect,
    )
    left_out = forms.ChoiceField(
        label=gettext_lazy("Not offered"),
        choices=[("", gettext_lazy("all kinds are offered"))]
        + [(kind, Voice(kind).label) for kind in ("quoted_claim", "reported_claim")],
        required=False,
    )
    claim = forms.CharField(
        label=gettext_lazy("Claim that decides"),
        required=False,
        widget=forms.TextInput({"size": 8, "list": "claims"}),
    )
    rationale_speaker = MarkdownFormField(
        label=gettext_lazy("How one knows whose claim it is"),
        required=False,
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
    )
    rationale_kind = MarkdownFormField(
        label=gettext_lazy("Why it is of this kind"),
        required=False,
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
    )


class SpeakerRow(RowForm):
    list_name = "speakers"
    heading = gettext_lazy("Speakers; without any, only the kind is asked")
    add_words = gettext_lazy("Add a speaker")
    new_name = gettext_lazy("new speaker %(number)s")
    columns = (
        (gettext_lazy("Says it"), ("right",)),
        (gettext_lazy("Speaker"), ("text",)),
        (gettext_lazy("Misconception"), ("misconception",)),
    )

    right = forms.BooleanField(label=gettext_lazy("%(name)s says it"), required=False)
    misconception = forms.CharField(
        label=gettext_lazy("Misconception behind %(name)s"),
        required=False,
        widget=forms.TextInput({"list": "misconceptions"}),
    )
