"""What has been read."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.cohorts import Enrolment
from lessons.models.outline import Lesson, Section


class SectionReadQuerySet(models.QuerySet["SectionRead"]):
    def in_lesson(self, lesson: Lesson) -> set[int]:
        """The numbers of the sections of a lesson that have been read."""
        return set(self.filter(section__lesson=lesson).values_list("section", flat=True))


class SectionRead(models.Model):
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="sections_read", verbose_name=_("enrolment")
    )
    section = models.ForeignKey(Section, on_delete=models.RESTRICT, related_name="reads", verbose_name=_("section"))
    read_at = models.DateTimeField(_("read"), default=timezone.now)

    objects = SectionReadQuerySet.as_manager()

    class Meta:
        verbose_name = _("section read")
        verbose_name_plural = _("sections read")
        ordering = ["-read_at"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "section"], name="one_read_per_section")]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.section}"
