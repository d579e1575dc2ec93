"""The rows of options in the admin, as a browser without JavaScript sends them."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from quizzes.question_types.edit_payload import PayloadEditForm
from quizzes.question_types.edit_rows import key_from_text
from quizzes.question_types.multiple_choice import MultipleChoice
from quizzes.question_types.single_choice import SingleChoice
from tests.quizzes.question_types.browser import form_post

PAYLOAD: dict[str, Any] = {
    "options": [
        {
            "key": "stable",
            "text": "Once it is stable",
            "right": True,
            "rationale": "So it says.",
            "claim": "P14f3",
        },
        {"key": "india", "text": "As soon as India agrees", "rationale": "No.", "claim": "P26f3"},
        {
            "key": "now",
            "text": "At once",
            "rationale": "No.",
            "claim": "P19f3",
            "misconception": "plan-is-thing",
        },
    ]
}


def draw(edit: PayloadEditForm) -> str:
    return render_to_string(edit.template_name, {"edit": edit})


def post(payload: dict[str, Any], **changes: str) -> QueryDict:
    """What the browser sends for the drawn form after changes: `row0_text="x"`, `move="payload-options-0:up"`."""
    data = form_post(draw(SingleChoice.edit_form(payload=payload)))
    for name, value in changes.items():
        row = re.fullmatch(r"row(\d+)_(\w+)", name)
        data[f"payload-options-{row[1]}-{row[2]}" if row else name] = value
    return data


def edited(**changes: str) -> PayloadEditForm:
    return SingleChoice.edit_form(post(PAYLOAD, **changes), payload=PAYLOAD)


def keys(edit: PayloadEditForm) -> list[str]:
    return [row["key"].value() for row in edit.rows if row.is_filled]


def test_saved_rows_are_followed_by_three_blank_ones() -> None:
    rows = SingleChoice.edit_form(payload=PAYLOAD).rows

    assert [row.is_new for row in rows] == [False, False, False, True, True, True]
    assert [row.name for row in rows[3:]] == ["new option 4", "new option 5", "new option 6"]


def test_only_a_new_row_lets_one_write_the_key() -> None:
    html = draw(SingleChoice.edit_form(payload=PAYLOAD))

    assert re.findall(r'<input type="text" name="payload-options-(\d)-key"', html) == ["3", "4", "5"]
    assert re.findall(r'<input type="hidden" name="payload-options-(\d)-key"', html) == ["0", "1", "2"]


def test_a_saved_option_keeps_its_key() -> None:
    edit = edited(row1_key="bharat")

    assert not edit.is_valid()
    assert edit.rows[1].errors == {"key": ["A key never changes. Delete this row and add another."]}


def test_the_key_can_move_to_another_row() -> None:
    data = post(PAYLOAD)
    data["payload-options-right"] = "2"
    edit = SingleChoice.edit_form(data, payload=PAYLOAD)

    assert edit.is_valid()
    assert [option.right for option in edit.save().options] == [False, False, True]


def test_a_new_row_becomes_an_option() -> None:
    edit = edited(row3_key="nato", row3_text="When NATO pays")

    assert edit.is_valid()
    assert [option.key for option in edit.save().options] == ["stable", "india", "now", "nato"]


def test_a_new_row_without_a_key_gets_one_from_its_text() -> None:
    edit = edited(row3_text="At once", row4_text="When India agrees to all of it", row5_text="Now")

    assert edit.is_valid()
    assert edit.save().option_keys()[3:] == ["at-once", "when-india-agrees-to", "now-2"]


@pytest.mark.parametrize(("text", "key"), [("2 roads", "roads"), ("a_-b", "a-b"), ("сейчас", ""), ("x" * 99, "x" * 50)])
def test_keys_are_made_from_words(text: str, key: str) -> None:
    assert key_from_text(text, set()) == key


def test_a_row_can_be_deleted() -> None:
    edit = edited(row1_DELETE="on")

    assert edit.is_valid()
    assert edit.save().option_keys() == ["stable", "now"]


def test_rows_are_saved_by_their_numbers() -> None:
    edit = edited(row0_ORDER="9")

    assert edit.is_valid()
    assert edit.save().option_keys() == ["india", "now", "stable"]


def test_a_number_alone_makes_no_option() -> None:
    edit = edited(row3_ORDER="4")

    assert edit.is_valid()
    assert len(edit.save().options) == 3


def test_texts_are_saved_in_one_spelling() -> None:
    edit = edited(row0_text="one\r\ntwo  \r\n")

    assert edit.is_valid()
    assert edit.save().options[0].text == "one\ntwo"


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("1:up", ["india", "stable", "now"]),
        ("1:down", ["stable", "now", "india"]),
        ("0:up", ["stable", "india", "now"]),
        ("2:down", ["stable", "india", "now"]),
        ("x", ["stable", "india", "now"]),
    ],
)
def test_the_buttons_move_a_row(move: str, order: list[str]) -> None:
    edit = edited(move=f"payload-options-{move}")

    assert edit.rearranged
    assert keys(edit) == order
    assert keys(SingleChoice.edit_form(form_post(draw(edit)), payload=PAYLOAD)) == order


def test_a_move_keeps_what_was_typed() -> None:
    edit = edited(move="payload-options-3:up", row3_text="When NATO pays", row3_key="nato", row0_text="Changed")

    assert keys(edit) == ["stable", "india", "nato", "now"]
    again = SingleChoice.edit_form(form_post(draw(edit)), payload=PAYLOAD)
    assert again.is_valid()
    assert again.save().options[0].text == "Changed"
    assert again.save().options[2].text == "When NATO pays"
    assert [option.right for option in again.save().options] == [True, False, False, False]


def test_the_first_row_cannot_move_up_nor_the_last_one_down() -> None:
    html = draw(SingleChoice.edit_form(payload=PAYLOAD))

    free = [value for value, rest in re.findall(r'name="move" value="([^"]*)"([^>]*)>', html) if "disabled" not in rest]
    assert free == [f"payload-options-{move}" for move in ("0:down", "1:up", "1:down", "2:up")]


def test_another_row_can_be_asked_for() -> None:
    edit = edited(add="payload-options", row3_text="When NATO pays")

    assert edit.rearranged
    assert len(edit.rows) == 7
    assert edit.rows[3]["text"].value() == "When NATO pays"


def test_an_ordinary_post_is_not_rearranged() -> None:
    assert not edited().rearranged


@pytest.mark.parametrize(
    ("changes", "row", "errors"),
    [
        ({"row1_text": ""}, 1, {"text": ["Write the text."]}),
        ({"row3_text": "x", "row3_key": "india"}, 3, {"key": ["The key “india” is taken."]}),
        ({"row2_claim": "P 1"}, 2, {"claim": ["This is a key without blanks, such as “P24f1”."]}),
        ({"row0_rationale": "x\x85y"}, 0, {"rationale": ["The character U+0085 may not stand in a text."]}),
        ({"row0_ORDER": "x"}, 0, {"ORDER": ["Enter a whole number."]}),
    ],
)
def test_an_error_lands_on_the_row_and_field_it_is_about(
    changes: dict[str, str], row: int, errors: dict[str, list[str]]
) -> None:
    edit = edited(**changes)

    assert not edit.is_valid()
    assert edit.errors == []
    assert {number: form.errors for number, form in enumerate(edit.lists["options"].formset.forms) if form.errors} == {
        row: errors
    }


def test_an_error_follows_its_row_when_rows_are_sorted_or_deleted() -> None:
    edit = edited(row0_ORDER="9", row1_DELETE="on", row2_text="")

    assert not edit.is_valid()
    assert [row.name for row in edit.rows if row.errors] == ["now"]


def test_several_errors_are_told_at_once() -> None:
    edit = edited(row0_text="", row1_claim="a b", row2_text="")

    assert not edit.is_valid()
    assert [list(row.errors) for row in edit.rows[:3]] == [["text"], ["claim"], ["text"]]


def test_an_error_about_the_whole_question_stands_above_the_rows() -> None:
    edit = edited(row0_DELETE="on")

    assert not edit.is_valid()
    assert edit.errors == ["Say which option is right."]
    assert 'aria-describedby="options-errors"' in draw(edit)


def test_an_error_is_bound_to_its_field() -> None:
    edit = edited(row1_text="")
    edit.is_valid()

    assert 'aria-invalid="true" aria-describedby="id_payload-options-1-text_error"' in draw(edit)
    assert 'id="id_payload-options-1-text_error"' in draw(edit)


def test_a_credit_rule_that_is_none_is_refused_at_its_field() -> None:
    edit = MultipleChoice.edit_form(QueryDict("payload-credit=double"))

    assert not edit.is_valid()
    assert list(edit.own.errors) == ["credit"]


def test_what_keeps_a_question_from_being_asked_is_said_on_its_row() -> None:
    edit = edited(row1_rationale="", row2_claim="")

    assert edit.is_valid()
    assert not edit.is_ready()
    assert [dict(row.errors) for row in edit.rows[:3]] == [
        {},
        {"rationale": ["Say why it is wrong."]},
        {"claim": ["Name the claim that decides it."]},
    ]


def test_keys_that_the_course_lacks_are_said_on_their_rows() -> None:
    edit = edited()

    assert edit.is_valid()
    assert edit.check_references(claims={"P14f3", "P26f3", "P19f3"}, misconceptions={"plan-is-thing"})
    assert not edit.check_references(claims={"P14f3", "P19f3"}, misconceptions=set())
    assert [list(row.errors) for row in edit.rows[:3]] == [[], ["claim"], ["misconception"]]


def test_rows_on_the_page_are_kept_when_somebody_else_has_saved_meanwhile() -> None:
    fewer = {"options": PAYLOAD["options"][:2]}
    edit = SingleChoice.edit_form(post(fewer, row2_text="Mine"), payload=PAYLOAD)

    assert edit.is_valid()
    assert edit.save().option_keys() == ["stable", "india", "mine"]


def test_a_form_that_is_not_valid_cannot_be_saved() -> None:
    edit = edited(row1_text="")
    edit.is_valid()

    with pytest.raises(ValueError, match="Only a valid form can be saved"):
        edit.save()
