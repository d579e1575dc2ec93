"""Numbers as people write them: with a decimal comma or point, with or without separators of thousands.

Numbers are decimals throughout: a limit such as 0.1 is meant exactly, and no float is.
"""

import re
import unicodedata
from decimal import Context, Decimal, localcontext
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BeforeValidator

from quizzes.question_types.options import refuse

MOST_FIGURES = 30
LARGEST_EXPONENT = 30
MOST_IN_KEY = 25
"""Figures of a number in a question: fewer than the 28 to which Python's decimals are rounded by default."""
# The difference of two numbers within these limits needs fewer figures than this.
EXACT = Context(prec=4 * (MOST_FIGURES + LARGEST_EXPONENT))

NOT_A_NUMBER = _("“%(text)s” cannot be read as a number. Write it in figures, such as 12.5 or 12,5.")
TWO_READINGS = _("“%(text)s” can be read in two ways: write %(whole)s if you mean that, or %(decimal)s.")
BAD_GROUPS = _("“%(text)s” cannot be read as a number: leave out the separators of thousands.")
TOO_LONG = _("This number has too many figures: at most %(most)s are read.")
TOO_FAR = _("This number is too large or too small to be read: powers of ten go up to %(most)s.")

MINUS_SIGNS = dict.fromkeys(map(ord, "−–‒﹣－"), "-")
SEPARATORS = str.maketrans({"٫": ".", "’": "'", "ʼ": "'", "٬": "'", "＋": "+"})
NUMBER = re.compile(r"(?P<sign>[+-]?) ?(?P<figures>[0-9][0-9 .,']*|[.,][0-9]+)(?:[eE](?P<power>[+-]?[0-9]{1,40}))?")
GROUPS = re.compile(r"[0-9]{1,3}(?:(?P<by>[ '.,])[0-9]{3})(?:(?P=by)[0-9]{3})*")


def read_number(text: str) -> Decimal:
    """The number that a text means. Raises `ValidationError`, in words for a student, where there is none, or two.

    A comma or point that stands alone before exactly three figures (`1.450`) may part thousands or decimals: such a
    text is refused. Blanks and apostrophes part thousands only, in groups of three.
    """
    spelled = plain(text)
    match = NUMBER.fullmatch(spelled)
    if not match:
        raise refused(NOT_A_NUMBER, text)
    figures, power = match["figures"].strip(), int(match["power"] or "0")
    if sum(figure.isdigit() for figure in figures) > MOST_FIGURES:
        raise ValidationError(TOO_LONG, code="too_long", params={"most": MOST_FIGURES})
    if abs(power) > LARGEST_EXPONENT:
        raise ValidationError(TOO_FAR, code="too_far", params={"most": LARGEST_EXPONENT})
    whole, decimals = split(figures, text)
    return Decimal(f"{match['sign']}{whole or '0'}.{decimals or '0'}e{power}")


def plain(text: str) -> str:
    """The text with the figures of all scripts, all blanks and all minus signs in one spelling."""
    text = " ".join(text.translate(MINUS_SIGNS).translate(SEPARATORS).split())
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in text)


def split(figures: str, text: str) -> tuple[str, str]:
    """The figures before and after the decimal sign."""
    points = [figure for figure in figures if figure in ".,"]
    if not points:
        return ungrouped(figures, text), ""
    sign = points[-1]
    whole, _sign, decimals = figures.rpartition(sign)
    if len(points) > 1 and points.count(sign) > 1:
        return ungrouped(figures, text), ""  # A decimal sign stands once: these part thousands.
    if not decimals.isdigit() and decimals:
        raise refused(BAD_GROUPS, text)
    if len(points) == 1 and len(decimals) == 3 and re.fullmatch("[1-9][0-9]{0,2}", whole):
        readings = {"whole": whole + decimals, "decimal": f"{whole}{sign}{decimals}0"}
        raise ValidationError(TWO_READINGS, code="two_readings", params={"text": text, **readings})
    return ungrouped(whole, text) if whole else "", decimals


def ungrouped(figures: str, text: str) -> str:
    if not figures.isdigit() and not GROUPS.fullmatch(figures):
        raise refused(BAD_GROUPS, text)
    return "".join(figure for figure in figures if figure.isdigit())


def refused(message: Any, text: str) -> ValidationError:
    return ValidationError(message, code="unreadable", params={"text": text if len(text) < 50 else f"{text[:50]}…"})


def check_number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise refuse("number_missing", str(_("Write a number.")))
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite() or len(number.as_tuple().digits) > MOST_IN_KEY or abs(number.adjusted()) > MOST_IN_KEY:
        message = _("Write a number with a decimal point, such as 12.5, of at most %(count)s figures.")
        raise refuse("number_spelling", message % {"count": MOST_IN_KEY})
    return number


def check_positive(number: Decimal) -> Decimal:
    if number < 0:
        raise refuse("number_negative", str(_("A tolerance is not below 0.")))
    return number


Number = Annotated[Decimal, BeforeValidator(check_number)]
Tolerance = Annotated[Number, AfterValidator(check_positive)]


def is_within(number: Decimal, value: Decimal, tolerance: Decimal) -> bool:
    """Whether two numbers differ by no more than a tolerance, which may be used up to the full."""
    with localcontext(EXACT):
        return abs(number - value) <= tolerance


def share(value: Decimal, percent: Decimal) -> Decimal:
    """So many percent of a number, exactly, and never negative."""
    with localcontext(EXACT):
        return abs(value) * percent / 100


def written(number: Decimal) -> str:
    """A number for people: as it was written, without an exponent."""
    return f"{number:f}"
