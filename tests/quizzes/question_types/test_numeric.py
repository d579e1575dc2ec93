"""Numbers: tolerances, units, known mistakes, and what cannot be read."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.question_types.numeric import Numeric
from quizzes.question_types.options import path_of
from tests.quizzes.question_types.browser import form_post

MILES = {"key": "miles", "value": "901.3", "rationale": "Why miles.", "misconception": "m"}
PAYLOAD: dict[str, Any] = {
    "value": "1450.5",
    "unit": "km",
    "tolerance": "0.5",
    "near_tolerance": "50",
    "rationale": "Why so.",
    "claim": "P1f1",
    "wrong_numbers": [MILES],
}


def question(**fields: Any) -> Numeric:
    return Numeric.model_validate({**PAYLOAD, **fields})


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({"value": "many"}, ("value",), "Write a number with a decimal point"),
        ({"value": "12,5"}, ("value",), "Write a number with a decimal point"),
        ({"value": "NaN"}, ("value",), "Write a number with a decimal point"),
        ({"value": "Infinity"}, ("value",), "Write a number with a decimal point"),
        ({"value": float("inf")}, ("value",), "Write a number with a decimal point"),
        ({"value": "1e999999999"}, ("value",), "Write a number with a decimal point"),
        ({"value": "1" * 60}, ("value",), "Write a number with a decimal point"),
        ({"value": None}, ("value",), "Write a number."),
        ({"value": True}, ("value",), "Write a number."),
        ({"tolerance": "-1"}, ("tolerance",), "A tolerance is not below 0."),
        ({"near_tolerance": "0.5"}, ("near_tolerance",), "The tolerance for a part of the mark must be wider"),
        ({"value": "0", "tolerance_in": "percent"}, ("tolerance_in",), "A tolerance in percent needs a value"),
        (
            {"wrong_numbers": [{**MILES, "value": "1500"}]},
            ("wrong_numbers", 0, "value"),
            "This number would be accepted",
        ),
        (
            {"wrong_numbers": [MILES, {**MILES, "key": "other", "value": "901.30"}]},
            ("wrong_numbers", 1, "value"),
            "Another row has the same number.",
        ),
        ({"wrong_numbers": [{**MILES, "key": "value"}]}, ("wrong_numbers", 0, "key"), "The key “value” is taken."),
        ({"near_fraction": 1}, ("near_fraction",), "Input should be less than 1"),
    ],
)
def test_nonsense_is_refused_at_its_place(fields: dict[str, Any], path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        question(**fields)

    (error,) = refusal.value.errors()
    assert path_of(error) == path
    assert error["msg"].startswith(message)


def test_numbers_of_files_are_spelled_as_decimals() -> None:
    assert question(value=1450.5, tolerance=1).to_payload() == {**PAYLOAD, "tolerance": "1"}


@pytest.mark.parametrize(
    ("fields", "number", "fraction"),
    [
        ({}, "1450,5", 1),
        ({}, "1 451", 1),
        ({}, "1450", 1),
        ({}, "1449.9999", 0.5),
        ({}, "1500.5", 0.5),
        ({}, "1500.5001", 0),
        ({}, "901.3", 0),
        ({}, "1451 km", 1),
        ({}, "1451km", 1),
        ({"tolerance_in": "percent", "tolerance": "10", "near_tolerance": "0"}, "1595.55", 1),
        ({"tolerance_in": "percent", "tolerance": "10", "near_tolerance": "0"}, "1595.5500001", 0),
        ({"value": "0.3", "tolerance": "0.1", "near_tolerance": "0", "wrong_numbers": []}, "0.2", 1),
        ({"value": "-40", "tolerance": "5", "tolerance_in": "percent"}, "-42", 1),
        ({"near_fraction": 0.25}, "1500", 0.25),
    ],
)
def test_limits_belong_to_what_is_right(fields: dict[str, Any], number: str, fraction: float) -> None:
    form = question(**fields).answer_form({"number": number})

    assert form.is_valid()
    assert form.cleaned_data == {"number": number}
    assert question(**fields).mark(form.cleaned_data).fraction == fraction


@pytest.mark.parametrize("number", ["1.450", "many", "NaN", "1e999", "9" * 40, "1450 miles", "1\x002"])
def test_what_cannot_be_read_is_refused_and_stands_in_its_line(number: str) -> None:
    form = question().answer_form(QueryDict(mutable=True) | {"i1-number": number}, prefix="i1")

    html = render_to_string(question().template_name, {"stem": "How long?", "form": form})

    assert not form.is_valid()
    assert f'value="{number}"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="i1-errors"' in html


@given(text=st.text(max_size=40) | st.text("0123456789.,e- km", max_size=30))
def test_any_text_is_marked_or_refused(text: str) -> None:
    form = question().answer_form({"number": text})

    if form.is_valid():
        outcome = question().mark(form.cleaned_data)
        assert outcome.fraction in (0, 0.5, 1)
        assert sum(part.chosen for part in outcome.parts) == bool(form.cleaned_data)
    else:
        assert list(form.errors) == ["number"]


@pytest.mark.parametrize("answer", [{}, {"number": "many"}, {"number": "1.450"}])
def test_a_stored_answer_that_cannot_be_read_does_no_harm(answer: dict[str, str]) -> None:
    """Answers may be older than today's rules."""
    assert question().mark(answer).fraction == 0
    assert question().describe(answer)


