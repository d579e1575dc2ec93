"""What matching and categorising have in common: each of several things goes with one of a few others."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import model_validator

from quizzes.question_types.answers import AnswerForm, KeyField, dealt
from quizzes.question_types.base import TAKEN_NAMES, Answer, Outcome, Part, Path, QuestionType
from quizzes.question_types.edit_options import ReasonedForm
from quizzes.question_types.edit_payload import PayloadEditForm
from quizzes.question_types.edit_rows import RowForm
from quizzes.question_types.options import Keyed, Rationale, Reference, each_once, missing_reasons, refuse


class Pair(Keyed):
    match: str
    """The key of what is right for it."""
    rationale: Rationale = ""
    claim: Reference = ""
    misconception: Reference = ""
    """The wrong belief behind other answers."""

    def missing(self) -> Iterator[tuple[str, str]]:
        return missing_reasons(self, _("say why it is right."))


def check_texts(rows: Sequence[Keyed]) -> None:
    """Refuses two rows that nobody could tell apart."""
    texts = [row.text for row in rows]
    for place, text in enumerate(texts):
        if text in texts[:place]:
            raise refuse("text_twice", _("Another row has the same text."), place, "text")


def dealt_texts(rows: Sequence[Keyed], order: Sequence[str]) -> dict[str, str]:
    """Texts by key; rows that `order` does not name stay in their order."""
    texts = {row.key: row.text for row in rows}
    return {key: texts[key] for key in dealt(list(texts), order)}


@dataclass(frozen=True)
class DealtRow:
    """What a student sees of a row that wants an answer, with what was chosen for it."""

    text: str
    name: str
    chosen: Any


class RowsForm(AnswerForm):
    """A choice for each row; `rows` and `choices` are texts by key, in the order in which they are shown."""

    def __init__(self, rows: Mapping[str, str], choices: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        self.choices = list(choices.items())
        super().__init__({key: KeyField(required=False, choices=self.choices) for key in rows}, *args, **kwargs)
        self.texts = rows

    def rows(self) -> list[DealtRow]:
        return [DealtRow(text, self.add_prefix(key), self[key].value()) for key, text in self.texts.items()]


class MatchRow(RowForm):
    """The row of something that can be chosen."""

    keys_id = "match-keys"


class PairRow(ReasonedForm):
    match = forms.CharField(
        label=gettext_lazy("Right for %(name)s"),
        required=False,
        widget=forms.TextInput({"size": 12, "list": MatchRow.keys_id}),
    )


class PairEditForm(PayloadEditForm):
    """Its lists are first the rows that can be chosen, then the pairs."""

    def payload(self) -> dict[str, Any]:
        """What is new has no key that could be written beside a pair yet: there its text will do."""
        payload = super().payload()
        matches, pairs = (payload[name] for name in self.lists)
        keys = {match["text"]: match["key"] for match in matches}
        for pair in pairs:
            pair["match"] = keys.get(pair["match"], pair["match"])
        return payload


class PairQuestion(QuestionType):
    """An answer is `{key of a pair: key of what was chosen}`; pairs without a choice are left out.

    Each type has its lists itself, so that they are called in files as they are in words.
    """

    row_forms: ClassVar[tuple[type[MatchRow], type[PairRow]]]
    match_missing: ClassVar[Promise]
    no_such_match: ClassVar[Promise]
    """Words for a pair that names nothing, or something that is not there (has a place for its `key`)."""

    @property
    @abstractmethod
    def pairs(self) -> Sequence[Pair]: ...

    @property
    @abstractmethod
    def matches(self) -> Sequence[Keyed]:
        """What can be chosen."""

    @classmethod
    def pairs_name(cls) -> str:
        """What the list of pairs is called in the payload."""
        return cls.row_forms[1].list_name

    @model_validator(mode="after")
    def check_pairs(self) -> Self:
        matches = {match.key for match in self.matches}
        for place, pair in enumerate(self.pairs):
            where = (self.pairs_name(), place)
            # The parts of the outcome are pairs: dealing what they go with must not sort them.
            if pair.key in TAKEN_NAMES | matches:
                raise refuse("key_taken", _("The key “%(key)s” is taken.") % {"key": pair.key}, *where, "key")
            if not pair.match:
                raise refuse("match_missing", str(self.match_missing), *where, "match")
            if pair.match not in matches:
                raise refuse("no_such_match", self.no_such_match % {"key": pair.match}, *where, "match")
        return self

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> RowsForm:
        rows, choices = dealt_texts(self.pairs, order), dealt_texts(self.matches, order)
        return RowsForm(rows, choices, data, prefix=prefix, initial=initial, hint=self.credit_text)

    def is_blank(self, answer: Answer) -> bool:
        return not any(answer.values())

    def mark(self, answer: Answer) -> Outcome:
        parts = tuple(self._part(pair, answer.get(pair.key)) for pair in self.pairs)
        return Outcome(sum(part.chosen and part.right for part in parts) / len(parts), parts)

    def _part(self, pair: Pair, key: str | None) -> Part:
        texts = {match.key: match.text for match in self.matches}
        return Part(
            key=pair.key,
            text=pair.text,
            chosen=key in texts,
            right=key not in texts or key == pair.match,
            rationale=pair.rationale,
            claim=pair.claim,
            misconception=pair.misconception,
            given=texts.get(key or "", ""),
            wanted=texts[pair.match],
        )

    def describe(self, answer: Answer) -> str:
        given = [f"{part.text}: {part.given}" for part in self.mark(answer).parts if part.chosen]
        return "; ".join(given) or _("no answer")

    def claim_keys(self) -> list[str]:
        return each_once(pair.claim for pair in self.pairs)

    def misconception_keys(self) -> list[str]:
        return each_once(pair.misconception for pair in self.pairs)

    def missing(self) -> Iterator[tuple[Path, str]]:
        for place, pair in enumerate(self.pairs):
            yield from (((self.pairs_name(), place, field), problem) for field, problem in pair.missing())

    def guess_score(self) -> float:
        """One choice in n is right for each pair, and each is as likely to be guessed: 1/n."""
        return 1 / len(self.matches)

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        keys = [match.key for match in self.matches]
        return {pair.key: pair.match if draw.random() < skill else draw.choice(keys) for pair in self.pairs}

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PairEditForm:
        return PairEditForm(cls, data, payload=payload, prefix=prefix, rows=cls.row_forms)
