"""Answers that are typed: the line in which students write, and the rows that say what it is worth."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, Field

from lessons.markdown import literal
from quizzes.question_types.answers import UNREADABLE, typed_in
from quizzes.question_types.base import Part
from quizzes.question_types.folding import LETTERS_FOR_A_SLIP, Forgiving
from quizzes.question_types.options import Rationale, Reference, Row, check_markdown, refuse

MOST_LETTERS = 200
OTHER = "?"
"""The key of the part that stands for an answer of which no row knows. No row has such a key."""
INVISIBLE = gettext_lazy("Your answer holds a character that cannot be seen (%(name)s). Type it again without it.")
SPECIAL = re.compile(r"""[\\`*_\[\]<>&~"'(\n]|\+(?=-)|([.,?!-])(?=\1)""")
"""Marks of Markdown, and what it would set otherwise: quotes, (c), +-, ..., --, and the ends of lines."""
# They turn the direction of all that follows, so that a page would not show what was typed.
TURNING = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


def check_characters(text: str) -> None:
    """Refuse what nobody types on purpose: NUL, controls, halves of characters, line ends."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in TURNING:
            raise ValidationError(INVISIBLE, code="invisible", params={"name": f"U+{ord(character):04X}"})


class LineField(forms.CharField):
    """One line as it was typed, without the blanks around it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **{"max_length": MOST_LETTERS, **options})
        known = [own for own in self.validators if not isinstance(own, ProhibitNullCharactersValidator)]
        self.validators = [check_characters, *known]

    def to_python(self, value: Any) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(UNREADABLE, code="unreadable")
        return str(super().to_python(value))


def typed_value(field: forms.BoundField) -> str:
    """What stands in the line when it is drawn again, valid or not."""
    value = field.value()
    return value if isinstance(value, str) else ""


def verbatim(text: str) -> str:
    """A text as Markdown that shows every character of it, and no other."""
    return SPECIAL.sub(r"\\\g<0>", text)


def unread_in_words(form: forms.Form) -> str:
    """What was typed in an answer form and cannot be read, as Markdown; empty where nothing was typed."""
    return "; ".join(verbatim(text) for text in typed_in(form).values())


def check_answer(text: str) -> str:
    if not text.strip():
        raise refuse("answer_missing", _("Write the answer."))
    if len(text) > MOST_LETTERS or text != " ".join(text.split()):
        message = _("An answer is one line of at most %(count)s letters, with single blanks.")
        raise refuse("answer_line", message % {"count": MOST_LETTERS})
    try:
        check_characters(text)
    except ValidationError as error:
        raise refuse("answer_characters", error.messages[0]) from error
    return check_markdown(text)


class Variant(Row):
    """An answer of which the key knows: accepted for the whole mark or a part of it, or known to be wrong."""

    named: ClassVar[Promise] = gettext_lazy("Answer “%(key)s”: %(problem)s")

    answer: Annotated[str, AfterValidator(check_answer)]
    fraction: Annotated[float, Field(ge=0, le=1)] = 1
    """Of the mark, from 0 to 1; 0 is a wrong answer."""
    rationale: Rationale = ""
    claim: Reference = ""
    misconception: Reference = ""

    @property
    def right(self) -> bool:
        return self.fraction == 1

    def missing(self) -> Iterator[tuple[str, str]]:
        if not self.rationale:
            yield "rationale", _("say why it is accepted.") if self.fraction else _("say why it is wrong.")
        if self.right and not self.claim:
            yield "claim", _("name the claim that decides it.")


def matched(text: str, rows: Sequence[Variant], by: Forgiving) -> Variant | None:
    """The row that a typed answer means: the one spelled so, else the nearest accepted one within the slips."""
    typed = by.fold(text)
    if not typed:
        return None
    folded = [(row, by.fold(row.answer)) for row in rows]
    same = next((row for row, answer in folded if answer == typed), None)
    if same or not by.typos:
        return same
    near = [
        (slips, -row.fraction, place)
        for place, (row, answer) in enumerate(folded)
        if row.fraction and (slips := by.slips(typed, answer)) is not None
    ]
    return rows[min(near)[2]] if near else None


def check_apart(rows: Sequence[tuple[int, Variant]], by: Forgiving, *path: str) -> None:
    """Refuse answers that the forgiveness would make one, and slips that a short answer cannot bear.

    `rows` have their places in the list of the payload to which `path` leads.
    """
    for number, (place, row) in enumerate(rows):
        folded = by.fold(row.answer)
        if not folded:
            message = _("Nothing of this answer counts: let punctuation matter.")
            raise refuse("nothing_counts", message, *path, place, "answer")
        if row.fraction and len(folded) < by.typos * LETTERS_FOR_A_SLIP:
            message = _("With so many slips forgiven an answer needs at least %(count)s letters.")
            raise refuse("too_short", message % {"count": by.typos * LETTERS_FOR_A_SLIP}, *path, place, "answer")
        for _other_place, other in rows[:number]:
            slips = by.slips(folded, by.fold(other.answer))
            if slips == 0 or (slips and (row.fraction or other.fraction)):
                message = _("This would be taken for the answer “%(key)s”: forgive less, or delete one of them.")
                raise refuse("overlap", message % {"key": other.key}, *path, place, "answer")


def variant_part(row: Variant, given: str, *, chosen: bool) -> Part:
    """A row in the light of what was typed, which is told where it is spelled otherwise."""
    text = literal(row.answer)
    if chosen and given != row.answer:
        text = _("%(answer)s (you wrote: %(given)s)") % {"answer": text, "given": verbatim(given)}
    if chosen and 0 < row.fraction < 1:
        text = _("%(answer)s, worth %(percent)s%% of the mark") % {
            "answer": text,
            "percent": f"{row.fraction:.0%}".removesuffix("%"),
        }
    return Part(
        key=row.key,
        text=text,
        chosen=chosen,
        right=row.right,
        rationale=row.rationale,
        claim=row.claim,
        misconception=row.misconception,
        partly=chosen and 0 < row.fraction < 1,
    )


def other_part(given: str) -> Part:
    """An answer of which no row knows."""
    return Part(key=OTHER, text=verbatim(given), chosen=True, right=False, rationale="", claim="", misconception="")