def test_the_unit_stands_beside_the_line_and_the_tolerance_above() -> None:
    html = render_to_string(
        question().template_name, {"stem": "How long?", "form": question().answer_form(prefix="i1")}
    )

    assert '<label for="i1-line">Your answer in km</label>' in html
    assert '<span aria-hidden="true">km</span>' in html
    assert 'inputmode="decimal"' in html
    assert "Up to 0.5 km more or less is right. Up to 50 km more or less earns 50% of the mark." in text_of(html)
    assert "1450" not in html


def outcome_text(number: str) -> str:
    outcome = question().mark({"number": number})
    return text_of(render_to_string(question().template_name, {"stem": "How long?", "outcome": outcome, "claims": {}}))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1450.5", "1450.5 km (± 0.5 km) Your answer · right Why so."),
        ("1 451", "1450.5 km (± 0.5 km) (you wrote: 1 451) Your answer · right Why so."),
        ("1500", "1500 km Your answer · partly right This is near enough for 50% of the mark."),
        ("901,3", "901.3 km Your answer · not right Why miles."),
        ("7 km", "7 km Your answer · not right"),
    ],
)
def test_the_outcome_says_what_was_given_and_why(number: str, words: str) -> None:
    assert words in outcome_text(number)
    assert "1450.5 km (± 0.5 km)" in outcome_text(number)


def test_an_answer_is_described_with_its_unit() -> None:
    assert [question().describe({"number": number}) for number in ("1 450,5", "7km")] == ["1 450,5 km", "7 km"]


def test_a_number_spelled_otherwise_decides_the_same() -> None:
    assert question(value="1450.50").marking_payload() == question().marking_payload()
    assert question(tolerance="1").marking_payload() != question().marking_payload()


def test_a_number_is_written_in_the_admin() -> None:
    edit = Numeric.edit_form()
    data = form_post(render_to_string(edit.template_name, {"edit": edit}))
    data.update(
        {
            "payload-value": "12.5",
            "payload-wrong_numbers-0-value": "13",
            "payload-wrong_numbers-0-rationale": "Old.",
        }
    )
    edit = Numeric.edit_form(data)

    assert edit.is_valid()
    assert edit.save().to_payload() == {
        "value": "12.5",
        "wrong_numbers": [{"key": "old", "value": "13", "rationale": "Old."}],
    }
    assert not edit.is_ready()
    assert list(edit.own.errors) == ["rationale", "claim"]


def test_a_number_that_is_none_is_told_at_its_field() -> None:
    edit = Numeric.edit_form(payload=PAYLOAD)
    data = form_post(render_to_string(edit.template_name, {"edit": edit}))
    edit = Numeric.edit_form(QueryDict(mutable=True) | data.dict() | {"payload-value": "x"}, payload=PAYLOAD)

    assert not edit.is_valid()
    assert list(edit.own.errors) == ["value"]
