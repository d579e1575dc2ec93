"""To whom a course is taught: cohorts (shown as classes) and enrolments."""

from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.class_codes import draw_code, shown_code
from lessons.models.course import Course


class CohortQuerySet(models.QuerySet["Cohort"]):
    def taught_by(self, user: User | AnonymousUser) -> Self:
        # As in `CourseQuerySet.edited_by`: `in` finds nothing for a visitor, `=` the classes without instructors.
        return self if user.is_superuser else self.filter(instructors__in=[user.pk])

    def running(self) -> Self:
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)


class Cohort(models.Model):
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="cohorts", verbose_name=_("course"))
    name = models.CharField(_("name"), max_length=100)
    term = models.CharField(
        _("term"), max_length=60, blank=True, help_text=_("In words of your own, for example “Autumn 2026”.")
    )
    code = models.CharField(_("class code"), max_length=8, unique=True, null=True, blank=True, editable=False)
    """By which students join; without one nobody can."""
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    exam_date = models.DateField(
        _("day of the exam"),
        null=True,
        blank=True,
        help_text=_("What a student recalls comes back before this day. It can be changed at any time."),
    )
    instructors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("instructors"), related_name="taught_cohorts", blank=True
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["name", "term"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "name", "term"],
                name="cohort_name_in_course_and_term",
                violation_error_message=_("This course has a class of this name in this term already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.term}" if self.term else self.name

    @property
    def zone(self) -> ZoneInfo:
        """Where its times are shown: UTC if nobody knows the zone that was typed in."""
        try:
            return ZoneInfo(self.time_zone)
        except (ValueError, ZoneInfoNotFoundError, OSError):
            return ZoneInfo("UTC")

    @property
    def shown_code(self) -> str:
        return shown_code(self.code) if self.code else ""

    def open_to_joining(self) -> None:
        """Give it a new code; an older one opens nothing any more."""
        self.code = draw_code()
        self.save(update_fields=["code"])

    def close_to_joining(self) -> None:
        self.code = None
        self.save(update_fields=["code"])

    def archive(self) -> None:
        """It has ended: nobody joins and no quiz begins. What was done stays to be seen."""
        self.archived_at = timezone.now()
        self.save(update_fields=["archived_at"])

    def start_anew(self, *, name: str, term: str) -> "Cohort":
        """A new class on the same course, with its time zone, instructors and a code; students do not come along."""
        fields = {"course": self.course, "time_zone": self.time_zone, "name": name, "term": term}
        with transaction.atomic():
            new = Cohort.objects.create(**fields, code=draw_code())
            new.instructors.set(self.instructors.all())
        return new

    def bring_back(self) -> None:
        self.archived_at = None
        self.save(update_fields=["archived_at"])


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        return self.filter(user=user.pk)

    def taught_by(self, user: User | AnonymousUser) -> Self:
        return self if user.is_superuser else self.filter(cohort__instructors__in=[user.pk])

    def locked(self) -> Self:
        """Whoever begins something that a student can have only once waits here, until its transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)

    def last_chosen_first(self) -> Self:
        """Places in classes that are not archived, then those that are; to join a class is to choose it."""
        ended, chosen = Q(cohort__archived_at__isnull=False), Coalesce("chosen_at", "joined_at")
        return self.annotate(ended=ended, chosen=chosen).order_by("ended", "-chosen", "-pk")

    def current(self, user: User | AnonymousUser, course: Course) -> "Enrolment | None":
        """The place on which the work of a user in a course hangs. None for a visitor."""
        if not user.is_authenticated:
            return None
        enrolments = self.for_user(user).filter(cohort__course=course).select_related("cohort")
        places = list(enrolments.last_chosen_first()[:2])
        if not places:
            return None
        places[0].one_of_several = len(places) > 1
        return places[0]


class Enrolment(models.Model):
    """A student's place in a class. All that the student does hangs on it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("class"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("student")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    chosen_at = models.DateTimeField(_("chosen"), null=True, blank=True, editable=False)
    """When the student last said to work in this class rather than in another one of its course."""
    simulated = models.BooleanField(_("simulated"), default=False, help_text=_("A student of the demo class."))

    objects = EnrolmentQuerySet.as_manager()
    one_of_several = False
    """Of `current`: whether the student has other places in the course."""

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["cohort", "user"]
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="one_enrolment_per_cohort")]

    def __str__(self) -> str:
        return f"{self.user} ({self.cohort})"

    def choose(self) -> None:
        """Work in this class from now on."""
        self.chosen_at = timezone.now()
        self.save(update_fields=["chosen_at"])
