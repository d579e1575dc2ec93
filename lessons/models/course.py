"""A course, on which everything that is taught hangs."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lessons.fields import MarkdownField
from lessons.models.fixture_spec import FixtureSpec
from lessons.models.waivable import Waivable


class CourseQuerySet(models.QuerySet["Course"]):
    def edited_by(self, user: User | AnonymousUser) -> "CourseQuerySet":
        # A visitor has no number: `in` then finds nothing, where `=` would find the courses without editors.
        return self if user.is_superuser else self.filter(editors__in=[user.pk])

    def with_published_lessons(self) -> "CourseQuerySet":
        """Those of which there is something to read; adds `lesson_count`."""
        published = Q(lesson__status="published", lesson__retired=False)
        counted = self.annotate(lesson_count=Count("lesson", filter=published)).filter(lesson_count__gt=0)
        return counted.order_by("title", "slug")  # Aggregates drop the order of the model.


class CourseManager(models.Manager["Course"]):
    def get_by_natural_key(self, slug: str) -> "Course":
        return self.get(slug=slug)


class Course(Waivable):
    fixture = FixtureSpec(
        "about",
        "course.yaml",
        ("title", "summary", "description", "level", "language", "waivers"),
        key="slug",
        single=True,
    )

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    description = MarkdownField(_("description"), blank=True)
    level = models.CharField(_("level"), max_length=200, blank=True)
    language = models.CharField(_("language of the content"), max_length=16, default="en")
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("editors"), related_name="edited_courses", blank=True
    )

    objects = CourseManager.from_queryset(CourseQuerySet)()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lessons:course", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def revision_number(self) -> int:
        """For the keys of caches; 0 as long as nothing has been loaded or edited. Wants `revision` selected."""
        revision: CourseRevision | None = getattr(self, "revision", None)
        return revision.number if revision else 0

    @property
    def seconds_kept(self) -> int:
        """For `{% cache %}`, whose key has the revision: a day, and not at all where there is none."""
        return 24 * 60 * 60 if self.revision_number else 0

    def bump_revision(self) -> None:
        """Say that the content has changed: caches are keyed by this number."""
        if not CourseRevision.objects.filter(course=self).update(number=F("number") + 1):
            CourseRevision.objects.get_or_create(course=self)


class CourseRevision(models.Model):
    """How often the content of a course has changed. Apart from the course, which loading rewrites whole."""

    course = models.OneToOneField(Course, on_delete=models.CASCADE, primary_key=True, related_name="revision")
    number = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.course_id}: {self.number}"


class LoadedRow(models.Model):
    """What the last load wrote into a row: if the row differs from it, an admin has changed it since."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    model = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "model", "key"], name="one_loaded_row_per_key")]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
