"""A sitting in its time: the rules frozen when it began, its end, what of it is left, and whether it counts."""

from datetime import timedelta
from math import ceil

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from quizzes.rules import Rules


class Timed(models.Model):
    rules = models.JSONField(_("rules"), default=dict, help_text=_("As they were when the attempt began."))
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, editable=False)
    """By its frozen rules, or by the newest intervention that says otherwise; None for never."""
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    void = models.BooleanField(_("void"), default=False, editable=False)
    """By the newest intervention that says so or the contrary. It counts nowhere, and uses up no attempt."""

    class Meta:
        abstract = True

    @cached_property
    def frozen(self) -> Rules:
        """The rules as they were when the attempt began."""
        return Rules.model_validate(self.rules)

    @property
    def counts(self) -> bool:
        return self.closed_at is not None and not self.void

    @property
    def is_overdue(self) -> bool:
        """Whether its time is up, the grace too, and nobody has closed it yet."""
        return self.closed_at is None and self.ends_at is not None and timezone.now() > self.ends_at + self.grace

    @property
    def grace(self) -> timedelta:
        return timedelta(seconds=self.frozen.grace)

    @property
    def ran_out(self) -> bool:
        """Whether it is closed because its time was up."""
        return self.closed_at is not None and self.ends_at is not None and self.closed_at >= self.ends_at

    @property
    def seconds_left(self) -> int | None:
        """By the clock of the server; 0 once it is closed, None where it has no end."""
        if self.closed_at or self.ends_at is None:
            return 0 if self.closed_at else None
        return max(0, ceil((self.ends_at - timezone.now()).total_seconds()))

    @property
    def seconds_in_all(self) -> int | None:
        return int((self.ends_at - self.started_at).total_seconds()) if self.ends_at else None

    @property
    def clock_left(self) -> str:
        """What is left as the countdown of the page writes it: `9:05`, `1:09:05`."""
        minutes, seconds = divmod(self.seconds_left or 0, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
