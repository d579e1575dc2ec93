"""Numbers as people write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types.numerals import is_within, read_number, share


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-3", "-3"),
        ("−3,5", "-3.5"),
        ("+ 4", "4"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("1.4500", "1.45"),
        ("1 450", "1450"),
        ("1\u00a0450,5", "1450.5"),
        ("1\u202f450", "1450"),
        ("1'450.5", "1450.5"),
        ("1’450", "1450"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567.5", "1234567.5"),
        ("1.234,5", "1234.5"),
        ("1,234.567", "1234.567"),
        ("1.5e3", "1500"),
        ("2E-2", "0.02"),
        ("1e0000002", "100"),
        ("١٢٫٥", "12.5"),
        ("１２", "12"),
    ],
)
def test_a_number_is_read_as_it_is_meant(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.450", "1,450", "12,345", "-1.234", "999.999"])
def test_a_number_that_may_be_two_is_refused_with_both_readings(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_number(text)

    assert refusal.value.code == "two_readings"
    (message,) = refusal.value.messages
    digits = text.lstrip("-")
    assert f"“{text}” can be read in two ways" in message
    assert digits.replace(".", "").replace(",", "") in message
    assert f"{digits}0" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read as a number"),
        ("many", "“many” cannot be read as a number"),
        ("NaN", "cannot be read as a number"),
        ("Infinity", "cannot be read as a number"),
        ("-inf", "cannot be read as a number"),
        ("1/2", "cannot be read as a number"),
        ("1-2", "cannot be read as a number"),
        ("0x10", "cannot be read as a number"),
        ("1_000", "cannot be read as a number"),
        ("²", "cannot be read as a number"),
        ("12,34,567", "leave out the separators of thousands"),
        ("1,23.4", "leave out the separators of thousands"),
        ("1 45", "leave out the separators of thousands"),
        ("1.5 000", "leave out the separators of thousands"),
        ("1,234.5.6", "leave out the separators of thousands"),
        ("1" * 60, "at most 30"),
        ("1e999", "powers of ten go up to 30"),
        ("1e-999999999999", "powers of ten go up to 30"),
    ],
)
def test_what_is_no_number_is_told_in_words(text: str, words: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_number(text)

    assert words in refusal.value.messages[0]


@given(text=st.text(max_size=30) | st.text("0123456789.,' -+eE", max_size=20))
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    with suppress(ValidationError):
        assert read_number(text).is_finite()


@given(number=st.decimals(min_value=-(10**15), max_value=10**15, places=4))
def test_a_number_with_four_decimals_is_read_with_comma_and_point(number: Decimal) -> None:
    assert read_number(f"{number:f}") == number
    assert read_number(f"{number:f}".replace(".", ",")) == number


def test_limits_are_exact() -> None:
    assert is_within(Decimal("0.3"), Decimal("0.2"), Decimal("0.1"))
    assert not is_within(Decimal("0.3000000000000000000000000001"), Decimal("0.2"), Decimal("0.1"))
    assert not is_within(Decimal("1e30"), Decimal("1000000000000000000000000000000.1"), Decimal(0))
    assert share(Decimal("-7"), Decimal("10")) == Decimal("0.7")
