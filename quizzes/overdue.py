"""Attempts whose time is up and whose students did not come back: what they had saved is handed in for them."""

from django.utils import timezone

from quizzes.marking import submit_overdue
from quizzes.models import Attempt


def submit_all_overdue() -> int:
    """Each in a transaction of its own; gives how many were closed here, and not by somebody else meanwhile."""
    late = Attempt.objects.of_quizzes().past_their_end(timezone.now()).order_by("ends_at", "pk")
    return sum(submit_overdue(attempt=attempt) for attempt in list(late))
