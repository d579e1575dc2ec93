"""Class codes: how they are drawn, read and shown."""

import pytest

from lessons.class_codes import ALPHABET, draw_code, read_code, shown_code


def test_a_code_has_eight_letters_and_digits_that_cannot_be_taken_for_each_other() -> None:
    codes = {draw_code() for _ in range(200)}

    assert len(codes) == 200
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) <= set(ALPHABET)
    assert [pair for pair in ("0O", "1IL", "2Z", "5S", "8B", "6G", "UV") if set(pair) <= set(ALPHABET)] == []


@pytest.mark.parametrize("typed", ["K7MXP4TR", "k7mxp4tr", "K7MX-P4TR", " k7mx  p4tr ", "K7MX–P4TR", "K 7 M X P 4 T R"])
def test_a_code_is_typed_in_any_case_with_or_without_blanks_and_dashes(typed: str) -> None:
    assert read_code(typed) == "K7MXP4TR"


def test_a_code_is_shown_in_two_groups_of_four() -> None:
    assert shown_code("K7MXP4TR") == "K7MX-P4TR"
