"""What questions are made of: things with a permanent key and a text, first of all options."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar, Protocol

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BaseModel, ConfigDict, StrictBool
from pydantic_core import ErrorDetails, PydanticCustomError

from lessons.fields import validate_characters, validate_normal
from quizzes.question_types.base import Path

KEY_PATTERN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
KEY_LENGTH = 60
REFERENCE_LENGTH = 80


def refuse(name: str, message: str, *place: str | int) -> PydanticCustomError:
    """An error of the schema in the reader's language; `place` leads on from the value that is validated."""
    return PydanticCustomError(name, "{message}", {"message": message, "place": place})


def path_of(error: ErrorDetails) -> Path:
    """Where in the payload an error of the schema is."""
    return (*error["loc"], *error.get("ctx", {}).get("place", ()))


def check_key(key: str) -> str:
    if not key:
        raise refuse("key_missing", _("Give it a key: a word that stays for good."))
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
        raise refuse("text_missing", _("Write the text."))
    return check_markdown(text)


def check_reference(key: str) -> str:
    if len(key) > REFERENCE_LENGTH or re.search(r"[\s\x00]", key):
        raise refuse("reference_pattern", _("This is a key without blanks, such as “P24f1”."))
    return key


Rationale = Annotated[str, AfterValidator(check_markdown)]
Reference = Annotated[str, AfterValidator(check_reference)]


class Row(BaseModel):
    """A row of a payload, with its permanent key, a word; positions never identify a row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    named: ClassVar[Promise] = gettext_lazy("Option “%(key)s”: %(problem)s")

    key: Annotated[str, AfterValidator(check_key)]


class Keyed(Row):
    """A row that students see."""

    text: Annotated[str, AfterValidator(check_text)]


class Reasoned(Protocol):
    """A row that tells why, and by which claim."""

    @property
    def rationale(self) -> str: ...

    @property
    def claim(self) -> str: ...


def missing_reasons(row: Reasoned, why: str) -> Iterator[tuple[str, str]]:
    """(field, what is missing before a student may be asked); `why` asks for the rationale."""
    if not row.rationale:
        yield "rationale", why
    if not row.claim:
        yield "claim", _("name the claim that decides it.")


def each_once(keys: Iterable[str]) -> list[str]:
    """Without repetitions and blanks."""
    return list(dict.fromkeys(filter(None, keys)))


class Option(Keyed):
    right: StrictBool = False
    rationale: Rationale = ""
    claim: Reference = ""
    misconception: Reference = ""

    def missing(self) -> Iterator[tuple[str, str]]:
        return missing_reasons(self, _("say why it is right.") if self.right else _("say why it is wrong."))


def check_keys(rows: Sequence[Row]) -> None:
    seen: set[str] = set()
    for place, row in enumerate(rows):
        if row.key in seen:
            raise refuse("key_twice", _("The key “%(key)s” is taken.") % {"key": row.key}, place, "key")
        seen.add(row.key)


def check_options(options: tuple[Option, ...]) -> tuple[Option, ...]:
    if len(options) < 2:
        raise refuse("too_few_options", _("A question needs at least two options."))
    check_keys(options)
    return options


Options = Annotated[tuple[Option, ...], AfterValidator(check_options)]
