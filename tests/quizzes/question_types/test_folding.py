"""When two spellings are the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types.folding import Forgiving, distance, fold

TEXT = st.text(max_size=20) | st.text("aàéёйıİßſΣς'’- .9", max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xi'an", "xian"),
        ("Xi’an", "Xiʼan"),
        ("Kök-Say", "kok say"),
        ("СТЁПКА", "степка"),
        ("йод", "иод"),
        ("İzmir", "izmir"),
        ("ırmak", "IRMAK"),
        ("كَابُل", "كابل"),
        ("أحمد", "احمد"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("ﬁnal", "final"),
        ("the  road ", "the\u00a0road"),
        ("می\u200cروم", "میروم"),
        ("(the) road.", "the road"),
    ],
)
def test_what_does_not_count_is_folded_away(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("1.5", "15"), ("कु", "क"), ("C++", "C"), ("the road", "theroad"), ("और", "आर")]
)
def test_what_tells_words_apart_stays(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_each_of_them_can_count() -> None:
    assert fold("Kök-Say", case=False) == "Kok Say"
    assert fold("Kök-Say", accents=False) == "kök say"
    assert fold("Kök-Say", punctuation=False) == "kok-say"


@given(text=TEXT, case=st.booleans(), accents=st.booleans(), punctuation=st.booleans())
def test_folding_twice_gives_the_same(text: str, case: bool, accents: bool, punctuation: bool) -> None:
    once = fold(text, case=case, accents=accents, punctuation=punctuation)

    assert fold(once, case=case, accents=accents, punctuation=punctuation) == once


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("", "", 0), ("", "ab", 2), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xbc", 1), ("ca", "abc", 3)],
)
def test_a_slip_is_a_letter_more_less_other_or_exchanged(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips


@given(one=st.text("abc", max_size=8), other=st.text("abc", max_size=8))
def test_the_distance_has_no_direction(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) is (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


def test_a_slip_in_a_figure_is_not_forgiven() -> None:
    forgiving = Forgiving(typos=1)

    assert forgiving.slips("line 1000", "lime 1000") == 1
    assert forgiving.slips("line 1000", "line 1001") is None
    assert forgiving.slips("line", "lines x") is None
