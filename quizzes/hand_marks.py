"""Marks by hand: each replaces the one that stood when its form was drawn, and no other."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lessons.models import Enrolment
from quizzes.mark_changes import MarkChange
from quizzes.marking import append_mark
from quizzes.models import Attempt, Mark, Response
from quizzes.recall import record_anew


class OtherMarkStands(Exception):
    """Nothing was written. The message is for the instructor."""


@transaction.atomic
def mark_by_hand(
    *,
    response: Response,
    replaces: int | None,
    fraction: float,
    by: User,
    reason: str = "",
    comment: str = "",
    levels: Mapping[str, str] | None = None,
) -> Mark:
    """Write a mark by hand, and let recall know of an answer that only a person can mark.

    `replaces` is the number of the mark that stood when the form was drawn. The same mark sent twice is written once;
    otherwise raises OtherMarkStands where another one stands now.
    """
    said: dict[str, Any] = {"reason": reason, "comment": comment, "levels": dict(levels or {})}
    attempt = Attempt.objects.locked().get(pk=response.attempt_id)
    standing = standing_mark(response)
    if standing and standing.pk != replaces:
        if not is_same(standing, by=by, fraction=fraction, **said):
            raise OtherMarkStands(in_words(standing, response))
        return standing
    mark = append_mark(
        response=response, fraction=fraction, rule=Mark.Rule.HAND, version=response.version, by=by, **said
    )
    if response.version.content.marked_by_hand:
        let_recall_know(attempt)
    return mark


def standing_mark(response: Response) -> Mark | None:
    locked = Response.objects.select_for_update(of=("self",)).select_related("current_mark__by")
    return locked.get(pk=response.pk).current_mark


def is_same(mark: Mark, *, by: User, **said: object) -> bool:
    """Whether a second click says what the first has said."""
    same = all(getattr(mark, name) == value for name, value in said.items())
    return same and mark.rule == Mark.Rule.HAND and mark.by_id == by.pk


def in_words(mark: Mark, response: Response) -> str:
    said = {
        "marks": MarkChange(response, mark, None).marks(mark.fraction),
        "rule": mark.get_rule_display(),
        "name": (mark.by.get_full_name() or mark.by.get_username()) if mark.by else "–",
        "time": date_format(localtime(mark.at, response.attempt.enrolment.cohort.zone), "j F Y, H:i T"),
    }
    return (
        _(
            "Nothing was written, for the answer has been marked since you opened this page: %(marks)s, %(rule)s, "
            "%(name)s, %(time)s. Send the form again if your mark is to replace that one."
        )
        % said
    )


def let_recall_know(attempt: Attempt) -> None:
    student = Enrolment.objects.locked().select_related("cohort").get(pk=attempt.enrolment_id)
    responses = attempt.responses.select_related("version", "current_answer", "current_mark")
    if attempt.closed_at:
        record_anew(enrolment=student, attempt=attempt, responses=responses, at=attempt.closed_at)


def judge(*, response: Response, replaces: int | None, levels: Mapping[str, str], comment: str, by: User) -> Mark:
    """Mark an answer by the levels of its rubric, with a comment that the student reads."""
    fraction = response.version.content.judged(levels).fraction
    return mark_by_hand(response=response, replaces=replaces, fraction=fraction, by=by, comment=comment, levels=levels)
