"""Where each element of an ordering stands in an answer, and what is said of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from quizzes.question_types.base import Answer

ORDINALS = (
    *(_("first"), _("second"), _("third"), _("fourth"), _("fifth")),
    *(_("sixth"), _("seventh"), _("eighth"), _("ninth"), _("tenth")),
)
MOST_PLACES = len(ORDINALS)

SENTENCES = {
    "nowhere": _("It comes {comes}."),
    "shared": _("You put it {given}, and another element too, so that it counts for neither; it comes {comes}."),
    "in place": _("You put it {given}, where it comes."),
    "in place, joined": _("You put it {given}, right after “{after}”."),
    "in place, apart": _("You put it {given}, where it comes, but not right after “{after}”."),
    "elsewhere": _("You put it {given}; it comes {comes}."),
    "elsewhere, joined": _("You put it {given}, right after “{after}”: that counts, although it comes {comes}."),
    "elsewhere, apart": _("You put it {given}; it comes {comes}, right after “{after}”."),
}


@dataclass(frozen=True)
class Standing:
    """Where an element comes in the key, and where it stands in an answer; places count from 1."""

    comes: int
    given: int
    """The place that it was given; 0 for none."""
    shared: bool
    """Whether another element was given the same place: then it stands nowhere."""
    joins: bool
    """Whether it stands right after the element after which it comes; of the first one, whether it stands first."""

    @property
    def in_place(self) -> bool:
        return self.given == self.comes and not self.shared

    def said(self, after: str) -> Promise:
        """In a sentence for students. `after` is the text of the element after which it comes; it is empty where
        neighbours do not matter, and for the first."""
        words = SENTENCES[self._case(neighbours=bool(after))]
        return format_lazy(words, given=ORDINALS[self.given - 1], comes=ORDINALS[self.comes - 1], after=after)

    def _case(self, *, neighbours: bool) -> str:
        if not self.given:
            return "nowhere"
        if self.shared:
            return "shared"
        place = "in place" if self.in_place else "elsewhere"
        if not neighbours:
            return place
        return f"{place}, joined" if self.joins else f"{place}, apart"


def standings(keys: Sequence[str], answer: Answer) -> list[Standing]:
    """Of the elements with these keys, which are in the right order."""
    places = {str(place): place for place in range(1, len(keys) + 1)}
    given = [places.get(answer.get(key, ""), 0) for key in keys]
    count = Counter(given)
    stands = [place if count[place] == 1 else 0 for place in given]
    before = [0, *stands]
    return [
        Standing(
            comes=number + 1,
            given=place,
            shared=place > 0 and count[place] > 1,
            joins=stands[number] > 0 and stands[number] == before[number] + 1 and (number == 0 or before[number] > 0),
        )
        for number, place in enumerate(given)
    ]
