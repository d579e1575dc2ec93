"""Elements, and the order in which they stand.

The key is the order of their numbers, `comes`: rows can be moved about in files and in the admin at will.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import factorial
from random import Random
from typing import Annotated, Any, ClassVar, Literal, Self

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator

from quizzes.question_types.answers import dealt
from quizzes.question_types.base import TAKEN_NAMES, Answer, Outcome, Part, Path, QuestionType
from quizzes.question_types.credit import RuleWords
from quizzes.question_types.edit_options import REASON_COLUMNS, ReasonedForm
from quizzes.question_types.edit_payload import OwnForm, PayloadEditForm, credit_field
from quizzes.question_types.options import Keyed, Rationale, Reference, check_keys, each_once, missing_reasons, refuse
from quizzes.question_types.pairs import RowsForm, check_texts
from quizzes.question_types.standings import MOST_PLACES, Standing, standings

FEWEST = 3
"""Two elements are never dealt in the order of the key, so that the order would always be told."""

CREDIT_RULES = {
    "adjacent": RuleWords(
        gettext_lazy("Neighbours"),
        gettext_lazy(
            "Give every element its place. Each one that you put right behind the one that it should follow earns an "
            "equal part of the mark."
        ),
    ),
    "exact": RuleWords(
        gettext_lazy("All or nothing"),
        gettext_lazy("Give every element its place. You earn the mark if all of them are right; otherwise nothing."),
    ),
}


def check_number(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise refuse("number_missing", _("Say where it comes: a whole number from 1."))
    return number


class Element(Keyed):
    named: ClassVar[Promise] = gettext_lazy("Element “%(key)s”: %(problem)s")

    comes: Annotated[int, BeforeValidator(check_number)]
    """Only the order of these numbers counts: there may be gaps."""
    rationale: Rationale = ""
    """Why it comes there."""
    claim: Reference = ""
    misconception: Reference = ""
    """The wrong belief behind other places."""

    def missing(self) -> Iterator[tuple[str, str]]:
        return missing_reasons(self, _("say why it comes there."))


def check_elements(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    if not FEWEST <= len(elements) <= MOST_PLACES:
        limits = {"fewest": FEWEST, "most": MOST_PLACES}
        message = _("A question needs from %(fewest)s to %(most)s elements.") % limits
        raise refuse("number_of_elements", message)
    check_keys(elements)
    check_texts(elements)
    numbers = [element.comes for element in elements]
    for place, element in enumerate(elements):
        if element.key in TAKEN_NAMES:
            raise refuse("key_taken", _("The key “%(key)s” is taken.") % {"key": element.key}, place, "key")
        if element.comes in numbers[:place]:
            message = _("Another element has the number %(number)s.") % {"number": element.comes}
            raise refuse("number_twice", message, place, "comes")
    return elements


class RuleForm(OwnForm):
    heading = gettext_lazy("Marking")

    credit = credit_field(CREDIT_RULES, "adjacent")


class ElementRow(ReasonedForm):
    list_name = "elements"
    heading = gettext_lazy("Elements")
    add_words = gettext_lazy("Add an element")
    new_name = gettext_lazy("new element %(number)s")
    columns = (
        (gettext_lazy("Comes as number"), ("comes",)),
        (gettext_lazy("Element and rationale"), ("text", "rationale")),
        *REASON_COLUMNS,
    )

    comes = forms.IntegerField(
        label=gettext_lazy("Right place of %(name)s, as a number"),
        required=False,
        widget=forms.NumberInput({"min": 1, "class": "place"}),
    )


class PlacesForm(RowsForm):
    """A place for each element."""

    def __init__(self, elements: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        places = [str(place) for place in range(1, len(elements) + 1)]
        super().__init__(elements, dict(zip(places, places, strict=True)), *args, **kwargs)

    def unfinished(self) -> list[str]:
        """What keeps the places chosen so far from being an order; nothing before the first one is chosen."""
        texts: dict[str, list[str]] = {place: [] for place, _text in self.choices}
        left: list[str] = []
        for row in self.rows():
            (texts[row.chosen] if row.chosen in list(texts) else left).append(row.text)
        shared = {place: rows for place, rows in texts.items() if len(rows) > 1}
        words = _("Place %(place)s is given more than once and counts for none of these: %(elements)s.")
        notes = [words % {"place": place, "elements": "; ".join(rows)} for place, rows in shared.items()]
        if left and any(texts.values()):
            notes.append(_("Still without a place: %(elements)s.") % {"elements": "; ".join(left)})
        return notes

    @property
    def described_by(self) -> str:
        return f"{super().described_by} {self.name}-unfinished" if self.unfinished() else super().described_by


class Ordering(QuestionType):
    """An answer is `{element key: place}` with places "1", "2", ...; elements without one are left out.

    Places that are missing, or given twice, make an answer partial, never wrong in itself.
    """

    slug: ClassVar[str] = "ordering"
    label: ClassVar[str | Promise] = gettext_lazy("Ordering")

    credit: Literal["adjacent", "exact"] = "adjacent"
    elements: Annotated[tuple[Element, ...], AfterValidator(check_elements)]

    @property
    def credit_text(self) -> str:
        return str(CREDIT_RULES[self.credit].text)

    def in_key_order(self) -> list[Element]:
        return sorted(self.elements, key=lambda element: element.comes)

    def right_order(self) -> list[str]:
        """The keys as they come."""
        return [element.key for element in self.in_key_order()]

    def answer_form(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        order: Sequence[str] = (),
    ) -> PlacesForm:
        texts = {element.key: element.text for element in self.elements}
        shown = {key: texts[key] for key in self.as_asked(order)}
        return PlacesForm(shown, data, prefix=prefix, initial=initial, hint=self.credit_text)

    def as_asked(self, order: Sequence[str]) -> list[str]:
        """The keys as they were dealt, but never in the order of the key, which would give the question away.

        What stands there instead differs from question to question, so that nobody can turn it back.
        """
        right = self.right_order()
        keys = dealt(self.option_keys(), order)
        draw = Random(" ".join(right))  # noqa: S311
        while keys == right:
            keys = draw.sample(keys, k=len(keys))
        return keys

    def is_blank(self, answer: Answer) -> bool:
        return not any(answer.values())

    def mark(self, answer: Answer) -> Outcome:
        """By neighbours: of the n - 1 elements that come right after another one, the fraction that stand so in the
        answer. All do only if every element has its place, for no place lies beyond n."""
        stand = standings(self.right_order(), answer)
        if self.credit == "exact":
            return self._outcome(stand, float(all(each.in_place for each in stand)))
        return self._outcome(stand, sum(each.joins for each in stand[1:]) / (len(stand) - 1))

    def _outcome(self, stand: Sequence[Standing], fraction: float) -> Outcome:
        elements = self.in_key_order()
        before = ["", *(element.text for element in elements)]
        parts = tuple(self._part(*row) for row in zip(elements, stand, before, strict=False))
        return Outcome(fraction, parts, keeps_order=True)

    def _part(self, element: Element, standing: Standing, before: str) -> Part:
        neighbours = self.credit == "adjacent"
        return Part(
            key=element.key,
            text=element.text,
            chosen=standing.given > 0,
            right=not standing.given or (standing.joins if neighbours else standing.in_place),
            rationale=element.rationale,
            claim=element.claim,
            misconception=element.misconception,
            given=str(standing.given or ""),
            wanted=str(standing.comes),
            said=standing.said(after=before if neighbours else ""),
        )

    def describe(self, answer: Answer) -> str:
        given = sorted((int(part.given), part.text) for part in self.mark(answer).parts if part.chosen)
        return "; ".join(f"{place}. {text}" for place, text in given) or _("no answer")

    def option_keys(self) -> list[str]:
        return [element.key for element in self.elements]

    def claim_keys(self) -> list[str]:
        return each_once(element.claim for element in self.elements)

    def misconception_keys(self) -> list[str]:
        return each_once(element.misconception for element in self.elements)

    def marking_payload(self) -> dict[str, Any]:
        return {"credit": self.credit, "key": self.right_order()}

    def missing(self) -> Iterator[tuple[Path, str]]:
        for place, element in enumerate(self.elements):
            yield from ((("elements", place, field), problem) for field, problem in element.missing())

    def guess_score(self) -> float:
        """The mean fraction over all orders of n elements, each as likely as the next.

        One of n! orders is the key. Two given elements come one right after the other in (n - 1)! of them, as many
        as there are orders of n - 1 things of which these two, tied together, are one: in 1/n of all. So that is
        the mean of each of the n - 1 pairs, and of their mean.
        """
        n = len(self.elements)
        return 1 / factorial(n) if self.credit == "exact" else 1 / n

    def simulated_answer(self, draw: Random, *, skill: float) -> Answer:
        """What is not known is put in any order into the places that are left."""
        right = {key: str(place) for place, key in enumerate(self.right_order(), start=1)}
        known = {key: place for key, place in right.items() if draw.random() < skill}
        others = [key for key in right if key not in known]
        left = [right[key] for key in others]
        return known | dict(zip(others, draw.sample(left, k=len(left)), strict=True))

    @classmethod
    def edit_form(
        cls,
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
    ) -> PayloadEditForm:
        return PayloadEditForm(cls, data, payload=payload, prefix=prefix, own=RuleForm, rows=(ElementRow,))

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        elements = (
            Element(key="bridge", text="The *bridge*", comes=3, rationale="It needs the road.", claim="P41f3"),
            Element(key="survey", text="The survey", comes=1, rationale="Nothing goes before it.", claim="P41f1"),
            Element(
                key="market",
                text="The market & inn",
                comes=4,
                rationale="They come across the bridge.",
                claim="P41f4",
                misconception="trade-first",
            ),
            Element(key="road", text="The road", comes=2, rationale="It follows the survey.", claim="P41f2"),
        )
        key = {"bridge": "3", "market": "4", "road": "2", "survey": "1"}
        for credit, one_moved, one_pair in (("adjacent", 2 / 3, 1 / 3), ("exact", 0, 0)):
            question = cls.model_validate({"credit": credit, "elements": elements})
            yield question, key, 1
            yield question, {"bridge": "4", "market": "1", "road": "3", "survey": "2"}, one_moved
            yield question, {"road": "1", "bridge": "2"}, one_pair
            yield question, {"survey": "1", "road": "2", "bridge": "2", "market": "4"}, 0
            yield question, {"market": "4"}, 0
            yield question, {}, 0
