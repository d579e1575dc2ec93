"""Options: what the choice types are made of."""

import re
from collections.abc import Iterator
from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, StrictBool
from pydantic_core import PydanticCustomError

from lessons.fields import validate_characters, validate_normal

KEY_PATTERN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
KEY_LENGTH = 60
REFERENCE_LENGTH = 80


def refuse(name: str, message: str, **place: int | str) -> PydanticCustomError:
    """An error of the schema in the reader's language; `row` and `field` say where a form shows it."""
    return PydanticCustomError(name, "{message}", {"message": message, **place})


def check_key(key: str) -> str:
    if not key:
        raise refuse("key_missing", _("Give the option a key: a word that stays for good."))
    if len(key) > KEY_LENGTH or not KEY_PATTERN.fullmatch(key):
        raise refuse("key_pattern", _("A key is a word in small letters, perhaps with figures and hyphens: “by-land”."))
    return key


def check_markdown(text: str) -> str:
    for validate in (validate_characters, validate_normal):
        try:
            validate(text)
        except ValidationError as error:
            raise refuse("text_spelling", error.messages[0]) from error
    return text


def check_text(text: str) -> str:
    if not text.strip():
        raise refuse("text_missing", _("Write the text of the option."))
    return check_markdown(text)


def check_reference(key: str) -> str:
    if len(key) > REFERENCE_LENGTH or re.search(r"[\s\x00]", key):
        raise refuse("reference_pattern", _("This is a key without blanks, such as “P24f1”."))
    return key


OptionKey = Annotated[str, AfterValidator(check_key)]
Reference = Annotated[str, AfterValidator(check_reference)]


class Option(BaseModel):
    """An option with its permanent key, a word; positions never identify an option."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: OptionKey
    text: Annotated[str, AfterValidator(check_text)]
    right: StrictBool = False
    rationale: Annotated[str, AfterValidator(check_markdown)] = ""
    claim: Reference = ""
    misconception: Reference = ""

    def problems(self) -> Iterator[tuple[str, str]]:
        """(field, what is missing before a student may be asked)."""
        if not self.rationale:
            yield "rationale", _("say why it is right.") if self.right else _("say why it is wrong.")
        if not self.claim:
            yield "claim", _("name the claim that decides it.")


def check_options(options: tuple[Option, ...]) -> tuple[Option, ...]:
    if len(options) < 2:
        raise refuse("too_few_options", _("A question needs at least two options."))
    seen: set[str] = set()
    for row, option in enumerate(options):
        if option.key in seen:
            raise refuse(
                "key_twice",
                _("Another option has the key “%(key)s” too.") % {"key": option.key},
                row=row,
                field="key",
            )
        seen.add(option.key)
    return options


Options = Annotated[tuple[Option, ...], AfterValidator(check_options)]
