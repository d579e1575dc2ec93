"""What instructors do with attempts that have begun. Appended, never updated: the older ones stay."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.models.append_only import AppendOnly
from quizzes.models.attempts import Attempt
from quizzes.models.objections import MOST_LETTERS


class Intervention(AppendOnly):
    """Another end, a reopening, a close, or a word on whether the attempt counts; the student reads the reason."""

    class Kind(models.TextChoices):
        EXTEND = "extend", gettext_lazy("extend: another end")
        CLOSE = "close", gettext_lazy("close: hand it in as it is")
        REOPEN = "reopen", gettext_lazy("reopen: it goes on")
        VOID = "void", gettext_lazy("void: it counts nowhere")
        RESTORE = "restore", gettext_lazy("restore: it counts again")

    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="interventions", verbose_name=gettext_lazy("attempt")
    )
    kind = models.CharField(gettext_lazy("kind"), max_length=16, choices=Kind)
    until = models.DateTimeField(gettext_lazy("until"), null=True, blank=True)
    reason = models.TextField(gettext_lazy("reason"), validators=[MaxLengthValidator(MOST_LETTERS)])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=gettext_lazy("by"),
        null=True,
        blank=True,
    )
    at = models.DateTimeField(gettext_lazy("at"), default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("intervention")
        verbose_name_plural = gettext_lazy("interventions")
        ordering = ["attempt", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="intervention_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="reopen")
                | Q(kind="extend", until__isnull=False)
                | Q(kind__in=["close", "void", "restore"], until__isnull=True),
                name="intervention_until_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.kind}"

    @property
    def in_words(self) -> str:
        """For the student, in the time zone that is active."""
        said = {"day": moment(self.at), "until": moment(self.until) if self.until else "", "reason": self.reason}
        words = {
            self.Kind.EXTEND: _("%(day)s: this attempt now ends on %(until)s, because: %(reason)s"),
            self.Kind.CLOSE: _("%(day)s: an instructor has closed this attempt, because: %(reason)s"),
            self.Kind.REOPEN: _("%(day)s: an instructor has opened this attempt again, because: %(reason)s"),
            self.Kind.VOID: _("%(day)s: this attempt is void and counts nowhere, because: %(reason)s"),
            self.Kind.RESTORE: _("%(day)s: this attempt counts again, because: %(reason)s"),
        }
        return words[self.Kind(self.kind)] % said


def moment(time: datetime) -> str:
    return date_format(timezone.localtime(time), "j F Y, H:i T")
