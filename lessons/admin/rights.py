"""Who may do what in the admin: content by the courses that a user edits, people by the classes they teach.

Django's permission rows are not asked: being an editor or an instructor is the permission. Each right is a class
to be mixed into the admin of a model, or into an inline, where it is asked about the row above.
"""

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from lessons.models import Cohort, Course

if TYPE_CHECKING:
    BaseAdmin = BaseModelAdmin[Any]
else:
    BaseAdmin = BaseModelAdmin

Found = TypeVar("Found")


def remembered(request: HttpRequest, name: str, find: Callable[[], Found]) -> Found:
    """What `find` gives, asked once a request."""
    known = request.__dict__.setdefault("remembered", {})
    if name not in known:
        known[name] = find()
    return cast(Found, known[name])


def edited_courses(request: HttpRequest) -> dict[int, Course]:
    """The courses whose content the user may edit, by their number."""
    return remembered(request, "courses", lambda: Course.objects.edited_by(request.user).in_bulk())


def taught_cohorts(request: HttpRequest) -> set[int]:
    """The numbers of the classes whose people and work the user may see."""
    cohorts = Cohort.objects.taught_by(request.user)
    return remembered(request, "cohorts", lambda: set(cohorts.values_list("pk", flat=True)))


def is_administrator(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)


class Rights(BaseAdmin):
    """One answer to all of Django's questions, given by `may`."""

    def may(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may work on a row, or on any row at all."""
        raise NotImplementedError

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)


class ContentRights(Rights):
    """For the rows of a course: its editors work on them."""

    course_path = "course"

    def may(self, request: HttpRequest, obj: Any = None) -> bool:
        if is_administrator(request):
            return True
        if obj is None:
            return bool(edited_courses(request))
        return (obj.pk if isinstance(obj, Course) else obj.course_id) in edited_courses(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if is_administrator(request):
            return rows
        return rows.filter(**{f"{self.course_path}__in": list(edited_courses(request))})


class PeopleRights(Rights):
    """For students' rows: the instructors of their class see them."""

    cohort_path = "cohort_id"

    def may(self, request: HttpRequest, obj: Any = None) -> bool:
        if is_administrator(request):
            return True
        if obj is None:
            return bool(taught_cohorts(request))
        return reduce(getattr, self.cohort_path.split("__"), obj) in taught_cohorts(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if is_administrator(request):
            return rows
        return rows.filter(**{f"{self.cohort_path}__in": taught_cohorts(request)})


class WorkRights(PeopleRights):
    """For what students did: to be seen, never touched. An administrator may delete it, with the person."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)


class AdministratorRights(Rights):
    """For accounts."""

    def may(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)


class OwnRowsFilter(admin.RelatedFieldListFilter):
    """A filter that offers only rows that the user may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = model_admin.admin_site.get_model_admin(field.related_model).get_queryset(request)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to={"pk__in": rows.values("pk")})
