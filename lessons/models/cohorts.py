"""To whom a course is taught: cohorts (shown as classes) and enrolments."""

from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.course import Course


class CohortQuerySet(models.QuerySet["Cohort"]):
    def taught_by(self, user: User | AnonymousUser) -> Self:
        # As in `CourseQuerySet.edited_by`: `in` finds nothing for a visitor, `=` the classes without instructors.
        return self if user.is_superuser else self.filter(instructors__in=[user.pk])


class Cohort(models.Model):
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="cohorts", verbose_name=_("course"))
    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    instructors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("instructors"), related_name="taught_cohorts", blank=True
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["course", "name"], name="cohort_name_in_course")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Where its times are shown: UTC if nobody knows the zone that was typed in."""
        try:
            return ZoneInfo(self.time_zone)
        except (ValueError, ZoneInfoNotFoundError, OSError):
            return ZoneInfo("UTC")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        return self.filter(user=user.pk)

    def taught_by(self, user: User | AnonymousUser) -> Self:
        return self if user.is_superuser else self.filter(cohort__instructors__in=[user.pk])

    def locked(self) -> Self:
        """Whoever begins something that a student can have only once waits here, until its transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)

    def current(self, user: User | AnonymousUser, course: Course) -> "Enrolment | None":
        """The place on which the work of a user in a course hangs: the newest one. None for a visitor."""
        if not user.is_authenticated:
            return None
        enrolments = self.for_user(user).filter(cohort__course=course)
        return enrolments.select_related("cohort").order_by("-joined_at", "-pk").first()


class Enrolment(models.Model):
    """A student's place in a class. All that the student does hangs on it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("class"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("student")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    simulated = models.BooleanField(_("simulated"), default=False, help_text=_("A student of the demo class."))

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["cohort", "user"]
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="one_enrolment_per_cohort")]

    def __str__(self) -> str:
        return f"{self.user} ({self.cohort})"
