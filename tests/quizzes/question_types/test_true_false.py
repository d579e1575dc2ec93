"""True or false: a choice of two that needs no rows."""

from typing import Any

import pytest
from django.http import QueryDict
from pydantic import ValidationError

from quizzes.question_types.true_false import TrueFalse

PAYLOAD: dict[str, Any] = {
    "answer": False,
    "claim": "P26f3",
    "rationale_true": "A plan carries no gas.",
    "rationale_false": "So far it is a plan.",
    "misconception": "plans",
}


def question(**changes: Any) -> TrueFalse:
    return TrueFalse.model_validate({**PAYLOAD, **changes})


def edited(**changes: str) -> Any:
    fields = {**PAYLOAD, "answer": "False", **changes}
    data = QueryDict(mutable=True)
    data.update({f"payload-{name}": value for name, value in fields.items()})
    return TrueFalse.edit_form(data, payload=PAYLOAD)


@pytest.mark.parametrize("answer", ["false", "", 0, None])
def test_the_answer_is_a_truth_value(answer: Any) -> None:
    with pytest.raises(ValidationError):
        question(answer=answer)


def test_a_payload_reads_from_the_answer_to_its_reasons() -> None:
    assert list(question().to_payload()) == ["answer", "claim", "rationale_true", "rationale_false", "misconception"]
    assert question(misconception="").to_payload().keys() == PAYLOAD.keys() - {"misconception"}


@pytest.mark.parametrize("value", ["True", "no", True, False, 1, ["true"]])
def test_only_its_two_words_are_an_answer(value: Any) -> None:
    assert not question().answer_form({"choice": value}).is_valid()


def test_true_stands_first_whatever_is_dealt() -> None:
    assert question().option_keys() == []
    assert [option.key for option in question().answer_form(order=[]).options()] == ["true", "false"]


def test_half_of_all_guesses_are_right() -> None:
    assert question().guess_score() == 1 / 2


def test_each_side_has_its_reason_and_the_wrong_one_the_misconception() -> None:
    assert [(part.right, part.rationale, part.claim, part.misconception) for part in question().mark({}).parts] == [
        (False, "A plan carries no gas.", "P26f3", "plans"),
        (True, "So far it is a plan.", "P26f3", ""),
    ]


def test_the_answer_alone_decides_marks() -> None:
    assert question().marking_payload() == {"options": ["false", "true"], "key": ["false"]}
    assert question(answer=True, claim="").marking_payload() == {"options": ["false", "true"], "key": ["true"]}


@pytest.mark.parametrize(
    ("answer", "problems"),
    [
        (True, ["Name the claim that decides it.", "Say why it is true.", "Say why it is not false."]),
        (False, ["Name the claim that decides it.", "Say why it is not true.", "Say why it is false."]),
    ],
)
def test_both_sides_teach(answer: bool, problems: list[str]) -> None:
    assert TrueFalse(answer=answer).problems() == problems
    assert question(answer=answer).problems() == []


def test_the_answer_can_be_turned_round_in_the_admin() -> None:
    edit = edited(answer="True")

    assert edit.is_valid()
    assert edit.save() == question(answer=True)


def test_a_question_needs_an_answer() -> None:
    edit = edited(answer="")

    assert not edit.is_valid()
    assert edit.own.errors == {"answer": ["This field is required."]}


def test_an_error_of_the_schema_lands_on_its_field() -> None:
    edit = edited(claim="P 1")

    assert not edit.is_valid()
    assert edit.own.errors == {"claim": ["This is a key without blanks, such as “P24f1”."]}


def test_what_keeps_it_from_being_asked_is_said_at_its_field() -> None:
    edit = edited(rationale_true="")

    assert edit.is_valid()
    assert not edit.is_ready()
    assert edit.own.errors == {"rationale_true": ["Say why it is not true."]}


def test_keys_that_the_course_lacks_are_said_at_their_fields() -> None:
    edit = edited()

    assert edit.is_valid()
    assert edit.check_references(claims={"P26f3"}, misconceptions={"plans"})
    assert not edit.check_references(claims=set(), misconceptions=set())
    assert list(edit.own.errors) == ["claim", "misconception"]
