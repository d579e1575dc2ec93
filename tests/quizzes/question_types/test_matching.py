"""Matching: prompts, choices, decoys, and their rows in the admin."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from pydantic import ValidationError

from quizzes.question_types.matching import Matching
from quizzes.question_types.options import path_of
from tests.quizzes.question_types.browser import form_post

GAS = {"key": "gas", "text": "Gas"}
POWER = {"key": "power", "text": "Power"}
RAIL = {"key": "rail", "text": "Rails & *more*"}
TAPI = {"key": "tapi", "text": "TAPI", "match": "gas", "rationale": "Why tapi.", "claim": "P1f1"}
CASA = {"key": "casa", "text": "CASA", "match": "power", "rationale": "Why casa.", "claim": "P2f1"}
IPI = {"key": "ipi", "text": "IPI", "match": "gas", "rationale": "Why ipi.", "claim": "P1f1", "misconception": "m"}
PAYLOAD: dict[str, Any] = {"choices": [GAS, POWER, RAIL], "prompts": [TAPI, CASA, IPI]}


def question(**lists: Any) -> Matching:
    return Matching.model_validate({**PAYLOAD, **lists})


def draw(edit: Any) -> str:
    return render_to_string(edit.template_name, {"edit": edit})


def edited(*, of: dict[str, Any] = PAYLOAD, **changes: str) -> Any:
    """The form after changes such as `prompts0_text="x"` or `move="payload-prompts-0:up"`."""
    data = form_post(draw(Matching.edit_form(payload=of)))
    for name, value in changes.items():
        row = re.fullmatch(r"([a-z]+)(\d+)_(\w+)", name)
        data[f"payload-{row[1]}-{row[2]}-{row[3]}" if row else name] = value
    return Matching.edit_form(data, payload=of)


def row_errors(edit: Any) -> dict[str, dict[str, list[str]]]:
    return {row.prefix: dict(row.errors) for row in edit.rows if row.errors}


@pytest.mark.parametrize(
    ("lists", "path", "message"),
    [
        ({"choices": [GAS]}, ("choices",), "A question needs at least two choices."),
        ({"prompts": [TAPI]}, ("prompts",), "A question needs at least two prompts."),
        ({"choices": [GAS, POWER, GAS]}, ("choices", 2, "key"), "The key “gas” is taken."),
        ({"choices": [GAS, {**POWER, "text": "Gas"}]}, ("choices", 1, "text"), "Another row has the same text."),
        ({"prompts": [TAPI, TAPI]}, ("prompts", 1, "key"), "The key “tapi” is taken."),
        ({"prompts": [TAPI, {**CASA, "key": "rail"}]}, ("prompts", 1, "key"), "The key “rail” is taken."),
        ({"prompts": [{**TAPI, "key": "certainty"}, CASA]}, ("prompts", 0, "key"), "The key “certainty” is taken."),
        (
            {"prompts": [TAPI, {**CASA, "match": "sea"}]},
            ("prompts", 1, "match"),
            "None of the choices has the key “sea”.",
        ),
        ({"prompts": [{**TAPI, "match": ""}, CASA]}, ("prompts", 0, "match"), "Name the choice that is right."),
        ({"prompts": [TAPI, {**CASA, "text": ""}]}, ("prompts", 1, "text"), "Write the text."),
        ({"prompts": [TAPI, {**CASA, "claim": "P 1"}]}, ("prompts", 1, "claim"), "This is a key without blanks, such"),
    ],
)
def test_nonsense_is_refused_at_its_place(lists: dict[str, Any], path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        question(**lists)

    (error,) = refusal.value.errors()
    assert path_of(error) == path
    assert error["msg"].startswith(message)


def test_a_payload_has_choices_first_and_leaves_defaults_out() -> None:
    assert question().to_payload() == PAYLOAD
    assert list(question().to_payload()) == ["choices", "prompts"]


def test_an_answer_holds_only_prompts_that_have_a_choice() -> None:
    form = question().answer_form(QueryDict("i1-tapi=gas&i1-casa=&i1-certainty=sure"), prefix="i1")

    assert form.is_valid()
    assert form.cleaned_data == {"tapi": "gas"}


@pytest.mark.parametrize("answer", [{"tapi": "gas", "casa": ""}, {"casa": None, "tapi": "gas"}])
def test_what_a_script_sends_is_stored_the_same(answer: dict[str, Any]) -> None:
    form = question().answer_form(answer)

    assert form.is_valid()
    assert form.cleaned_data == {"tapi": "gas"}


@pytest.mark.parametrize("answer", [{"gas": "tapi"}, {"tapi": "sea"}, {"tapi": ["gas"]}, {"tapi": 1}, {"tapi": "casa"}])
def test_only_its_prompts_take_only_its_choices(answer: Any) -> None:
    assert not question().answer_form(answer).is_valid()


@pytest.mark.parametrize(
    ("answer", "fraction"),
    [
        ({"tapi": "gas", "casa": "power", "ipi": "gas"}, 1),
        ({"tapi": "gas", "ipi": "gas"}, 2 / 3),
        ({"tapi": "rail", "casa": "rail", "ipi": "gas"}, 1 / 3),
        ({"tapi": "gone", "gone": "gas"}, 0),
        ({}, 0),
    ],
)
def test_each_right_pair_earns_its_share(answer: dict[str, Any], fraction: float) -> None:
    assert question().mark(answer).fraction == fraction


def test_a_part_is_the_pair_that_was_given_or_else_the_right_one() -> None:
    parts = question().mark({"tapi": "gas", "ipi": "rail", "casa": "gone"}).parts

    assert [(part.key, part.chosen, part.right, part.given, part.wanted) for part in parts] == [
        ("tapi", True, True, "Gas", "Gas"),
        ("casa", False, True, "", "Power"),
        ("ipi", True, False, "Rails & *more*", "Gas"),
    ]


def test_the_claims_of_wrong_pairs_decide_too() -> None:
    assert question().mark({"tapi": "rail", "casa": "gas", "ipi": "gas"}).deciding == ["P1f1", "P2f1", "P1f1"]


def test_the_outcome_says_what_was_given_and_what_is_right() -> None:
    outcome = question().mark({"tapi": "power"})

    html = render_to_string(question().template_name, {"stem": "What?", "outcome": outcome, "claims": {}})

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))
    assert "TAPI: Power Your answer · not right Right answer: Gas Why tapi." in text
    assert "CASA Not answered Right answer: Power Why casa." in text
    assert re.findall(r'class="(opt[^"]*)"', html) == ["opt is-wrong", "opt", "opt"]


def test_choices_are_dealt_and_prompts_stay() -> None:
    form = question().answer_form(order=["rail", "power", "gas"])

    assert [key for key, _text in form.choices] == ["rail", "power", "gas"]
    assert [row.name for row in form.rows()] == ["tapi", "casa", "ipi"]


def test_each_prompt_names_its_select_whose_options_are_plain_text() -> None:
    form = question().answer_form(prefix="i1", initial={"casa": "rail"})

    html = render_to_string(question().template_name, {"stem": "What?", "form": form})

    assert '<label for="i1-casa-choice">CASA</label>' in html
    assert '<select class="form-select" name="i1-casa" id="i1-casa-choice">' in html
    assert html.count('<option value="">Choose</option>') == 3
    assert re.findall(r"<option[^>]* selected>([^<]*)", html) == ["Rails &amp; more"]


def test_an_answer_is_described_by_its_pairs() -> None:
    assert question().describe({"ipi": "rail", "tapi": "gas"}) == "TAPI: Gas; IPI: Rails & *more*"
    assert question().describe({"tapi": "gone"}) == "no answer"


def test_a_guess_is_worth_one_in_the_number_of_choices() -> None:
    assert question().guess_score() == 1 / 3


def test_the_pairs_decide_marks() -> None:
    assert question().marking_payload() == {
        "choices": ["gas", "power", "rail"],
        "key": {"tapi": "gas", "casa": "power", "ipi": "gas"},
    }


def test_each_missing_reason_and_claim_is_named() -> None:
    assert question(prompts=[{**TAPI, "rationale": ""}, {**CASA, "claim": ""}]).problems() == [
        "Prompt “tapi”: say why it is right.",
        "Prompt “casa”: name the claim that decides it.",
    ]


def test_claims_and_misconceptions_are_named_once() -> None:
    assert question().claim_keys() == ["P1f1", "P2f1"]
    assert question().misconception_keys() == ["m"]


def test_each_list_has_its_rows_and_three_blank_ones() -> None:
    edit = Matching.edit_form(payload=PAYLOAD)

    assert [row.name for row in edit.lists["choices"].rows] == [
        *("gas", "power", "rail", "new choice 4", "new choice 5", "new choice 6"),
    ]
    assert [row.name for row in edit.lists["prompts"].rows][3:] == ["new prompt 4", "new prompt 5", "new prompt 6"]


@pytest.mark.parametrize(
    ("move", "choices", "prompts"),
    [
        ("payload-choices-1:up", ["power", "gas", "rail"], ["tapi", "casa", "ipi"]),
        ("payload-prompts-1:down", ["gas", "power", "rail"], ["tapi", "ipi", "casa"]),
    ],
)
def test_a_button_moves_a_row_of_its_own_list(move: str, choices: list[str], prompts: list[str]) -> None:
    edit = edited(move=move, prompts0_text="Changed")
    again = Matching.edit_form(form_post(draw(edit)), payload=PAYLOAD)

    assert edit.rearranged
    assert again.is_valid()
    saved = again.save()
    assert [choice.key for choice in saved.choices] == choices
    assert [prompt.key for prompt in saved.prompts] == prompts
    assert {prompt.key: prompt.text for prompt in saved.prompts}["tapi"] == "Changed"


def test_a_row_is_added_to_the_list_that_was_asked() -> None:
    edit = edited(add="payload-prompts")

    assert {name: len(rows.rows) for name, rows in edit.lists.items()} == {"choices": 6, "prompts": 7}


def test_a_choice_that_a_prompt_needs_is_not_deleted_by_mistake() -> None:
    edit = edited(choices0_DELETE="on")

    assert not edit.is_valid()
    assert row_errors(edit) == {"payload-prompts-0": {"match": ["None of the choices has the key “gas”."]}}


def test_a_decoy_can_be() -> None:
    edit = edited(choices2_DELETE="on")

    assert edit.is_valid()
    assert edit.save() == question(choices=[GAS, POWER])


def test_a_new_prompt_names_a_new_choice_by_its_text() -> None:
    edit = edited(choices3_text="Salt and *sugar*", prompts3_text="Silk", prompts3_match="Salt and *sugar*")

    assert edit.is_valid()
    assert edit.save().choices[3].key == "salt-and-sugar"
    assert (edit.save().prompts[3].key, edit.save().prompts[3].match) == ("silk", "salt-and-sugar")


@pytest.mark.parametrize("text", ["Gas", "Certainty"])
def test_a_key_made_from_a_text_is_free(text: str) -> None:
    edit = edited(prompts3_text=text, prompts3_match="gas")

    assert edit.is_valid()
    assert edit.save().prompts[3].key == f"{text.lower()}-2"


def test_a_saved_prompt_keeps_its_key() -> None:
    edit = edited(prompts1_key="other")

    assert not edit.is_valid()
    assert row_errors(edit) == {"payload-prompts-1": {"key": ["A key never changes. Delete this row and add another."]}}


def test_what_is_wrong_with_a_list_stands_above_it() -> None:
    edit = edited(prompts0_DELETE="on", prompts1_DELETE="on")

    assert not edit.is_valid()
    assert edit.lists["prompts"].errors == ["A question needs at least two prompts."]
    assert edit.errors == ["A question needs at least two prompts."]
    assert 'aria-describedby="prompts-errors"' in draw(edit)


def test_what_keeps_it_from_being_asked_is_said_on_its_row() -> None:
    edit = edited(prompts1_rationale="", prompts2_claim="")

    assert edit.is_valid()
    assert not edit.is_ready()
    assert row_errors(edit) == {
        "payload-prompts-1": {"rationale": ["Say why it is right."]},
        "payload-prompts-2": {"claim": ["Name the claim that decides it."]},
    }


def test_keys_that_the_course_lacks_are_said_on_their_rows() -> None:
    edit = edited()

    assert edit.is_valid()
    assert edit.check_references(claims={"P1f1", "P2f1"}, misconceptions={"m"})
    assert not edit.check_references(claims={"P1f1"}, misconceptions=set())
    assert {prefix: list(errors) for prefix, errors in row_errors(edit).items()} == {
        "payload-prompts-1": ["claim"],
        "payload-prompts-2": ["misconception"],
    }


def test_a_question_is_written_from_nothing() -> None:
    edit = edited(
        of={},
        choices0_text="By land",
        choices1_text="By sea",
        prompts0_text="Silk",
        prompts0_match="By land",
        prompts1_text="Tea",
        prompts1_match="by-sea",
    )

    assert edit.is_valid()
    assert edit.save().marking_payload() == {
        "choices": ["by-land", "by-sea"],
        "key": {"silk": "by-land", "tea": "by-sea"},
    }
