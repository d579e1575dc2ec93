"""Gaps in a text: `{{port}}` stands for one whose key is `port`. Their rows, and the form with controls in them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.question_types.answers import AnswerForm, KeyField
from quizzes.question_types.base import TAKEN_NAMES
from quizzes.question_types.options import Option, check_key, check_keys, check_text, refuse
from quizzes.question_types.typed import MOST_LETTERS, LineField, Variant, typed_value

GAP = re.compile(r"\{\{([^{}]*)\}\}")
MOST_GAPS = 20


def gap_keys(text: str) -> list[str]:
    return GAP.findall(text)


def check_text_with_gaps(text: str) -> str:
    check_text(text)
    keys = gap_keys(text)
    if not keys or len(keys) > MOST_GAPS:
        message = _("Write the text with 1 to %(count)s gaps, each a key in double braces: {{port}}.")
        raise refuse("gaps", message % {"count": MOST_GAPS})
    if re.search(r"\{\{|\}\}", GAP.sub("", text)):
        raise refuse("open_braces", _("A gap begins with {{ and ends with }}."))
    for place, key in enumerate(keys):
        check_key(key)
        if key in keys[:place] or key in TAKEN_NAMES:
            raise refuse("gap_twice", _("The key “%(key)s” is taken.") % {"key": key})
    return text


def sentence(text: str, gap: str) -> str:
    """The sentence around a gap, which is shown open; the others have their numbers."""
    numbers = {key: number for number, key in enumerate(gap_keys(text), start=1)}
    around = next(each for each in re.split(r"(?<=[.!?])\s+", text) if f"{{{{{gap}}}}}" in each)
    return GAP.sub(lambda match: "\\_\\_\\_" if match[1] == gap else f"({numbers[match[1]]})", around)


class GapChoice(Option):
    """What can be chosen in a gap."""

    named: ClassVar[Promise] = gettext_lazy("Choice “%(key)s”: %(problem)s")

    gap: str

    @property
    def fraction(self) -> float:
        return float(self.right)

    @property
    def words(self) -> str:
        return self.text

    def missing(self) -> Iterator[tuple[str, str]]:
        """Only what is right is decided by a claim."""
        yield from ((field, problem) for field, problem in super().missing() if field != "claim" or self.right)


class GapVariant(Variant):
    gap: str

    @property
    def words(self) -> str:
        return self.answer


GapRow = GapChoice | GapVariant


def check_choices(rows: tuple[GapChoice, ...]) -> tuple[GapChoice, ...]:
    check_keys(rows)
    for place, row in enumerate(rows):
        if (row.gap, row.text) in [(other.gap, other.text) for other in rows[:place]]:
            raise refuse("text_twice", _("Another choice of this gap has the same text."), place, "text")
    return rows


def check_variants(rows: tuple[GapVariant, ...]) -> tuple[GapVariant, ...]:
    check_keys(rows)
    return rows


@dataclass(frozen=True)
class Segment:
    """A piece of the text, and the control that follows it, if any."""

    text: str
    name: str = ""
    label: str = ""
    choices: Sequence[tuple[str, str]] = ()
    """Keys and texts of a select; a gap without is typed."""
    value: str = ""
    wrong: bool = False
    """Whether what stands in it cannot be taken."""


class ClozeAnswerForm(AnswerForm):
    """The text with a control in each gap; `choices` has the texts of those with a select, by key, as dealt."""

    most = MOST_LETTERS

    def __init__(self, text: str, choices: Mapping[str, Mapping[str, str]], *args: Any, **kwargs: Any) -> None:
        self.text, self.choices = text, {gap: list(texts.items()) for gap, texts in choices.items()}
        fields = {gap: self.field(gap) for gap in gap_keys(text)}
        super().__init__(fields, *args, **kwargs)

    def field(self, gap: str) -> KeyField | LineField:
        return KeyField(required=False, choices=self.choices[gap]) if gap in self.choices else LineField()

    def segments(self) -> list[Segment]:
        *pieces, last = GAP.split(self.text)
        pairs = list(zip(pieces[::2], pieces[1::2], strict=True))
        count = len(pairs)
        controls = [self.segment(text, gap, number, count) for number, (text, gap) in enumerate(pairs, start=1)]
        return [*controls, Segment(last)]

    def segment(self, text: str, gap: str, number: int, count: int) -> Segment:
        around = {"number": number, "count": count, "sentence": sentence(self.text, gap)}
        return Segment(
            text=text,
            name=self.add_prefix(gap),
            label=_("Gap %(number)s of %(count)s: %(sentence)s") % around,
            choices=self.choices.get(gap, ()),
            value=typed_value(self[gap]),
            wrong=gap in self.errors,
        )
