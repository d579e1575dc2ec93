"""The line in which a student writes a number."""

from typing import Any

from quizzes.question_types.answers import AnswerForm
from quizzes.question_types.numerals import read_number
from quizzes.question_types.typed import LineField, typed_value

LONGEST = 60


class NumberField(LineField):
    """A number as it was typed. What cannot be read, or in two ways, is told at once and never marked as wrong."""

    def __init__(self, unit: str) -> None:
        super().__init__(max_length=LONGEST)
        self.unit = unit

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text:
            read_number(without_unit(text, self.unit))
        return text


def without_unit(text: str, unit: str) -> str:
    """The unit stands beside the field; whoever types it all the same has not given another number."""
    return text[: -len(unit)].rstrip() if unit and text.casefold().endswith(unit.casefold()) else text


class NumberForm(AnswerForm):
    most = LONGEST

    def __init__(self, unit: str, *args: Any, **kwargs: Any) -> None:
        super().__init__({"number": NumberField(unit)}, *args, **kwargs)
        self.unit = unit

    def value(self) -> str:
        return typed_value(self["number"])
