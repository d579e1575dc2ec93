"""What has to be done now and then, best every few minutes. It may run twice at once."""

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from quizzes.overdue import close_earlier_days, submit_all_overdue


class Command(BaseCommand):
    help = (
        "Hand in what was saved of attempts whose time is up, close recall of earlier days; "
        "remove expired sessions and old failed log-ins."
    )

    def handle(self, **options: Any) -> None:
        attempts = submit_all_overdue()
        self.tell(
            ngettext("%(n)d overdue attempt was closed.", "%(n)d overdue attempts were closed.", attempts), attempts
        )
        days = close_earlier_days()
        self.tell(
            ngettext(
                "%(n)d attempt of an earlier day was closed.", "%(n)d attempts of earlier days were closed.", days
            ),
            days,
        )
        # With them goes what visitors have read, and forms that waited for a log-in.
        sessions, _rows = Session.objects.filter(expire_date__lt=timezone.now()).delete()
        self.tell(
            ngettext("%(n)d expired session was removed.", "%(n)d expired sessions were removed.", sessions), sessions
        )
        old = timezone.now() - settings.AXES_COOLOFF_TIME
        tries, _rows = AccessAttempt.objects.filter(attempt_time__lte=old).delete()
        self.tell(
            ngettext("%(n)d old failed log-in was removed.", "%(n)d old failed log-ins were removed.", tries), tries
        )

    def tell(self, words: str, number: int) -> None:
        self.stdout.write(words % {"n": number})
