"""Answers that still wait on a device when their attempt has been handed in, perhaps from another one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.attempts import stored_before
from quizzes.batches import GivenAnswer
from quizzes.certainty import with_certainty
from quizzes.models import Attempt, Response
from quizzes.question_types.typed import unread_in_words


@dataclass(frozen=True)
class KeptAnswer:
    """An answer that came too late to count."""

    position: int
    words: str
    """Markdown."""


def came_too_late(*, attempt: Attempt, answers: Sequence[GivenAnswer]) -> Iterator[KeptAnswer]:
    """The last answer to each item, unless it is stored or says the same as the one that counts; two statements.

    Also what was typed and cannot be read: it must not vanish because it could not be stored.
    """
    last = {given.position: given for given in sorted(answers, key=lambda given: given.sequence)}
    stored = stored_before(attempt, list(last.values()))
    for response in attempt.responses.filter(position__in=last).select_related("version", "current_answer"):
        given = last[response.position]
        if (response.position, given.uuid) not in stored and (words := news(given, response)):
            yield KeptAnswer(response.position, words)


def news(given: GivenAnswer, response: Response) -> str:
    """An answer in words; empty where it says what the stored one says, or says nothing."""
    content = response.version.content
    form = content.answer_form(given.value)
    if not form.is_valid():
        return unread_in_words(form)
    if (form.cleaned_data, given.certainty) == (response.value, response.certainty):
        return ""
    return with_certainty(content.describe(form.cleaned_data), given.certainty)
