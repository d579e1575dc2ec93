"""Answers that were checked before their attempt was handed in."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.models.append_only import AppendOnly
from quizzes.models.responses import Answer, Response


class Try(AppendOnly):
    """An answer that was checked while its attempt was open, or by handing in where there was another try."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="tries", verbose_name=_("response"))
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="tries", verbose_name=_("answer"))
    number = models.PositiveSmallIntegerField(_("number"))
    fraction = models.FloatField(_("fraction"), help_text=_("Without any penalty."))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ["response", "number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="one_try_per_number"),
            models.CheckConstraint(condition=Q(fraction__gte=0, fraction__lte=1), name="try_fraction_from_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.number}"
