"""An answer to a claim that is due: kept, marked, and told at once."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lessons.models import Enrolment
from quizzes.due import KIND, PREFIX, DueItem, due_cards, items_of
from quizzes.loose_items import CHANGED, AnswerRefused, keep_given, locked_student, responses_of, same_as_before
from quizzes.models import Response

NOT_DUE = _("This claim is not due any more, or has left the course. What you gave was not taken.")


def answer_recall(*, enrolment: Enrolment, asked: Mapping[str, Any], data: QueryDict) -> Response | None:
    """Keep what a page sends: `asked` is what RecallForm has read of it. None, and nothing is kept, for a blank.

    The same answer sent twice is kept once. Raises AnswerRefused where it cannot be taken.
    """
    with transaction.atomic():
        student = locked_student(enrolment)
        try:
            item = due_item(student, claim=asked["claim"], times=asked["times"], digest=asked["item"])
        except AnswerRefused:
            before = given_before(student, claim=asked["claim"], digest=asked["item"])
            if before is None:
                raise
            return same_as_before(before, data=data, prefix=PREFIX)
        return keep_given(enrolment=student, item=item, kind=KIND, data=data, unknown=asked["unknown"])


def given_before(enrolment: Enrolment, *, claim: str, digest: str) -> Response | None:
    rows = responses_of(enrolment, kind=KIND).filter(recalled__card__claim__key=claim, version__digest=digest)
    return rows.select_related("version", "current_answer").order_by("-pk").first()


def due_item(enrolment: Enrolment, *, claim: str, times: int, digest: str) -> DueItem:
    """The item that a page has asked: of a claim, by its key, that had been asked so many `times`, by its digest.

    Raises AnswerRefused where that is no longer what is due.
    """
    cards = [card for card in due_cards(enrolment) if card.claim.key == claim and card.answers == times]
    found = items_of(enrolment, cards)
    if not found:
        raise AnswerRefused(NOT_DUE)
    if found[0].draft.digest != digest:
        raise AnswerRefused(CHANGED)
    return found[0]
