"""Ordering: places by key, the rules of credit, what is said of each element, and its rows in the admin."""

import re
from itertools import permutations
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.question_types.base import Outcome
from quizzes.question_types.options import path_of
from quizzes.question_types.ordering import Ordering
from tests.quizzes.question_types.browser import form_post

A = {"key": "a", "text": "Alpha", "comes": 1, "rationale": "Why a.", "claim": "P1f1"}
B = {"key": "b", "text": "*Beta*", "comes": 2, "rationale": "Why b.", "claim": "P2f1"}
C = {"key": "c", "text": "Gamma", "comes": 5, "rationale": "Why c.", "claim": "P1f1", "misconception": "m"}
D = {"key": "d", "text": "Delta & Co", "comes": 7, "rationale": "Why d.", "claim": "P4f1"}
ELEMENTS = [C, A, D, B]
PAYLOAD: dict[str, Any] = {"elements": ELEMENTS}
KEY = {"a": "1", "b": "2", "c": "3", "d": "4"}
ANSWERS = st.dictionaries(st.sampled_from([*"abcd", "gone"]), st.sampled_from([*"12345", "0", ""]))
CREDIT = pytest.mark.parametrize("credit", ["adjacent", "exact"])


def question(**fields: Any) -> Ordering:
    return Ordering.model_validate({**PAYLOAD, **fields})


def of_size(size: int, **fields: Any) -> Ordering:
    rows = [{"key": f"e{number}", "text": f"E{number}", "comes": number} for number in range(1, size + 1)]
    return question(elements=rows, **fields)


def placed(letters: str) -> dict[str, str]:
    """An answer in which the elements stand in this order; a dash is a place that stays empty."""
    return {key: str(place) for place, key in enumerate(letters, start=1) if key != "-"}


def draw(edit: Any) -> str:
    return render_to_string(edit.template_name, {"edit": edit})


def edited(*, of: dict[str, Any] = PAYLOAD, **changes: str) -> Any:
    """The form after changes such as `row0_text="x"` or `move="payload-elements-0:up"`."""
    data = form_post(draw(Ordering.edit_form(payload=of)))
    for name, value in changes.items():
        row = re.fullmatch(r"row(\d+)_(\w+)", name)
        data[f"payload-elements-{row[1]}-{row[2]}" if row else name.replace("_", "-")] = value
    return Ordering.edit_form(data, payload=of)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html)).strip()


def said(outcome: Outcome) -> list[str]:
    return [str(part.said) for part in outcome.parts]


