"""Short answers: accepted ones, known wrong ones, and what is forgiven."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.question_types.options import path_of
from quizzes.question_types.short_answer import ShortAnswer
from tests.quizzes.question_types.browser import form_post

XIAN = {"key": "xian", "answer": "Xi'an", "rationale": "Why xian.", "claim": "P1f1"}
PROVINCE = {"key": "province", "answer": "Shaanxi", "fraction": 0.5, "rationale": "Why half."}
BEIJING = {"key": "beijing", "answer": "Beijing", "fraction": 0.0, "rationale": "Why not.", "misconception": "m"}
PAYLOAD: dict[str, Any] = {"answers": [XIAN, PROVINCE, BEIJING]}


def question(**fields: Any) -> ShortAnswer:
    return ShortAnswer.model_validate({**PAYLOAD, **fields})


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def outcome_html(content: ShortAnswer, given_text: str) -> str:
    outcome = content.mark({"answer": given_text})
    return render_to_string(content.template_name, {"stem": "Where?", "outcome": outcome, "claims": {}})


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({"answers": []}, ("answers",), "At least one answer must be worth the whole mark."),
        ({"answers": [PROVINCE]}, ("answers",), "At least one answer must be worth the whole mark."),
        ({"answers": [XIAN, XIAN]}, ("answers", 1, "key"), "The key “xian” is taken."),
        (
            {"answers": [XIAN, {**BEIJING, "answer": "XIAN"}]},
            ("answers", 1, "answer"),
            "This would be taken for the answer “xian”",
        ),
        (
            {"typos": 1, "answers": [{**XIAN, "answer": "Shanxi"}, PROVINCE]},
            ("answers", 1, "answer"),
            "This would be taken for the answer “xian”",
        ),
        (
            {"typos": 2, "answers": [{**BEIJING, "answer": "Harbur"}, {**XIAN, "answer": "A harbour"}]},
            ("answers", 1, "answer"),
            None,
        ),
        ({"typos": 2}, ("answers", 0, "answer"), "With so many slips forgiven an answer needs at least 8 letters."),
        ({"answers": [{**XIAN, "answer": "..."}]}, ("answers", 0, "answer"), "Nothing of this answer counts"),
        ({"answers": [{**XIAN, "answer": ""}]}, ("answers", 0, "answer"), "Write the answer."),
        ({"answers": [{**XIAN, "answer": "a\nb"}]}, ("answers", 0, "answer"), "An answer is one line"),
        ({"answers": [{**XIAN, "answer": "a\x00b"}]}, ("answers", 0, "answer"), "Your answer holds a character"),
        ({"answers": [{**XIAN, "fraction": 2}]}, ("answers", 0, "fraction"), "Input should be less than"),
        ({"typos": 3}, ("typos",), "Input should be 0, 1 or 2"),
    ],
)
def test_nonsense_is_refused_at_its_place(fields: dict[str, Any], path: tuple[Any, ...], message: str | None) -> None:
    if message is None:
        assert question(**fields).typos == 2
        return
    with pytest.raises(ValidationError) as refusal:
        question(**fields)

    (error,) = refusal.value.errors()
    assert path_of(error) == path
    assert error["msg"].startswith(message)


def test_two_wrong_answers_may_be_alike() -> None:
    other = {**BEIJING, "key": "peiping", "answer": "Beijang"}

    assert question(typos=1, answers=[XIAN, BEIJING, other]).mark({"answer": "Beijang"}).parts[2].key == "peiping"


@pytest.mark.parametrize(
    ("fields", "given_text", "fraction"),
    [
        ({}, "XIAN", 1),
        ({"case": "counts"}, "xi'an", 0),
        ({"punctuation": "counts"}, "xian", 0),
        ({"punctuation": "counts"}, "Xi’an", 1),
        ({"accents": "counts"}, "Xī'ān", 0),
        ({}, "Xī'ān", 1),
        ({}, "Xi'ann", 0),
        ({"typos": 1}, "Xi'ann", 1),
        ({"typos": 1}, "Xi'annn", 0),
        ({"typos": 1}, "Shaanix", 0.5),
        ({"typos": 1}, "Beijng", 0),
        ({}, "?!", 0),
    ],
)
def test_what_is_forgiven_is_what_the_question_says(fields: dict[str, Any], given_text: str, fraction: float) -> None:
    assert question(**fields).mark({"answer": given_text}).fraction == fraction


def test_the_student_reads_what_is_forgiven() -> None:
    assert question(typos=1, accents="counts").credit_text == (
        "Capitals do not matter. Accents matter. Punctuation does not matter. "
        "1 slip in spelling is forgiven, but none in a figure."
    )


@given(text=st.text(max_size=40), typos=st.sampled_from([0, 1]))
def test_any_text_is_marked_or_refused(text: str, typos: int) -> None:
    form = question(typos=typos).answer_form({"answer": text})

    if form.is_valid():
        outcome = question(typos=typos).mark(form.cleaned_data)
        assert 0 <= outcome.fraction <= 1
        assert sum(part.chosen for part in outcome.parts) == bool(form.cleaned_data)
    else:
        assert list(form.errors) == ["answer"]


@pytest.mark.parametrize("text", ["a\x00b", "a\tb", "a\nb", "a\u2028b", "\ud800", "a\u202eb", "x" * 201])
def test_what_nobody_types_is_refused_in_words(text: str) -> None:
    form = question().answer_form({"answer": text})

    assert not form.is_valid()
    assert len(form.errors["answer"]) == 1
    assert form.errors["answer"][0].startswith(("Your answer holds a character", "Ensure this value has at most 200"))


@pytest.mark.parametrize("value", [1, ["x"], {"a": 1}, True, 0, False, []])
def test_only_text_is_an_answer(value: Any) -> None:
    assert not question().answer_form({"answer": value}).is_valid()


def test_what_was_typed_is_kept_as_it_was_typed() -> None:
    form = question().answer_form(QueryDict("i1-answer=+XIAN!+"), prefix="i1")

    assert form.is_valid()
    assert form.cleaned_data == {"answer": "XIAN!"}
    assert question().describe(form.cleaned_data) == "XIAN!"


def test_the_line_neither_completes_nor_corrects_nor_shows_the_key() -> None:
    html = render_to_string(question().template_name, {"stem": "Where?", "form": question().answer_form(prefix="i1")})

    (line,) = re.findall(r"<input[^>]*>", html)
    assert 'name="i1-answer"' in line
    for attribute in ('dir="auto"', 'autocomplete="off"', 'spellcheck="false"', 'maxlength="200"', 'value=""'):
        assert attribute in line
    assert '<label for="i1-line">Your answer</label>' in html
    assert [row["answer"] for row in PAYLOAD["answers"] if row["answer"] in html] == []


def test_a_right_answer_is_told_with_its_own_spelling() -> None:
    text = text_of(outcome_html(question(), "XIAN"))

    assert "Xi’an (you wrote: XIAN) Your answer · right Why xian." in text
    assert "Beijing" not in text


def test_a_wrong_answer_is_told_with_its_reason_and_what_is_accepted() -> None:
    text = text_of(outcome_html(question(), "Beijing"))

    assert "Xi’an Right answer Why xian." in text
    assert "Beijing Your answer · not right Why not." in text
    assert "Shaanxi" not in text


def test_an_answer_worth_a_part_says_so() -> None:
    html = outcome_html(question(), "Shaanxi")

    assert "Shaanxi, worth 50% of the mark Your answer · partly right" in text_of(html)
    assert html.count('class="opt is-partly"') == html.count("#partly") == 1


def test_an_unknown_answer_is_shown_letter_by_letter() -> None:
    html = outcome_html(question(), "*x* [P1f1] <b>y</b> &amp;")

    assert "*x* [P1f1] &lt;b&gt;y&lt;/b&gt; &amp;amp;" in html


def test_spelling_that_does_not_count_does_not_decide_marks() -> None:
    other = question(answers=[{**XIAN, "answer": "XIAN"}, PROVINCE, BEIJING])

    assert other.marking_payload() == question().marking_payload()
    assert question(typos=1).marking_payload() != question().marking_payload()


def test_an_answer_is_written_in_the_admin() -> None:
    data = form_post(render_to_string("quizzes/question_types/_edit_payload.html", {"edit": ShortAnswer.edit_form()}))
    data.update({"payload-typos": "1", "payload-answers-0-answer": "Silk Road", "payload-answers-1-answer": "Salt Way"})
    data.setlist("payload-answers-1-fraction", ["0"])
    edit = ShortAnswer.edit_form(data)

    assert edit.is_valid()
    assert edit.save().to_payload() == {
        "typos": 1,
        "answers": [
            {"key": "silk-road", "answer": "Silk Road"},
            {"key": "salt-way", "answer": "Salt Way", "fraction": 0.0},
        ],
    }
    assert not edit.is_ready()
    assert [dict(row.errors) for row in edit.rows[:2]] == [
        {"rationale": ["Say why it is accepted."], "claim": ["Name the claim that decides it."]},
        {"rationale": ["Say why it is wrong."]},
    ]


def test_blank_rows_make_no_answers() -> None:
    rows = ShortAnswer.edit_form(payload=PAYLOAD).rows

    assert [row.is_filled for row in rows] == [True, True, True, False, False, False]


def test_an_overlap_is_told_on_its_row() -> None:
    edit = ShortAnswer.edit_form(payload=PAYLOAD)
    data = form_post(render_to_string(edit.template_name, {"edit": edit}))
    data["payload-answers-2-answer"] = "xi an"
    data["payload-answers-1-answer"] = "XIAN"
    edit = ShortAnswer.edit_form(data, payload=PAYLOAD)

    assert not edit.is_valid()
    assert [list(row.errors) for row in edit.rows[:3]] == [[], ["answer"], []]
