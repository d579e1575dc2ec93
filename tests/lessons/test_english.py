"""Sentences and words, as far as rules about prose need them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.linting import wording
from lessons.linting.english import plain, sentences, small_words, telling_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is open. It is long.", ["It is open.", "It is long."]),
        ("It is open.[P1f1]\nIt is long.[P2]", ["It is open.", "It is long."]),
        (
            "Gen. Kayani went to the U.S. in 2013. He came back.",
            ["Gen. Kayani went to the U.S. in 2013.", "He came back."],
        ),
        ("“Is it open?” So he asks.", ["“Is it open?”", "So he asks."]),
        ("It costs 3.5 million. That is much", ["It costs 3.5 million.", "That is much"]),
        ("# Roads\n\nOne is open", ["Roads", "One is open"]),
        ("- first road\n- second road", ["first road", "second road"]),
        ("| road | state |\n|---|---|\n| first | open |", ["road", "state", "first", "open"]),
        ("It is open.\n\n::note EN10\n\nIt is long.", ["It is open.", "It is long."]),
        ("See [[road|the long road]] and *then* go.", ["See the long road and then go."]),
        ("", []),
    ],
)
def test_sentences_are_told_apart(text: str, expected: list[str]) -> None:
    assert [" ".join(sentence.split()) for sentence in sentences(text)] == expected


@given(st.text())
def test_no_word_of_a_text_is_lost_between_its_sentences(text: str) -> None:
    together = "".join("".join(sentences(text)).split())
    assert len(together) <= len("".join(text.split()))


def test_a_genitive_is_the_word_itself() -> None:
    assert small_words("The paper's words, the authors’ words") == ["the", "paper", "words", "the", "authors", "words"]


def test_telling_words_are_of_the_subject() -> None:
    assert telling_words("Which planned pipelines does the paper describe?") == {"plann", "pipeline"}
    assert telling_words("The plans for the pipeline") == {"plan", "pipeline"}


def test_marks_are_no_words() -> None:
    assert " ".join(plain("It is **open**,[P1f1 P2f1] `so` [[road|it]] _says_.").split()) == "It is open , so it says ."


def test_shared_wording_is_found_whatever_stands_between_the_words() -> None:
    hashes = wording.hashes_of(["The road from the coast to the high mountains is open."])

    text = "He says: *the Road* from the [[coast|coast]] — to the “high” mountains!"
    assert list(wording.shared(text, hashes)) == ["the road from the coast to the high mountains"]
    assert list(wording.shared("The road from the coast to the low mountains is open.", hashes)) == []


@given(st.lists(st.sampled_from("abcdefgh"), min_size=8, max_size=30), st.text("xyz ", max_size=20))
def test_a_run_of_eight_words_is_always_found(words: list[str], other: str) -> None:
    hashes = wording.hashes_of([" ".join(words)])
    assert list(wording.shared(f"{other} {' '.join(words)} {other}", hashes))
