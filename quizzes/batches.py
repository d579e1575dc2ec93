"""What a browser sends to be saved: from bytes to answers whose types are right.

Whether an answer fits its question is judged later, one by one (`attempts.save_answers`), so that one bad answer
in a batch does not keep the others from being stored.
"""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)

ANSWER_BYTES = 64 * 1024
MOST_ANSWERS = 200
YEARS = range(2000, 2200)
HIGHEST_SEQUENCE = 1_000_000_000  # Leaves room for what the pages of forms count on from there.


class Unreadable(ValueError):
    """This is no batch of answers."""


class TooLarge(ValueError):
    """An answer is larger than 64 KB."""


def plausible(value: Any, parse: ValidatorFunctionWrapHandler) -> datetime | None:
    """The time of a device, or nothing: a clock that is wrong must not cost an answer."""
    try:
        time: datetime | None = parse(value)
    except ValidationError:
        return None
    return time if time and time.year in YEARS else None


class GivenAnswer(BaseModel):
    """An answer as it arrives from outside."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    uuid: UUID
    sequence: Annotated[StrictInt, Field(ge=0, lt=2**31)]
    position: Annotated[StrictInt, Field(ge=0, lt=2**15)]
    value: Any
    certainty: str = ""
    client_time: Annotated[AwareDatetime | None, WrapValidator(plausible)] = None


class Batch(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    seen: Annotated[StrictInt, Field(ge=0, lt=2**31)]
    answers: Annotated[tuple[GivenAnswer, ...], Field(max_length=MOST_ANSWERS)]

    @field_validator("answers")
    @classmethod
    def leave_room(cls, answers: tuple[GivenAnswer, ...]) -> tuple[GivenAnswer, ...]:
        if any(answer.sequence > HIGHEST_SEQUENCE for answer in answers):
            raise ValueError("No page counts that far.")
        return answers


def read_batch(body: bytes) -> Batch:
    """Raises `Unreadable` or `TooLarge`."""
    try:
        content = json.loads(body, parse_constant=refuse_constant)
        if len(body) > ANSWER_BYTES and any(size(answer) > ANSWER_BYTES for answer in answers_of(content)):
            raise TooLarge
        return Batch.model_validate(content)
    except TooLarge:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable from error


def answers_of(content: Any) -> list[Any]:
    answers = content.get("answers") if isinstance(content, dict) else None
    return answers if isinstance(answers, list) else []


def size(answer: Any) -> int:
    return len(json.dumps(answer, ensure_ascii=False).encode(errors="surrogatepass"))


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON.")