@pytest.mark.parametrize(
    ("elements", "path", "message"),
    [
        ([A, B], ("elements",), "A question needs from 3 to 10 elements."),
        ([{**A, "key": f"a{n}"} for n in range(11)], ("elements",), "A question needs from 3 to 10 elements."),
        ([A, B, {**C, "key": "a"}], ("elements", 2, "key"), "The key “a” is taken."),
        ([A, {**B, "key": "answered"}, C], ("elements", 1, "key"), "The key “answered” is taken."),
        ([A, B, {**C, "text": "Alpha"}], ("elements", 2, "text"), "Another row has the same text."),
        ([A, B, {**C, "comes": 2}], ("elements", 2, "comes"), "Another element has the number 2."),
        ([{**A, "comes": 0}, B, C], ("elements", 0, "comes"), "Say where it comes: a whole number from 1."),
        ([{**A, "comes": True}, B, C], ("elements", 0, "comes"), "Say where it comes: a whole number from 1."),
        ([A, {**B, "comes": "2"}, C], ("elements", 1, "comes"), "Say where it comes: a whole number from 1."),
        ([A, B, {**C, "text": ""}], ("elements", 2, "text"), "Write the text."),
    ],
)
def test_nonsense_is_refused_at_its_place(elements: list[Any], path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        question(elements=elements)

    (error,) = refusal.value.errors()
    assert path_of(error) == path
    assert error["msg"] == message


def test_the_numbers_alone_tell_the_order() -> None:
    numbered = question(elements=[{**A, "comes": 30}, {**B, "comes": 4}, {**C, "comes": 5}])

    assert numbered.marking_payload() == {"credit": "adjacent", "key": ["b", "c", "a"]}


@pytest.mark.parametrize(
    ("order", "neighbours", "exact"),
    [
        ("abcd", 1, 1),
        ("dabc", 2 / 3, 0),
        ("bcda", 2 / 3, 0),
        ("cdab", 2 / 3, 0),
        ("bacd", 1 / 3, 0),
        ("abdc", 1 / 3, 0),
        ("dcba", 0, 0),
        ("ab--", 1 / 3, 0),
        ("-bc-", 1 / 3, 0),
        ("a-b-", 0, 0),
        ("a---", 0, 0),
        ("----", 0, 0),
    ],
)
def test_neighbours_earn_a_share_or_else_all_or_nothing(order: str, neighbours: float, exact: float) -> None:
    assert question().mark(placed(order)).fraction == neighbours
    assert question(credit="exact").mark(placed(order)).fraction == exact


def test_a_place_that_is_given_twice_counts_for_neither() -> None:
    """It would pay to put two elements where one of them is right."""
    answer = {"a": "1", "b": "2", "c": "2", "d": "3"}

    assert question().mark(answer).fraction == 0
    assert [part.right for part in question().mark(answer).parts] == [True, False, False, False]


@CREDIT
@given(answer=ANSWERS)
def test_only_the_key_earns_everything(credit: str, answer: dict[str, str]) -> None:
    asked = question(credit=credit)
    outcome = asked.mark(answer)
    known = {key: place for key, place in answer.items() if key in KEY}

    assert 0 <= outcome.fraction <= 1
    assert (outcome.fraction == 1) is (known == KEY)
    assert (outcome.fraction == 1) is all(part.chosen and part.right for part in outcome.parts)
    if not any(part.chosen for part in outcome.parts):
        assert outcome.fraction == 0


@CREDIT
@given(answer=ANSWERS, rows=st.permutations(ELEMENTS))
def test_the_order_of_the_rows_never_changes_a_mark(credit: str, answer: dict[str, str], rows: list[Any]) -> None:
    assert question(credit=credit, elements=rows).mark(answer) == question(credit=credit).mark(answer)
    assert question(credit=credit, elements=rows).marking_payload() == question(credit=credit).marking_payload()


@CREDIT
@pytest.mark.parametrize("size", [3, 4, 5, 6])
def test_the_guess_score_is_the_mean_over_all_orders(credit: str, size: int) -> None:
    asked = of_size(size, credit=credit)
    orders = list(permutations(asked.option_keys()))

    fractions = [asked.mark({key: str(n) for n, key in enumerate(order, start=1)}).fraction for order in orders]

    assert asked.guess_score() == pytest.approx(sum(fractions) / len(fractions), abs=1e-12)


@given(order=st.permutations(list("abcd")), rows=st.permutations(ELEMENTS))
def test_it_is_never_asked_in_the_order_of_the_key(order: list[str], rows: list[Any]) -> None:
    asked = question(elements=rows).as_asked(order)

    assert sorted(asked) == ["a", "b", "c", "d"]
    assert asked != ["a", "b", "c", "d"]
    assert order in (asked, ["a", "b", "c", "d"])


def test_rows_that_are_written_in_the_order_of_the_key_are_not_asked_so() -> None:
    form = question(elements=[A, B, C, D]).answer_form()

    assert sorted(row.name for row in form.rows()) == ["a", "b", "c", "d"]
    assert [row.name for row in form.rows()] != ["a", "b", "c", "d"]


def test_what_stands_in_place_of_the_key_differs_from_question_to_question() -> None:
    """Were it always turned in the same way, whoever had found out would turn it back."""
    turned = set()
    for word in ("red", "blue", "green", "grey", "brown", "pink"):
        keys = [f"{word}-{number}" for number in range(5)]
        rows = [{"key": key, "text": key, "comes": place} for place, key in enumerate(keys, start=1)]
        turned.add(tuple(keys.index(key) for key in question(elements=rows).as_asked(keys)))

    assert len(turned) > 3


def test_as_dealt_is_no_answer() -> None:
    form = question().answer_form(QueryDict("i1-a=&i1-b=&i1-c=&i1-d="), prefix="i1", order=["d", "a", "b", "c"])

    assert form.is_valid()
    assert form.cleaned_data == {}
    assert question().is_blank(form.cleaned_data)
    assert form.unfinished() == []


@pytest.mark.parametrize("answer", [{"a": "5"}, {"a": "0"}, {"a": 1}, {"a": ["1"]}, {"e": "1"}, {"a": "b"}])
def test_only_its_elements_take_only_its_places(answer: Any) -> None:
    assert not question().answer_form(answer).is_valid()


def test_places_that_are_missing_or_given_twice_are_kept_and_named() -> None:
    form = question().answer_form({"a": "2", "b": "2", "c": "4"}, order=["d", "c", "b", "a"])

    assert form.is_valid()
    assert form.cleaned_data == {"a": "2", "b": "2", "c": "4"}
    assert form.unfinished() == [
        "Place 2 is given more than once and counts for none of these: *Beta*; Alpha.",
        "Still without a place: Delta & Co.",
    ]


def test_what_is_missing_is_bound_to_the_question() -> None:
    form = question().answer_form(prefix="i1", initial={"a": "1"})

    html = render_to_string(question().template_name, {"stem": "What?", "form": form})

    assert 'aria-describedby="i1-hint i1-unfinished"' in html
    assert re.findall(r'id="i1-unfinished"[^>]*><p>([^<]*)<em>', html) == [
        "Still without a place: Gamma; Delta &amp; Co; "
    ]


def test_a_whole_order_has_nothing_beside_it() -> None:
    html = render_to_string(question().template_name, {"stem": "?", "form": question().answer_form(initial=KEY)})

    assert "unfinished" not in html
    assert re.findall(r"<option[^>]* selected>([^<]*)", html) == ["3", "1", "4", "2"]


def test_the_outcome_stands_in_the_right_order_whatever_was_dealt() -> None:
    outcome = question().mark(placed("dabc")).in_order(["d", "c", "b", "a"])

    assert [part.key for part in outcome.parts] == ["a", "b", "c", "d"]
    assert [(part.given, part.wanted) for part in outcome.parts] == [("2", "1"), ("3", "2"), ("4", "3"), ("1", "4")]


def test_each_element_is_told_by_its_neighbour() -> None:
    assert said(question().mark(placed("bcad"))) == [
        "You put it third; it comes first.",
        "You put it first; it comes second, right after “Alpha”.",
        "You put it second, right after “*Beta*”: that counts, although it comes third.",
        "You put it fourth, where it comes, but not right after “Gamma”.",
    ]
    assert said(question().mark({"a": "1", "b": "2", "c": "4", "d": "4"})) == [
        "You put it first, where it comes.",
        "You put it second, right after “Alpha”.",
        "You put it fourth, and another element too, so that it counts for neither; it comes third.",
        "You put it fourth, and another element too, so that it counts for neither; it comes fourth.",
    ]


def test_all_or_nothing_tells_places_alone() -> None:
    assert said(question(credit="exact").mark(placed("acb-"))) == [
        "You put it first, where it comes.",
        "You put it third; it comes second.",
        "You put it second; it comes third.",
        "It comes fourth.",
    ]


def test_the_outcome_reads_as_sentences_in_a_numbered_list() -> None:
    outcome = question().mark({"c": "1"})

    html = render_to_string(question().template_name, {"stem": "What?", "outcome": outcome, "claims": {}})

    assert html.count("<ol") == 1
    assert "Alpha Not answered It comes first. Why a." in words(html)
    assert "Gamma Your answer · not right You put it first; it comes third, right after “Beta”. Why c." in words(html)
    assert re.findall(r'class="(opt[^"]*)"', html) == ["opt", "opt", "opt is-wrong", "opt"]


def test_an_answer_is_described_in_its_own_order() -> None:
    assert question().describe({"a": "3", "d": "1", "b": "3"}) == "1. Delta & Co; 3. *Beta*; 3. Alpha"
    assert question().describe({"gone": "1"}) == "no answer"


def test_all_claims_decide() -> None:
    assert question().deciding_claims() == ["P1f1", "P2f1", "P4f1"]
    assert question().misconception_keys() == ["m"]


def test_each_missing_reason_and_claim_is_named() -> None:
    assert question(elements=[A, {**B, "rationale": ""}, {**C, "claim": ""}]).problems() == [
        "Element “b”: say why it comes there.",
        "Element “c”: name the claim that decides it.",
    ]


def test_moving_a_row_in_the_admin_changes_no_mark() -> None:
    edit = edited(move="payload-elements-0:down")
    again = Ordering.edit_form(form_post(draw(edit)), payload=PAYLOAD)

    assert edit.rearranged
    assert again.is_valid()
    assert again.save().option_keys() == ["a", "c", "d", "b"]
    assert again.save().marking_payload() == question().marking_payload()


def test_a_row_can_be_deleted_without_numbering_the_others_anew() -> None:
    edit = edited(row1_DELETE="on")

    assert edit.is_valid()
    assert edit.save().right_order() == ["b", "c", "d"]


def test_a_row_without_its_number_is_told_so() -> None:
    edit = edited(row0_comes="", row4_text="Omega")

    assert not edit.is_valid()
    assert {row.prefix: dict(row.errors) for row in edit.rows if row.errors} == {
        "payload-elements-0": {"comes": ["Say where it comes: a whole number from 1."]},
        "payload-elements-4": {"comes": ["Say where it comes: a whole number from 1."]},
    }


def test_the_credit_is_chosen_in_the_admin() -> None:
    edit = edited(payload_credit="exact")

    assert edit.is_valid()
    assert edit.save() == question(credit="exact")


def test_a_question_is_written_from_nothing() -> None:
    edit = edited(
        of={},
        payload_credit="adjacent",
        **{f"row{row}_text": text for row, text in enumerate(["Second", "Third", "Certainty"])},
        **{f"row{row}_comes": number for row, number in enumerate(["2", "3", "1"])},
    )

    assert edit.is_valid()
    assert edit.save().right_order() == ["certainty-2", "second", "third"]
