"""Single and multiple choice: what is particular to them."""

from typing import Any

import pytest
from django.http import QueryDict
from pydantic import ValidationError

from quizzes.question_types.multiple_choice import MultipleChoice
from quizzes.question_types.single_choice import SingleChoice

A = {"key": "a", "text": "A", "right": True}
B = {"key": "b", "text": "B"}
C = {"key": "c", "text": "C"}


def single(*options: dict[str, Any]) -> SingleChoice:
    return SingleChoice.model_validate({"options": options or (A, B, C)})


def multiple(*options: dict[str, Any], **fields: Any) -> MultipleChoice:
    return MultipleChoice.model_validate({"options": options or (A, {**B, "right": True}, C), **fields})


def message(refusal: pytest.ExceptionInfo[ValidationError]) -> str:
    return refusal.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([A], "A question needs at least two options."),
        ([B, C], "Say which option is right."),
        ([A, {**B, "right": True}], "Only one option can be right."),
        ([A, {**B, "key": "a"}], "The key “a” is taken."),
        ([A, {**B, "key": ""}], "Give it a key: a word that stays for good."),
        (
            [A, {**B, "key": "2"}],
            "A key is a word in small letters, perhaps with figures and hyphens: “by-land”.",
        ),
        ([A, {**B, "text": " "}], "Write the text."),
        ([A, {**B, "text": "x\x00"}], "The character U+0000 may not stand in a text."),
        ([A, {**B, "claim": "P1 f2"}], "This is a key without blanks, such as “P24f1”."),
        ([A, {**B, "right": "yes"}], "Input should be a valid boolean"),
    ],
)
def test_a_single_choice_refuses_nonsense(options: list[dict[str, Any]], expected: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        single(*options)

    assert message(refusal) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([B, C], "Say which options are right."),
        ([A, {**B, "right": True}], "At least one option must be wrong."),
    ],
)
def test_a_multiple_choice_refuses_nonsense(options: list[dict[str, Any]], expected: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        multiple(*options)

    assert message(refusal) == expected


def test_credit_comes_first_in_a_payload_and_its_default_is_left_out() -> None:
    assert list(multiple(credit="exact").to_payload()) == ["credit", "options"]
    assert multiple(A, B).to_payload() == {"options": [A, B]}


@pytest.mark.parametrize("value", ["d", "A", "", ["a"], 1, True, {"a": 1}, "a\x00"])
def test_a_single_choice_takes_only_its_own_keys(value: Any) -> None:
    assert single().answer_form({"choice": value}).is_valid() is (value == "")


@pytest.mark.parametrize("value", ["a", ["d"], ["a", "d"], [1], [None], [["a"]], {"a": 1}, True, ""])
def test_a_multiple_choice_takes_only_lists_of_its_own_keys(value: Any) -> None:
    assert multiple().answer_form({"choices": value}).is_valid() is False


def test_the_choices_are_stored_sorted_and_once() -> None:
    form = multiple().answer_form({"choices": ["c", "a", "c"]})

    assert form.is_valid()
    assert form.cleaned_data == {"choices": ["a", "c"]}


def test_an_empty_list_is_no_answer() -> None:
    form = multiple().answer_form({"choices": []})

    assert form.is_valid()
    assert form.cleaned_data == {}
    assert multiple().is_blank({"choices": []})


@pytest.mark.parametrize("answer", [{"choices": ["a"]}, {"choice": "a", "more": 1}, [], "a", 0])
def test_a_stored_answer_of_another_shape_does_not_pass_for_a_blank(answer: Any) -> None:
    assert single().answer_form(answer).is_valid() is False


def test_a_post_may_hold_more_than_the_answer() -> None:
    form = single().answer_form(QueryDict("choice=b&csrfmiddlewaretoken=x"))

    assert form.is_valid()
    assert form.cleaned_data == {"choice": "b"}


def test_a_refused_answer_keeps_what_was_chosen() -> None:
    form = multiple().answer_form(QueryDict("i1-choices=a&i1-choices=gone"), prefix="i1")

    assert not form.is_valid()
    assert [option.key for option in form.options() if option.checked] == ["a"]


def test_options_are_drawn_as_dealt() -> None:
    form = single().answer_form(order=["c", "gone", "a", "c"])

    assert [option.key for option in form.options()] == ["c", "a", "b"]


def test_a_key_that_is_gone_earns_and_costs_nothing() -> None:
    assert single().mark({"choice": "gone"}).fraction == 0
    assert multiple().mark({"choices": ["a", "b", "gone"]}).fraction == 1


def test_an_answer_is_described_by_its_options() -> None:
    assert single().describe({"choice": "b"}) == "B"
    assert multiple().describe({"choices": ["a", "c"]}) == "A; C"
    assert multiple().describe({}) == "no answer"


def test_each_missing_reason_and_claim_is_named() -> None:
    assert single(A, {**B, "claim": "P1f1"}, {**C, "rationale": "No."}).problems() == [
        "Option “a”: say why it is right.",
        "Option “a”: name the claim that decides it.",
        "Option “b”: say why it is wrong.",
        "Option “c”: name the claim that decides it.",
    ]


def test_the_key_and_the_credit_rule_decide_marks() -> None:
    assert single().marking_payload() == {"options": ["a", "b", "c"], "key": ["a"]}
    assert multiple().marking_payload() == {
        "options": ["a", "b", "c"],
        "key": ["a", "b"],
        "credit": "proportional",
    }


def test_claims_and_misconceptions_are_named_once() -> None:
    question = single({**A, "claim": "P1f1"}, {**B, "claim": "P1f1", "misconception": "m"}, {**C, "misconception": "m"})

    assert question.claim_keys() == ["P1f1"]
    assert question.misconception_keys() == ["m"]
