"""Texts with gaps: by select and by typing."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.question_types.cloze import Cloze
from quizzes.question_types.options import path_of
from tests.quizzes.question_types.browser import form_post

SOUTH = {"key": "south", "gap": "where", "text": "The *South*", "rationale": "Why not south.", "misconception": "m"}
COAST = {"key": "coast", "gap": "where", "text": "The Coast", "right": True, "rationale": "Why.", "claim": "P1f1"}
SAND = {"key": "sand", "gap": "port", "answer": "White Sand", "rationale": "Why sand.", "claim": "P2f1"}
ROCK = {"key": "rock", "gap": "port", "answer": "Black Rock", "fraction": 0.0, "rationale": "Why not rock."}
PAYLOAD: dict[str, Any] = {
    "text": "First. The port of {{port}} lies in {{where}}. Last.",
    "choices": [SOUTH, COAST],
    "variants": [SAND, ROCK],
}
KEY = {"port": "White Sand", "where": "coast"}


def question(**fields: Any) -> Cloze:
    return Cloze.model_validate({**PAYLOAD, **fields})


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({"text": "No gap."}, ("text",), "Write the text with 1 to 20 gaps"),
        ({"text": "{{port}} {{port}} {{where}}"}, ("text",), "The key “port” is taken."),
        ({"text": "{{port}} {{where}} {{new}}"}, ("text",), "The gap {{new}} has no row."),
        ({"text": "{{port}} {{where}} {{x"}, ("text",), "A gap begins with {{ and ends with }}."),
        ({"text": "{{port}} {{where}} {{The Port}}"}, ("text",), "A key is a word"),
        ({"text": "{{certainty}}"}, ("text",), "The key “certainty” is taken."),
        ({"text": "{{port}}"}, ("choices", 0, "gap"), "The text has no gap {{where}}."),
        ({"text": "{{where}}"}, ("variants", 0, "gap"), "The text has no gap {{port}}."),
        ({"choices": [SOUTH, {**COAST, "key": "port"}]}, ("choices", 1, "key"), "The key “port” is taken."),
        ({"choices": [COAST]}, ("choices", 0, "right"), "The gap {{where}} needs one right choice"),
        ({"choices": [SOUTH]}, ("choices", 0, "gap"), "Say what is right in the gap {{where}}."),
        ({"choices": [{**SOUTH, "right": True}, COAST]}, ("choices", 1, "right"), "The gap {{where}} needs one right"),
        ({"choices": [COAST, {**SOUTH, "text": "The Coast"}]}, ("choices", 1, "text"), "Another choice of this gap"),
        ({"variants": [ROCK]}, ("variants", 0, "gap"), "Say what is right in the gap {{port}}."),
        ({"variants": [SAND, {**ROCK, "gap": "where"}]}, ("variants", 1, "gap"), "The gap {{where}} has choices and"),
        ({"variants": [SAND, {**ROCK, "answer": "white-sand"}]}, ("variants", 1, "answer"), "This would be taken for"),
    ],
)
def test_nonsense_is_refused_at_its_place(fields: dict[str, Any], path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        question(**fields)

    (error,) = refusal.value.errors()
    assert path_of(error) == path
    assert error["msg"].startswith(message)


@pytest.mark.parametrize(
    ("answer", "fraction"),
    [
        (KEY, 1),
        ({"port": "WHITE-SAND", "where": "south"}, 0.5),
        ({"where": "coast"}, 0.5),
        ({"port": "Black Rock", "where": "south"}, 0),
        ({"port": "coast", "where": "gone"}, 0),
        ({}, 0),
    ],
)
def test_each_gap_earns_its_share(answer: dict[str, str], fraction: float) -> None:
    assert question().mark(answer).fraction == fraction


@pytest.mark.parametrize(
    "answer", [{"where": "sand"}, {"where": "The Coast"}, {"other": "x"}, {"port": 1}, {"port": []}]
)
def test_a_gap_takes_only_what_is_its_own(answer: Any) -> None:
    assert not question().answer_form(answer).is_valid()


@given(port=st.text(max_size=30), where=st.sampled_from(["", "south", "coast"]))
def test_any_text_is_marked_or_refused(port: str, where: str) -> None:
    form = question().answer_form({"port": port, "where": where})

    if form.is_valid():
        outcome = question().mark(form.cleaned_data)
        assert 0 <= outcome.fraction <= 1
        assert [part.chosen for part in outcome.parts] == ["port" in form.cleaned_data, "where" in form.cleaned_data]
    else:
        assert list(form.errors) == ["port"]


def test_each_control_stands_in_the_text_and_is_named_by_its_sentence() -> None:
    form = question().answer_form(prefix="i1", order=["coast", "south"])

    html = render_to_string(question().template_name, {"stem": "Fill in.", "form": form})

    assert '<label class="vh" for="i1-port-gap">Gap 1 of 2: The port of ___ lies in (2).</label>' in html
    assert '<label class="vh" for="i1-where-gap">Gap 2 of 2: The port of (1) lies in ___.</label>' in html
    assert re.findall(r'<option value="([^"]*)"', html) == ["", "coast", "south"]
    assert re.search(r"port of <label", html)
    assert re.search(r"</select>\. Last\.", html)
    assert "White Sand" not in html


def test_the_text_says_how_gaps_count() -> None:
    assert question().credit_text.startswith("Each gap counts the same. Capitals do not matter.")
    assert question(text="In {{where}}.", variants=[]).credit_text == "Each gap counts the same."


def test_the_outcome_goes_gap_by_gap() -> None:
    outcome = question().mark({"port": "white sand", "where": "south"})

    text = text_of(render_to_string(question().template_name, {"stem": "Fill in.", "outcome": outcome, "claims": {}}))

    assert "The port of ___ lies in (2): white sand Your answer · right Right answer: White Sand Why sand." in text
    assert "lies in ___: The South Your answer · not right Right answer: The Coast Why not south." in text


def test_the_claims_of_the_key_decide_whatever_was_given() -> None:
    for answer in ({}, KEY, {"port": "Black Rock", "where": "south"}):
        assert question().mark(answer).deciding == ["P2f1", "P1f1"]


def test_a_wrong_choice_has_its_misconception() -> None:
    assert [part.misconception for part in question().mark({"where": "south"}).parts] == ["", "m"]


def test_a_gap_that_earns_a_part_is_called_partly_right() -> None:
    worth_half = {"key": "sea", "gap": "port", "answer": "Red Sand", "fraction": 0.5, "rationale": "Nearly."}
    asked = question(variants=[*PAYLOAD["variants"], worth_half])

    html = render_to_string(
        asked.template_name, {"stem": "Fill in.", "outcome": asked.mark({"port": "red sand"}), "claims": {}}
    )

    assert "red sand Your answer · partly right Right answer: White Sand Nearly." in text_of(html)


def test_an_answer_is_described_by_the_numbers_of_its_gaps() -> None:
    assert question().describe({"port": "*x*", "where": "coast"}) == r"(1) \*x\*; (2) The Coast"
    assert question().describe({"where": "gone"}) == "no answer"


def test_a_guess_is_right_only_where_there_are_choices() -> None:
    assert question().guess_score() == 1 / 4


def test_only_what_is_right_needs_a_claim() -> None:
    assert question(variants=[{**SAND, "claim": ""}, {**ROCK, "rationale": ""}]).problems() == [
        "Answer “sand”: name the claim that decides it.",
        "Answer “rock”: say why it is wrong.",
    ]


def test_a_text_is_written_in_the_admin() -> None:
    edit = Cloze.edit_form()
    data = form_post(render_to_string(edit.template_name, {"edit": edit}))
    data.update(
        {
            "payload-text": "By {{way}} to {{port}}.",
            "payload-choices-0-gap": "way",
            "payload-choices-0-text": "land",
            "payload-choices-1-gap": "way",
            "payload-choices-1-text": "sea",
            "payload-choices-1-right": "on",
            "payload-variants-0-gap": "port",
            "payload-variants-0-answer": "White Sand",
        }
    )
    edit = Cloze.edit_form(data)

    assert edit.is_valid()
    assert edit.save().to_payload() == {
        "text": "By {{way}} to {{port}}.",
        "choices": [
            {"key": "land", "text": "land", "gap": "way"},
            {"key": "sea", "text": "sea", "right": True, "gap": "way"},
        ],
        "variants": [{"key": "white-sand", "answer": "White Sand", "gap": "port"}],
    }


def test_a_row_without_a_gap_is_told() -> None:
    edit = Cloze.edit_form(payload=PAYLOAD)
    data = form_post(render_to_string(edit.template_name, {"edit": edit}))
    data["payload-choices-0-gap"] = "nowhere"
    edit = Cloze.edit_form(data, payload=PAYLOAD)

    assert not edit.is_valid()
    assert {row.prefix: dict(row.errors) for row in edit.rows if row.errors} == {
        "payload-choices-0": {"gap": ["The text has no gap {{nowhere}}."]}
    }
