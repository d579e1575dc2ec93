"""Essays: what is kept of a text, and what a rubric makes of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.question_types.essay import MOST_LETTERS, Essay

LEVELS = [{"key": "none", "text": "Not there", "points": 0}, {"key": "full", "text": "All there", "points": 3}]
CRITERIA = [
    {"key": "who", "text": "who", "rationale": "The paper.", "claim": "P1f1"},
    {"key": "why", "text": "why", "weight": 2, "rationale": "It hopes.", "claim": "P1f2"},
]


def essay(**fields: Any) -> Essay:
    return Essay.model_validate({"levels": LEVELS, "criteria": CRITERIA, **fields})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"levels": LEVELS[:1]}, "at least two levels"),
        ({"levels": [LEVELS[0], {**LEVELS[1], "points": 0}]}, "Another level has the same points."),
        ({"levels": [{**LEVELS[0], "points": 1}, LEVELS[1]]}, "One level must be worth no points."),
        ({"levels": [LEVELS[0], {**LEVELS[1], "key": "none"}]}, "is taken"),
        ({"criteria": []}, "at least one thing"),
        ({"criteria": [{**CRITERIA[0], "key": "full"}]}, "is taken"),
        ({"criteria": [{**CRITERIA[0], "weight": 0}]}, "greater than or equal to 1"),
        ({"most_words": 0}, "greater than or equal to 1"),
        ({"most_words": 100, "least_words": 101}, "more than the most words"),
    ],
)
def test_a_rubric_that_makes_no_sense_is_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        essay(**fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "At most 300 words. Your instructor reads it and judges: who, why."),
        ({"most_words": 1}, "At most 1 word. Your instructor reads it and judges: who, why."),
        ({"most_words": 90, "least_words": 50}, "50 to 90 words. Your instructor reads it and judges: who, why."),
    ],
)
def test_students_are_told_the_length_and_what_is_judged(fields: dict[str, Any], words: str) -> None:
    assert essay(**fields).credit_text == words


@pytest.mark.parametrize(
    ("levels", "fraction"),
    [
        ({"who": "none", "why": "none"}, 0),
        ({"who": "full", "why": "none"}, 1 / 3),
        ({"who": "none", "why": "full"}, 2 / 3),
        ({"who": "full", "why": "full"}, 1),
    ],
)
def test_a_criterion_counts_as_often_as_its_weight_says(levels: dict[str, str], fraction: float) -> None:
    judged = essay().judged(levels)

    assert judged.fraction == pytest.approx(fraction)
    texts = {"none": "Not there", "full": "All there"}
    assert judged.words == [("who", texts[levels["who"]]), ("why", texts[levels["why"]])]


def test_every_criterion_needs_a_level() -> None:
    question = essay()

    whole = question.judge_form({"rubric-who": "full", "rubric-why": "none"})
    partial, unknown = question.judge_form({"rubric-who": "full"}), question.judge_form({"rubric-who": "perhaps"})

    assert [whole.is_valid(), partial.is_valid(), unknown.is_valid()] == [True, False, False]
    assert whole.levels == {"who": "full", "why": "none"}


@pytest.mark.parametrize("text", ["", " \n\t ", "\u2028"])
def test_blanks_alone_are_no_answer(text: str) -> None:
    form = essay().answer_form({"text": text})

    assert form.is_valid()
    assert form.cleaned_data == {}
    assert essay().mark({"text": text}).fraction == 0


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x85"])
def test_all_line_ends_become_one(end: str) -> None:
    form = essay().answer_form({"text": f"  One{end}{end}two\t3 "})

    assert form.is_valid()
    assert form.cleaned_data == {"text": "  One\n\ntwo\t3 "}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\x00b", "U+0000"),
        ("a\x1bb", "U+001B"),
        ("a\ud800", "U+D800"),
        ("a" * (MOST_LETTERS + 1), "at most 40000 characters"),
    ],
)
def test_what_no_database_keeps_is_refused_in_words(text: str, words: str) -> None:
    form = essay().answer_form({"text": text})

    assert not form.is_valid()
    assert words in str(form.errors)


@given(text=st.text(max_size=200))
def test_whatever_is_typed_is_kept_or_refused(text: str) -> None:
    question = essay()
    form = question.answer_form({"text": text})

    if form.is_valid():
        answer = form.cleaned_data
        again = question.answer_form(answer)
        assert again.is_valid()
        assert again.cleaned_data == answer
        assert question.mark(answer).fraction == (0 if question.is_blank(answer) else None)


def test_a_text_over_the_limit_is_kept_and_said_to_be_too_long() -> None:
    question = essay(most_words=3)

    assert question.answer_form({"text": "one two three four"}).is_valid()
    assert [question.mark({"text": text}).too_long for text in ("one two three", "one two three four")] == [False, True]


def test_a_text_is_described_character_by_character() -> None:
    assert essay().describe({"text": "a *b* <i>"}) == r"a \*b\* \<i\>"
