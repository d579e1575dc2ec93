"""A page of an open attempt: the items on it, and what becomes of what a student has filled in."""

import json
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
from quizzes.certainty import with_certainty
from quizzes.forms import CertaintyForm
from quizzes.marking import lock, submit_overdue
from quizzes.models import Attempt, Certainty, QuestionVersion, Response
from quizzes.question_types.answers import typed_in
from quizzes.question_types.base import Part
from quizzes.question_types.typed import unread_in_words
from quizzes.reviews import ReviewedItem, reviewed_item, with_evidence, with_tries
from quizzes.telling import NOTHING, VERDICT, From, Told, told_at


class AskedItem:
    """An item as it is asked. Nothing in it gives the key away, for its forms hold no more than wordings."""

    degrees = Certainty.choices
    told: ReviewedItem | None = None
    """What came of its last try, where it was checked."""

    def __init__(
        self, response: Response, data: Mapping[str, Any] | None = None, not_taken: str = "", not_checked: str = ""
    ) -> None:
        self.response = response
        self.not_taken = not_taken
        """What a window has given here that was not stored, in words (Markdown)."""
        self.not_checked = not_checked
        """Why its answer was not checked, in words."""
        content = response.version.content
        self.template_name, self.describe, self.is_blank = content.template_name, content.describe, content.is_blank
        self.can_be_checked = not content.marked_by_hand
        self.form = content.answer_form(data, prefix=self.id, initial=response.value, order=response.option_order)
        self.data = data

    @property
    def id(self) -> str:
        return f"i{self.response.position}"

    @property
    def is_fixed(self) -> bool:
        return self.response.fixed_at is not None

    @property
    def next_try(self) -> int:
        return len(self.told.tries) + 1 if self.told else 1

    @property
    def chosen_parts(self) -> list[Part]:
        """What was chosen at the last try, and whether it is right."""
        return [part for part in self.told.outcome.parts if part.chosen] if self.told else []

    @property
    def stored(self) -> str:
        """The answer that stands fast, for the script, which may hold another one that came too late."""
        return json.dumps({"value": self.response.value, "certainty": self.response.certainty})

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
        """Markdown, as are all words about answers."""
        if not self.is_valid():
            return unread_in_words(self.form) or _("an answer that cannot be read")
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
    fixed: bool = False

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
        return [
            Cell(row.position, page_of(row.position), bool(row.value), row.sequence, row.fixed_at is not None)
            for row in self.responses
        ]

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
    not_checked: Mapping[int, str] | None = None,
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
    words, reasons = not_taken or {}, not_checked or {}
    items = [AskedItem(row, data, words.get(row.position, ""), reasons.get(row.position, "")) for row in shown]
    return Sheet(attempt, shown, [asked_again(item, sent) if item.not_taken and sent else item for item in items])


def asked_again(item: AskedItem, sent: Mapping[str, Any]) -> AskedItem:
    """An item with the line that was typed in it, if that is what could not be taken; otherwise as it is."""
    again = AskedItem(item.response, sent)
    return again if typed_in(again.form) and not again.form.is_valid() and not item.is_fixed else item


def tell_checked(sheet: Sheet) -> Sheet:
    """Say at each item that was checked what came of it: one statement more, where the rules tell each item."""
    attempt = sheet.attempt
    if not attempt.frozen.tells_each:
        return sheet
    with_tries([item.response for item in sheet.items], attempt)
    for item in sheet.items:
        if item.response.tries.all():
            item.told = reviewed_item(item.response, rules=attempt.frozen, told=told_now(attempt, item))
    with_evidence([item.told for item in sheet.items if item.told], attempt.enrolment.cohort.course)
    return sheet


def told_now(attempt: Attempt, item: AskedItem) -> Told:
    """What the review options of the quiz tell while the attempt is open; as long as there is another try no key."""
    told = told_at(attempt.quiz, From.MARKED)
    return told if item.is_fixed else VERDICT if told.mark else NOTHING


@transaction.atomic
def save_sheet(*, attempt: Attempt, page: str | int | None, data: QueryDict, seen: int) -> dict[int, str]:
    """Store what has changed on a page whose form was drawn when `seen` was the latest sequence.

    Only items that `position` names count: an item that a POST leaves out is not a blank answer. Returns what
    does not count, in words by position: answers to an item that another window has answered or checked since,
    and everything once the attempt is closed (where its time was up, that is kept as late). `attempt` is brought
    up to date.
    """
    lock(attempt)
    submit_overdue(attempt=attempt)
    sheet = read_sheet(attempt, page=page, data=data)
    named = set(data.getlist("position"))
    sent = [item for item in sheet.items if str(item.response.position) in named]
    changed = [item for item in sent if not item.is_valid() or item.has_changed()]
    fresh = [item for item in changed if is_taken(item, attempt, seen=seen)]
    given = [item.given(sheet.latest + number) for number, item in enumerate(fresh, start=1)]
    save_answers(attempt=attempt, answers=given)
    stale = [item for item in changed if (item not in fresh or attempt.closed_at) and not item.is_empty()]
    return {item.response.position: item.given_in_words() for item in stale}


def is_taken(item: AskedItem, attempt: Attempt, *, seen: int) -> bool:
    if attempt.closed_at:
        return attempt.ran_out and item.is_valid() and not item.is_empty()
    return item.is_valid() and not item.is_fixed and item.response.sequence <= seen
