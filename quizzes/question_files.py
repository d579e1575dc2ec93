"""How a question stands in the files of a course: its payload is read, checked and spelled by its type."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from lessons.course_files.content import Reference, Rules
from lessons.course_files.rows import Path, Values, texts_in
from lessons.markdown import cited_keys
from lessons.models import Claim, Paragraph
from quizzes.models import Misconception, Question
from quizzes.question_types import QUESTION_TYPES
from quizzes.question_types.base import QuestionType
from quizzes.question_types.options import path_of

MARKED_LATER = gettext_lazy("A check tells at once whether an answer is right, and this type waits for an instructor.")


def content_of(values: Values) -> QuestionType | None:
    """The payload through the schema of its type; None where it does not fit, or there is no such type."""
    try:
        return QUESTION_TYPES[values["type"]].model_validate(values["payload"])
    except (KeyError, ValidationError):
        return None


def canonical(values: Values) -> Values:
    content = content_of(values)
    return values | {"payload": content.to_payload()} if content else values


def problems(values: Values) -> Iterator[tuple[Path, str]]:
    yield from payload_problems(values)
    question_type = QUESTION_TYPES.get(values["type"])
    if question_type and question_type.marked_by_hand and values["use"] == Question.Use.CHECK:
        yield ("use",), str(MARKED_LATER)
    if values["key"] in values["enemies"]:
        yield ("enemies",), _("A question is no enemy of itself.")
    if values["status"] == Question.Status.READY:
        for name in ("claims", "explanation"):
            if not values[name]:
                yield (name,), _("A question that is ready needs this.")
        if values["use"] == Question.Use.CHECK and not values["section"]:
            yield ("section",), _("Name the section after which the check is asked.")
        if content := content_of(values):
            yield from ((("payload",), message) for message in content.problems())


def payload_problems(values: Values) -> Iterator[tuple[Path, str]]:
    """What the schema refuses, at the field that it is about."""
    question_type = QUESTION_TYPES.get(values["type"])
    try:
        if question_type:
            question_type.model_validate(values["payload"])
    except ValidationError as error:
        for found in error.errors():
            yield ("payload", *path_of(found)), found["msg"]


def references(values: Values) -> Iterator[Reference]:
    """The claims and misconceptions that its payload names, and what its texts cite."""
    content = content_of(values)
    if content:
        texts = {("payload", *path): text for path, text in texts_in(values["payload"])}
        for model, keys in ((Claim, content.claim_keys()), (Misconception, content.misconception_keys())):
            yield from ((path, (model,), key) for key in keys for path, text in texts.items() if text == key)
        yield from ((path, (Claim, Paragraph), key) for path, text in texts.items() for key in cited_keys(text))


QUESTION_RULES = Rules(canonical, problems, references)
