"""What became of marks after they were first given, told from their history."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.closing import tell
from quizzes.models import Mark, Response


@dataclass(frozen=True)
class MarkChange:
    response: Response
    mark: Mark
    before: Mark | None
    """The one that counted until then."""

    @property
    def in_words(self) -> str:
        """For the student, in the time zone that is active."""
        day = date_format(localtime(self.mark.at), "j F Y")
        said = {"day": day, "reason": self.mark.reason, "marks": self.marks(self.mark.fraction)}
        if self.mark.drops:
            return _("Since %(day)s this item does not count, because: %(reason)s") % said
        if self.mark.is_about_counting:
            return _("Since %(day)s this item counts again, because: %(reason)s") % said
        if self.before is None and not self.mark.reason:
            return _("Marked on %(day)s: %(marks)s.") % said
        if self.before is None or self.before.fraction == self.mark.fraction:
            return _("Your mark was confirmed on %(day)s: %(marks)s, because: %(reason)s") % said
        said["before"] = number(self.before.fraction * self.response.max_marks)
        return _("Your mark was changed on %(day)s: %(before)s → %(marks)s, because: %(reason)s") % said

    def marks(self, fraction: float) -> str:
        most = self.response.max_marks
        text = ngettext("%(marks)s of %(max)s mark", "%(marks)s of %(max)s marks", most)
        return text % {"marks": number(fraction * most), "max": most}

    @property
    def place(self) -> str:
        said = {"number": self.response.position, "title": self.response.attempt.frozen.title}
        return _("Item %(number)s of “%(title)s”") % said

    @property
    def address(self) -> str:
        return f"{self.response.attempt.get_absolute_url()}#i{self.response.position}"


def number(marks: float) -> str:
    """At most two decimals, and none that say nothing."""
    return f"{marks:.2f}".rstrip("0").rstrip(".")


def changes_of(response: Response, marks: Iterable[Mark]) -> list[MarkChange]:
    """What was told anew about one response, oldest first; `marks` are all of its marks, oldest first."""
    current: Mark | None = None
    changes = []
    for mark in marks:
        counts = mark.is_about_counting or current is None or mark.outranks(current)
        if counts and mark.rule != Mark.Rule.AUTOMATIC:
            changes.append(MarkChange(response, mark, current))
        if counts and not mark.is_about_counting:
            current = mark
    return changes


def latest_changes(marks: Iterable[Mark]) -> list[MarkChange]:
    """Of many responses, the newest change first, as far as the student may see what these earned.

    Wants whole histories, as `Mark.objects.with_changes` has them.
    """
    groups = [list(own) for _pk, own in groupby(marks, key=lambda mark: mark.response_id)]
    tell(own[0].response.attempt for own in groups)
    told = [own for own in groups if own[0].response.attempt.told.mark]
    changes = [change for own in told for change in changes_of(own[0].response, own)]
    return sorted(changes, key=lambda change: (change.mark.at, change.mark.pk), reverse=True)
