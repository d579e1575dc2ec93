"""When two spellings are the same answer: what is folded away, and how many slips are forgiven."""

import re
import unicodedata
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import BaseModel

Judged = Literal["forgiven", "counts"]

# Several characters are used for one apostrophe, and for the sounds that Latin spellings mark by one.
APOSTROPHES = dict.fromkeys(map(ord, "’‘‛`´ʹʻʼʽʾʿˈ＇"), "'")
# Letters that Unicode does not take apart, though they look like another one with a mark; and what only stretches.
MARKED_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ـ": None})
VIRAMA = 9
"""The combining class of the sign that takes the vowel from a letter of Indic scripts: no accent."""
LETTERS_FOR_A_SLIP = 4
"""An answer of fewer letters than this for each slip would be accepted for too many words."""


def fold(text: str, *, case: bool = True, accents: bool = True, punctuation: bool = True) -> str:
    """What is left of a text when that does not count. Folding twice gives the same.

    White space and invisible characters never count. The steps are those of Unicode: compatibility (NFKC), full
    case folding, and canonical decomposition (NFD) without combining marks, whose class tells them from the vowel
    signs of Indic scripts. An apostrophe joins what it parts (Xi'an is Xian), other punctuation is a blank.
    """
    for _round in range(8):
        once = fold_once(text, case=case, accents=accents, punctuation=punctuation)
        if once == text:
            break
        text = once
    return text


def fold_once(text: str, *, case: bool, accents: bool, punctuation: bool) -> str:
    text = unicodedata.normalize("NFKC", text.translate(APOSTROPHES)).translate(APOSTROPHES)
    text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    if case:
        text = text.casefold()
    if accents:
        parts = unicodedata.normalize("NFD", text)
        text = "".join(part for part in parts if unicodedata.combining(part) in (0, VIRAMA)).translate(MARKED_LETTERS)
    if punctuation:
        text = text.replace("'", "")
        text = "".join(" " if unicodedata.category(character)[0] == "P" else character for character in text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, replaced, or exchanged with their neighbour.

    This is optimal string alignment, the restricted form of the distance of F. J. Damerau, "A technique for
    computer detection and correction of spelling errors", Communications of the ACM 7 (1964): no letter is
    changed twice.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for place, against in enumerate(other, start=1):
            cost = min(last[place] + 1, line[place - 1] + 1, last[place - 1] + (letter != against))
            if row > 1 and place > 1 and letter == other[place - 2] and one[row - 2] == against:
                cost = min(cost, before[place - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


class Forgiving(BaseModel):
    """What a question that is answered in words does not count."""

    case: Judged = "forgiven"
    accents: Judged = "forgiven"
    punctuation: Judged = "forgiven"
    typos: Literal[0, 1, 2] = 0
    """How many slips, as `distance` counts them, make no difference; a slip in a figure always does."""

    def fold(self, text: str) -> str:
        return fold(
            text,
            case=self.case == "forgiven",
            accents=self.accents == "forgiven",
            punctuation=self.punctuation == "forgiven",
        )

    def slips(self, one: str, other: str) -> int | None:
        """How many slips part two folded texts; None if they are more than are forgiven, or in a figure."""
        if one == other:
            return 0
        if abs(len(one) - len(other)) > self.typos or re.findall(r"\d", one) != re.findall(r"\d", other):
            return None
        slips = distance(one, other)
        return slips if slips <= self.typos else None

    def forgiveness(self) -> str:
        """The same in sentences for students."""
        said = [
            _("Capitals do not matter.") if self.case == "forgiven" else _("Capitals matter."),
            _("Accents do not matter.") if self.accents == "forgiven" else _("Accents matter."),
            _("Punctuation does not matter.") if self.punctuation == "forgiven" else _("Punctuation matters."),
        ]
        if self.typos:
            words = ngettext(
                "%(count)s slip in spelling is forgiven, but none in a figure.",
                "%(count)s slips in spelling are forgiven, but none in a figure.",
                self.typos,
            )
            said.append(words % {"count": self.typos})
        return " ".join(said)

    def folding(self) -> dict[str, str | int]:
        """The part of it that decides marks."""
        return {"case": self.case, "accents": self.accents, "punctuation": self.punctuation, "typos": self.typos}
