"""A page of an open attempt: the items on it, and what becomes of what a student has filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from quizzes.attempts import save_answers
from quizzes.batches import GivenAnswer
from quizzes.forms import CertaintyForm
from quizzes.models import Attempt, Certainty, QuestionVersion, Response
from quizzes.question_types.answers import typed_in


def with_certainty(words: str, certainty: str) -> str:
    """An answer in words, and how sure the student was, where that is known."""
    return f"{words} ({Certainty(certainty).label})" if certainty in Certainty.values else words


class AskedItem:
    """An item as it is asked. Nothing in it gives the key away, for its forms hold no more than wordings."""

    degrees = Certainty.choices

    def __init__(self, response: Response, data: Mapping[str, Any] | None = None, not_taken: str = "") -> None:
        self.response = response
        self.not_taken = not_taken
        """What a window has given here that was not stored, in words."""
        content = response.version.content
        self.template_name, self.describe, self.is_blank = content.template_name, content.describe, content.is_blank
        self.form = content.answer_form(data, prefix=self.id, initial=response.value, order=response.option_order)
        self.data = data

    @property
    def id(self) -> str:
        return f"i{self.response.position}"

    @cached_property
    def certainty(self) -> CertaintyForm:
        """Only what comes in needs a form; it is drawn without."""
        return CertaintyForm(self.data, prefix=self.id)

    @property
    def answer_in_words(self) -> str:
        """The answer that is stored."""
        return self.describe(self.response.value)

    def is_valid(self) -> bool:
        return self.form.is_valid() and self.certainty.is_valid()

    def has_changed(self) -> bool:
        """Whether what was filled in differs from what is stored."""
        given = (self.form.cleaned_data, self.certainty.cleaned_data["certainty"])
        return given != (self.response.value, self.response.certainty)

    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return (
            self.is_valid() and self.is_blank(self.form.cleaned_data) and not self.certainty.cleaned_data["certainty"]
        )

    def given_in_words(self) -> str:
        if not self.is_valid():
            return "; ".join(typed_in(self.form).values()) or _("an answer that cannot be read")
        return with_certainty(self.describe(self.form.cleaned_data), self.certainty.cleaned_data["certainty"])

    def given(self, sequence: int) -> GivenAnswer:
        return GivenAnswer(
            uuid=uuid4(),
            sequence=sequence,
            position=self.response.position,
            value=self.form.cleaned_data,
            certainty=self.certainty.cleaned_data["certainty"],
        )


@dataclass(frozen=True)
class Cell:
    """An item in the list of all items."""

    position: int
    page: int
    answered: bool
    sequence: int
    """Of the answer that counts; 0 where there is none."""

    @property
    def state(self) -> str:
        """Its CSS class."""
        return "done" if self.answered else "none"


@dataclass(frozen=True)
class Sheet:
    attempt: Attempt
    page: Page[Response]
    items: list[AskedItem]

    @property
    def responses(self) -> list[Response]:
        """All of the attempt; only those on this page have their versions at hand."""
        return list(self.page.paginator.object_list)

    @property
    def cells(self) -> list[Cell]:
        page_of = self.attempt.frozen.page_of
        return [Cell(row.position, page_of(row.position), bool(row.value), row.sequence) for row in self.responses]

    @property
    def unanswered(self) -> list[int]:
        """The positions of all items without an answer."""
        return [cell.position for cell in self.cells if not cell.answered]

    @property
    def latest(self) -> int:
        """The highest client sequence of all answers."""
        return max((response.sequence for response in self.responses), default=0)

    @property
    def saved_at(self) -> datetime | None:
        times = (response.current_answer.saved_at for response in self.responses if response.current_answer)
        return max(times, default=None)


def read_sheet(
    attempt: Attempt,
    *,
    page: str | int | None,
    data: Mapping[str, Any] | None = None,
    not_taken: Mapping[int, str] | None = None,
    sent: Mapping[str, Any] | None = None,
) -> Sheet:
    """A page by its number (nonsense gives the first one), in two statements; `data` is the POST of its form.

    `not_taken` is what `save_sheet` could not take of the POST `sent`: what was typed and cannot be read stands
    again in its line, with the reason.
    """
    responses = list(attempt.responses.select_related("current_answer"))
    shown = Paginator(responses, attempt.frozen.items_per_page).get_page(page)
    versions = QuestionVersion.objects.in_bulk([row.version_id for row in shown])
    for row in shown:
        row.version = versions[row.version_id]
    words = not_taken or {}
    items = [AskedItem(row, data, words.get(row.position, "")) for row in shown]
    return Sheet(attempt, shown, [asked_again(item, sent) if item.not_taken and sent else item for item in items])


def asked_again(item: AskedItem, sent: Mapping[str, Any]) -> AskedItem:
    """An item with the line that was typed in it, if that is what could not be taken; otherwise as it is."""
    again = AskedItem(item.response, sent)
    return again if typed_in(again.form) and not again.form.is_valid() else item


@transaction.atomic
def save_sheet(*, attempt: Attempt, page: str | int | None, data: QueryDict, seen: int) -> dict[int, str]:
    """Store what has changed on a page whose form was drawn when `seen` was the latest sequence.

    Only items that `position` names count: an item that a POST leaves out is not a blank answer. Returns what
    was not taken, in words by position: answers to an item that another window has answered since, and
    everything once the attempt is closed. `attempt` is brought up to date.
    """
    attempt.closed_at = Attempt.objects.locked().get(pk=attempt.pk).closed_at
    sheet = read_sheet(attempt, page=page, data=data)
    named = set(data.getlist("position"))
    sent = [item for item in sheet.items if str(item.response.position) in named]
    changed = [item for item in sent if not item.is_valid() or item.has_changed()]
    fresh = [item for item in changed if item.is_valid() and item.response.sequence <= seen and not attempt.closed_at]
    given = [item.given(sheet.latest + number) for number, item in enumerate(fresh, start=1)]
    save_answers(attempt=attempt, answers=given)
    stale = [item for item in changed if item not in fresh and not item.is_empty()]
    return {item.response.position: item.given_in_words() for item in stale}
