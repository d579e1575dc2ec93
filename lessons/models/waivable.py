"""Rows that the linter judges, and where it is told to let something stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Waivable(models.Model):
    waivers = models.JSONField(
        _("waivers"),
        default=dict,
        blank=True,
        help_text=_("Warnings that are let stand: the code of the rule, a colon and the reason, one on each line."),
    )

    class Meta:
        abstract = True
