"""The YAML of a course: readable for people, exact for texts, strict with what editors get wrong."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.course_files.yaml_text import LinedMapping, YamlError, course_of, read, write

TRICKY = st.sampled_from(
    [*" \n\t\r#:-'\"\\,[]{}|>&*!%@`?~=", "\x85", "\u2028", "\ufeff", "\xa0", "אב", "😀", "é", "e\u0301"]
)
WORDS = st.sampled_from(["word ", "lorem ipsum ", "a: b ", " # c", "\n\n", "\n ", "no", "2013", "don't "])
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.lists(st.one_of(WORDS, TRICKY, LETTERS), max_size=60).map("".join)
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.text("abc", min_size=1), VALUES))
def test_what_is_written_is_read_back_and_written_alike(data: dict[str, Any]) -> None:
    text = write(data)

    assert read(text) == data
    assert write(read(text)) == text


def test_the_text_is_readable() -> None:
    short, long = "It's short", "Words that are " + "long " * 20 + "enough"

    assert write({"a": short, "b": long, "c": "Two\nlines", "d": ["P24", "P25"], "e": ["two words"], "f": "2013"}) == (
        "a: It's short\n"
        "b: >-\n"
        "  Words that are long long long long long long long long long long long long long long long long long\n"
        "  long long long enough\n"
        "c: |-\n"
        "  Two\n"
        "  lines\n"
        "d: [P24, P25]\n"
        "e:\n"
        "- two words\n"
        "f: '2013'\n"
    )


def test_a_mapping_knows_the_lines_of_its_keys() -> None:
    data = read("a: 1\n\nrows:\n- key: x\n  text: y\n")

    assert isinstance(data["rows"][0], LinedMapping)
    assert (data.lines, data["rows"][0].line, data["rows"][0].lines) == ({"a": 1, "rows": 3}, 4, {"key": 4, "text": 5})


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3", 3, "stands here twice"),
        ("a: &x 1", 1, "Anchors"),
        ("a: 1\nb: *x", 2, "Anchors"),
        ("a: !!python/object/apply:os.getcwd []", 1, "Tags"),
        ("a: !!str 1", 1, "Tags"),
        ("a: 1\n2013: x", 2, "put it in quotes"),
        ("a: 1\nb:\n\t- c", 3, "cannot start any token"),
        ("a: x\x85y", 1, "U+0085"),
        ("a: 1\nb: x\u2028y", 2, "U+2028"),
        ('a: "x\\0y"', 1, "U+0000"),
        ("a: 1\nb: 2013-02-30", 2, "no date"),
        ("a: b: c", 1, "mapping values are not allowed"),
        ("a: [1", 2, "did not find"),
        ("a: 1\n---\nb: 2", 2, "another document"),
        ("<<: {a: 1}", 1, "merge"),
        ("a: \x07", 0, "control characters"),
    ],
)
def test_what_editors_get_wrong_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(YamlError) as raised:
        read(text)

    assert (raised.value.line, words in raised.value.message) == (line, True)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("course: tiny\nclaims: []\n", "tiny"),
        ("# ours\n\n---\ncourse: 'tiny'\n", "tiny"),
        ("- model: auth.user\n", ""),
        ("claims:\n  course: tiny\n", ""),
        ("", ""),
    ],
)
def test_the_first_line_says_which_course_a_file_is_of(text: str, slug: str) -> None:
    assert course_of(text) == slug
