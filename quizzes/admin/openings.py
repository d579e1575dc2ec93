"""When classes may take quizzes, and what is granted beyond that: the matter of those who teach the class."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from lessons.admin.base import ModelAdmin
from lessons.admin.rights import PeopleRights, edited_courses, is_administrator, taught_cohorts
from lessons.models import Cohort, Enrolment
from quizzes.admin.class_times import ClassTimesForm
from quizzes.models import Override, Quiz, QuizOpening


def narrowed(rows: QuerySet[Any], name: str, number: int) -> QuerySet[Any]:
    """Of one quiz, or of one `class` and its students."""
    if name == "quiz":
        return rows.filter(quiz=number)
    own = Q(cohort=number)
    return rows.filter(own | Q(enrolment__cohort=number) if rows.model is Override else own)


class OwnFilter(admin.SimpleListFilter):
    """By a quiz or a class: what is not offered to the user finds nothing."""

    parameter_name: str

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        offered = {key for key, _words in self.lookup_choices}
        return narrowed(queryset, self.parameter_name, int(value)) if value in offered else queryset.none()


class QuizFilter(OwnFilter):
    title, parameter_name = gettext_lazy("quiz"), "quiz"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(row.pk), str(row)) for row in own_quizzes(request)]


class ClassFilter(OwnFilter):
    title, parameter_name = gettext_lazy("class"), "class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(row.pk), str(row)) for row in own_classes(request)]


class ClassTimesAdmin(PeopleRights, ModelAdmin):
    """To whom and to which quiz a row belongs never changes."""

    form = ClassTimesForm
    owners: tuple[str, ...] = ("quiz", "cohort")
    list_filter = (QuizFilter, ClassFilter)
    list_per_page = 50
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.owners if obj is not None else ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # Its windows lead to rows that are not the user's.
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        choices = {"quiz": own_quizzes, "cohort": own_classes, "enrolment": own_students}
        return super().formfield_for_foreignkey(
            db_field, request, **{**options, "queryset": choices[db_field.name](request)}
        )

    @admin.display(description=gettext_lazy("opens"))
    def opening(self, row: Any) -> str:
        return by_the_clock(row, row.opens)

    @admin.display(description=gettext_lazy("closes"))
    def closing(self, row: Any) -> str:
        return by_the_clock(row, row.closes)


def by_the_clock(row: Any, time: Any) -> str:
    cohort = getattr(row, "of_cohort", None) or row.cohort
    return date_format(time.astimezone(cohort.zone), "j F Y, H:i T") if time else "–"


def own_quizzes(request: HttpRequest) -> QuerySet[Any]:
    """Of the courses of one's classes; drafts only for whoever edits the course."""
    shown = Q(status=Quiz.Status.PUBLISHED, retired=False)
    if not is_administrator(request):
        shown |= Q(course__in=list(edited_courses(request)))
    classes = Cohort.objects.taught_by(request.user)
    rows: QuerySet[Any] = Quiz.objects.filter(course__in=classes.values("course"))
    return rows if is_administrator(request) else rows.filter(shown)


def own_classes(request: HttpRequest) -> QuerySet[Cohort]:
    return Cohort.objects.taught_by(request.user)


def own_students(request: HttpRequest) -> QuerySet[Enrolment]:
    return Enrolment.objects.taught_by(request.user).select_related("user", "cohort")


@admin.register(QuizOpening)
class QuizOpeningAdmin(ClassTimesAdmin):
    fields = ("quiz", "cohort", "opens", "closes")
    list_display = ("quiz", "cohort", "opening", "closing")
    list_select_related = ("quiz", "cohort")
    search_fields = ("quiz__title", "cohort__name")


class OverrideForm(ClassTimesForm):
    class Meta:
        widgets = {"reason": forms.Textarea({"rows": 3, "class": "vLargeTextField"})}


@admin.register(Override)
class OverrideAdmin(ClassTimesAdmin):
    """Of a class, or of a student in it: with two ways to the class, it asks for its rights itself."""

    form = OverrideForm
    owners = ("quiz", "enrolment", "cohort")
    fields = ("quiz", "enrolment", "cohort", "extra_minutes", "opens", "closes", "more_attempts", "reason")
    list_display = ("quiz", "owner", "extra_minutes", "opening", "closing", "more_attempts")
    list_select_related = ("quiz", "cohort", "enrolment__user", "enrolment__cohort")
    search_fields = ("quiz__title", "cohort__name", "enrolment__user__username", "enrolment__user__last_name")

    def may(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None or is_administrator(request):
            return super().may(request)
        return obj.of_cohort.pk in taught_cohorts(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super(PeopleRights, self).get_queryset(request)
        if is_administrator(request):
            return rows
        own = taught_cohorts(request)
        return rows.filter(Q(cohort__in=own) | Q(enrolment__cohort__in=own))

    @admin.display(description=gettext_lazy("for"))
    def owner(self, override: Override) -> str:
        return str(override.enrolment or override.cohort)
