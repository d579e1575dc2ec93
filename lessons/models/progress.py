"""What has been read."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.cohorts import Enrolment
from lessons.models.outline import Section


class SectionRead(models.Model):
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="sections_read", verbose_name=_("enrolment")
    )
    section = models.ForeignKey(Section, on_delete=models.RESTRICT, related_name="reads", verbose_name=_("section"))
    read_at = models.DateTimeField(_("read"), default=timezone.now)

    class Meta:
        verbose_name = _("section read")
        verbose_name_plural = _("sections read")
        ordering = ["-read_at"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "section"], name="one_read_per_section")]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.section}"
