"""Elements, and the category to which each of them belongs; a category may stay empty."""

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

MOST_CATEGORIES = 5
"""More of them do not stand side by side: matching has a list to choose from."""


class Category(Keyed):
    named: ClassVar[Promise] = gettext_lazy("Category “%(key)s”: %(problem)s")


class Element(Pair):
    named: ClassVar[Promise] = gettext_lazy("Element “%(key)s”: %(problem)s")


def check_categories(categories: tuple[Category, ...]) -> tuple[Category, ...]:
    if not 2 <= len(categories) <= MOST_CATEGORIES:
        message = _("A question needs from two to %(most)s categories.") % {"most": MOST_CATEGORIES}
        raise refuse("number_of_categories", message)
    check_keys(categories)
    check_texts(categories)
    return categories


def check_elements(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    if len(elements) < 2:
        raise refuse("too_few_elements", _("A question needs at least two elements."))
    check_keys(elements)
    check_texts(elements)
    return elements


class CategoryRow(MatchRow):
    list_name = "categories"
    heading = gettext_lazy("Categories")
    add_words = gettext_lazy("Add a category")
    new_name = gettext_lazy("new category %(number)s")
    columns = ((gettext_lazy("Category"), ("text",)),)


class ElementRow(PairRow):
    list_name = "elements"
    heading = gettext_lazy("Elements")
    add_words = gettext_lazy("Add an element")
    new_name = gettext_lazy("new element %(number)s")
    columns = (
        (gettext_lazy("Element and rationale"), ("text", "rationale")),
        (gettext_lazy("Right category"), ("match",)),
        *REASON_COLUMNS,
    )


class Categorise(PairQuestion):
    """The elements are dealt; the categories stay as they are."""

    slug: ClassVar[str] = "categorise"
    label: ClassVar[str | Promise] = gettext_lazy("Categorise")
    row_forms: ClassVar[tuple[type[MatchRow], type[PairRow]]] = (CategoryRow, ElementRow)
    match_missing: ClassVar[Promise] = gettext_lazy("Name the category that is right.")
    no_such_match: ClassVar[Promise] = gettext_lazy("None of the categories has the key “%(key)s”.")

    categories: Annotated[tuple[Category, ...], AfterValidator(check_categories)]
    elements: Annotated[tuple[Element, ...], AfterValidator(check_elements)]

    @property
    def pairs(self) -> Sequence[Pair]:
        return self.elements

    @property
    def matches(self) -> Sequence[Keyed]:
        return self.categories

    @property
    def credit_text(self) -> str:
        return _("Each element counts the same. A category may stay empty.")

    def option_keys(self) -> list[str]:
        return [element.key for element in self.elements]

    def marking_payload(self) -> dict[str, Any]:
        return {
            "categories": sorted(category.key for category in self.categories),
            "key": {element.key: element.match for element in self.elements},
        }

    @classmethod
    def examples(cls) -> Iterator[tuple[Self, Answer, float]]:
        question = cls(
            categories=(
                Category(key="road", text="By *road*"),
                Category(key="rail", text="By rail"),
                Category(key="sea", text="By sea"),
            ),
            elements=(
                Element(key="melons", text="Melons", match="road", rationale="They do not keep.", claim="P31f1"),
                Element(
                    key="cotton",
                    text="Cotton & yarn",
                    match="rail",
                    rationale="The mill has a siding.",
                    claim="P31f2",
                    misconception="all-by-road",
                ),
                Element(key="apples", text="Apples", match="road", rationale="The orchard has none.", claim="P31f3"),
                Element(key="ore", text="Ore", match="rail", rationale="Too heavy for lorries.", claim="P31f4"),
            ),
        )
        yield question, {"melons": "road", "cotton": "rail", "apples": "road", "ore": "rail"}, 1
        yield question, {"melons": "road", "cotton": "road", "apples": "road", "ore": "sea"}, 1 / 2
        yield question, {"ore": "rail"}, 1 / 4
        yield question, {"melons": "sea", "cotton": "road"}, 0
        yield question, {}, 0
