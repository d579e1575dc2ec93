"""Attempts whose time is up, or whose day is over, and whose students did not come back.

What they had saved at a quiz is handed in for them; what belongs to a day was marked when it was answered.
"""

from django.utils import timezone

from quizzes.loose_items import day_start
from quizzes.marking import submit_overdue
from quizzes.models import Attempt


def submit_all_overdue() -> int:
    """Each in a transaction of its own; gives how many were closed here, and not by somebody else meanwhile."""
    late = Attempt.objects.of_quizzes().past_their_end(timezone.now()).order_by("ends_at", "pk")
    return sum(submit_overdue(attempt=attempt) for attempt in list(late))


def close_earlier_days() -> int:
    """Days end by the time zone of the class; gives how many attempts were closed here."""
    over = [row.pk for row in Attempt.objects.open_for_a_day() if row.started_at < day_start(row.enrolment)]
    return Attempt.objects.open().filter(pk__in=over).update(closed_at=timezone.now())
