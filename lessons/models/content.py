"""What every row of a course's content has in common."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.models.course import Course
from lessons.models.fixture_spec import FixtureSpec


class ContentManager(models.Manager[Any]):
    def get_by_natural_key(self, course: str, key: str) -> Any:
        return self.get(**{"course__slug": course, self.model.fixture.key: key})


class ContentRow(models.Model):
    """A row that fixtures load. It holds only what fixtures hold: loading rewrites it whole."""

    fixture: ClassVar[FixtureSpec]

    course = models.ForeignKey(Course, on_delete=models.CASCADE, verbose_name=_("course"))
    retired = models.BooleanField(
        _("retired"), default=False, help_text=_("No longer in the course, kept because students' rows point at it.")
    )

    class Meta:
        abstract = True

    @property
    def reference(self) -> str:
        """The short name by which other rows of the course refer to this one."""
        return str(getattr(self, self.fixture.key))

    @property
    def is_live(self) -> bool:
        """Whether students meet it by itself; what has no status they meet inside something else."""
        return False

    def natural_key(self) -> tuple[str, ...]:
        return (self.course.slug, self.reference)

    def __str__(self) -> str:
        return self.reference


class ContentQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(retired=False)
