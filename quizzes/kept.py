"""Answers that still wait on a device when their attempt has been handed in, perhaps from another one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.attempts import stored_before
from quizzes.batches import GivenAnswer
from quizzes.certainty import with_certainty
from quizzes.models import Attempt


@dataclass(frozen=True)
class KeptAnswer:
    """An answer that came too late to count."""

    position: int
    words: str


def came_too_late(*, attempt: Attempt, answers: Sequence[GivenAnswer]) -> Iterator[KeptAnswer]:
    """The last answer to each item, unless it is stored or says the same as the one that counts; two statements."""
    last = {given.position: given for given in sorted(answers, key=lambda given: given.sequence)}
    stored = stored_before(attempt, list(last.values()))
    for response in attempt.responses.filter(position__in=last).select_related("version", "current_answer"):
        given, content = last[response.position], response.version.content
        form = content.answer_form(given.value)
        if (response.position, given.uuid) in stored or not form.is_valid():
            continue
        if (form.cleaned_data, given.certainty) != (response.value, response.certainty):
            words = with_certainty(content.describe(form.cleaned_data), given.certainty)
            yield KeptAnswer(response.position, words)
