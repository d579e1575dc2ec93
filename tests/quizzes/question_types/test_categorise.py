"""Categorise: elements, categories that may stay empty, and their rows in the admin."""

import re
from itertools import product
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.question_types.categorise import Categorise
from quizzes.question_types.options import path_of
from tests.quizzes.question_types.browser import form_post

ROAD = {"key": "road", "text": "Road"}
RAIL = {"key": "rail", "text": "Rails & *more*"}
SEA = {"key": "sea", "text": "Sea"}
MELON = {"key": "melon", "text": "Melons", "match": "road", "rationale": "Why melons.", "claim": "P1f1"}
ORE = {"key": "ore", "text": "Ore", "match": "rail", "rationale": "Why ore.", "claim": "P2f1", "misconception": "m"}
YARN = {"key": "yarn", "text": "Yarn", "match": "road", "rationale": "Why yarn.", "claim": "P1f1"}
PAYLOAD: dict[str, Any] = {"categories": [ROAD, RAIL, SEA], "elements": [MELON, ORE, YARN]}
KEY = {"melon": "road", "ore": "rail", "yarn": "road"}
ANSWERS = st.dictionaries(st.sampled_from([*KEY, "gone"]), st.sampled_from(["road", "rail", "sea", "air", ""]))


def question(**lists: Any) -> Categorise:
    return Categorise.model_validate({**PAYLOAD, **lists})


def edited(*, of: dict[str, Any] = PAYLOAD, **changes: str) -> Any:
    """The form after changes such as `elements0_text="x"` or `move="payload-elements-0:up"`."""
    edit = Categorise.edit_form(payload=of)
    data = form_post(render_to_string(edit.template_name, {"edit": edit}))
    for name, value in changes.items():
        row = re.fullmatch(r"([a-z]+)(\d+)_(\w+)", name)
        data[f"payload-{row[1]}-{row[2]}-{row[3]}" if row else name] = value
    return Categorise.edit_form(data, payload=of)


@pytest.mark.parametrize(
    ("lists", "path", "message"),
    [
        ({"categories": [ROAD]}, ("categories",), "A question needs from two to 5 categories."),
        (
            {"categories": [{"key": f"c{n}", "text": f"{n}"} for n in range(6)]},
            ("categories",),
            "A question needs from two to 5 categories.",
        ),
        ({"categories": [ROAD, RAIL, {**SEA, "text": "Road"}]}, ("categories", 2, "text"), "Another row has the same"),
        ({"elements": [MELON]}, ("elements",), "A question needs at least two elements."),
        ({"elements": [MELON, {**ORE, "text": "Melons"}]}, ("elements", 1, "text"), "Another row has the same text."),
        ({"elements": [MELON, {**ORE, "key": "sea"}]}, ("elements", 1, "key"), "The key “sea” is taken."),
        ({"elements": [MELON, {**ORE, "match": ""}]}, ("elements", 1, "match"), "Name the category that is right."),
        (
            {"elements": [MELON, {**ORE, "match": "air"}]},
            ("elements", 1, "match"),
            "None of the categories has the key “air”.",
        ),
    ],
)
def test_nonsense_is_refused_at_its_place(lists: dict[str, Any], path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        question(**lists)

    (error,) = refusal.value.errors()
    assert path_of(error) == path
    assert error["msg"].startswith(message)


def test_a_payload_has_categories_first_and_leaves_defaults_out() -> None:
    assert question().to_payload() == PAYLOAD
    assert list(question().to_payload()) == ["categories", "elements"]


@given(answer=ANSWERS)
def test_the_fraction_is_that_of_the_elements_that_are_right(answer: dict[str, str]) -> None:
    outcome = question().mark(answer)

    assert outcome.fraction == sum(answer.get(key) == match for key, match in KEY.items()) / 3
    assert (outcome.fraction == 1) is all(part.chosen and part.right for part in outcome.parts)


@given(
    answer=ANSWERS,
    elements=st.permutations(PAYLOAD["elements"]),
    categories=st.permutations(PAYLOAD["categories"]),
)
def test_the_order_of_the_rows_never_changes_a_mark(
    answer: dict[str, str], elements: list[Any], categories: list[Any]
) -> None:
    other = question(elements=elements, categories=categories)

    assert other.mark(answer).in_order(list(KEY)) == question().mark(answer)
    assert other.marking_payload() == question().marking_payload()


def test_the_guess_score_is_the_mean_over_all_answers() -> None:
    answers = [dict(zip(KEY, keys, strict=True)) for keys in product(["road", "rail", "sea"], repeat=3)]

    mean = sum(question().mark(answer).fraction for answer in answers) / len(answers)

    assert question().guess_score() == pytest.approx(mean, abs=1e-12)


def test_elements_are_dealt_and_categories_stay() -> None:
    form = question().answer_form(prefix="i1", order=["yarn", "melon", "ore"])

    assert [row.name for row in form.rows()] == ["i1-yarn", "i1-melon", "i1-ore"]
    assert [key for key, _text in form.choices] == ["road", "rail", "sea"]
    assert question().option_keys() == ["melon", "ore", "yarn"]


def test_each_element_names_its_group_of_categories() -> None:
    form = question().answer_form(prefix="i1", initial={"ore": "sea"})

    html = render_to_string(question().template_name, {"stem": "What?", "form": form})

    assert re.findall(r"<legend>([^<]*)", html) == ["Melons", "Ore", "Yarn"]
    assert re.findall(r'name="i1-ore" value="sea" id="i1-ore-sea"( checked)?', html) == [" checked"]
    assert html.count(" checked") == 1
    assert html.count("<span>Rails &amp; <em>more</em></span>") == 3


@pytest.mark.parametrize("answer", [{"ore": "air"}, {"ore": ["rail"]}, {"sea": "ore"}, {"ore": 1}])
def test_only_its_elements_take_only_its_categories(answer: Any) -> None:
    assert not question().answer_form(answer).is_valid()


def test_an_answer_holds_only_elements_that_have_a_category() -> None:
    form = question().answer_form(QueryDict("i1-ore=rail&i1-certainty=sure"), prefix="i1")

    assert form.is_valid()
    assert form.cleaned_data == {"ore": "rail"}


def test_an_answer_is_described_by_its_elements() -> None:
    assert question().describe({"yarn": "rail", "melon": "road"}) == "Melons: Road; Yarn: Rails & *more*"


def test_each_missing_reason_and_claim_is_named() -> None:
    assert question(elements=[{**MELON, "rationale": ""}, {**ORE, "claim": ""}]).problems() == [
        "Element “melon”: say why it is right.",
        "Element “ore”: name the claim that decides it.",
    ]


def test_an_empty_category_can_be_deleted_and_one_in_use_cannot() -> None:
    empty, used = edited(categories2_DELETE="on"), edited(categories1_DELETE="on")

    assert empty.is_valid()
    assert empty.save() == question(categories=[ROAD, RAIL])
    assert not used.is_valid()
    assert {row.prefix: dict(row.errors) for row in used.rows if row.errors} == {
        "payload-elements-1": {"match": ["None of the categories has the key “rail”."]}
    }


def test_a_new_element_names_a_new_category_by_its_text() -> None:
    edit = edited(categories3_text="By air", elements3_text="Mail", elements3_match="By air")

    assert edit.is_valid()
    assert (edit.save().elements[3].key, edit.save().elements[3].match) == ("mail", "by-air")
