"""Classes, who is in them, what they have read, and accounts."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.base import ModelAdmin
from lessons.admin.class_forms import ENDED, ClassForm
from lessons.admin.class_pages import CLASS_PAGES, ClassPage
from lessons.admin.fields import FoundMany, LinesField
from lessons.admin.forms import ModelForm
from lessons.admin.rights import AdministratorRights, OwnRowsFilter, PeopleRights, WorkRights, is_administrator
from lessons.models import Cohort, Enrolment, SectionRead

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
    Accounts = UserAdmin[User]
else:
    TabularInline = admin.TabularInline
    Accounts = UserAdmin


def find_user(name: str) -> User:
    """By exact name: who may add students need not see all accounts. Raises ValidationError."""
    user = User.objects.filter(username=name).first()
    if user is None:
        raise forms.ValidationError(_("There is no user “%(name)s”."), params={"name": name}, code="unknown")
    return user


class CohortForm(ClassForm):
    new_students = LinesField(
        label=gettext_lazy("Add students"),
        required=False,
        help_text=gettext_lazy("The user names of those who join, one on each line."),
    )

    def clean_new_students(self) -> list[User]:
        names = self.cleaned_data["new_students"]
        if names and self.instance.archived_at:
            raise forms.ValidationError(ENDED)
        return [find_user(name) for name in names]

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no time zone “%(name)s”."), params={"name": zone})
        return zone


class EnrolmentForm(ModelForm):
    student = forms.CharField(
        label=gettext_lazy("Student"), help_text=gettext_lazy("The exact user name of an account that exists.")
    )

    def clean_student(self) -> User:
        user = self.instance.user = find_user(self.cleaned_data["student"])
        return user

    def _get_validation_exclusions(self) -> set[str]:
        # The student is named in a field of another name, but may be in a class only once.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"user"} if self.instance.user_id else excluded


class EndedFilter(admin.SimpleListFilter):
    """Classes that are running, unless one asks for those that have ended or for all."""

    title = gettext_lazy("whether it runs")
    parameter_name = "ended"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("has ended")), ("all", gettext_lazy("all"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(archived_at__isnull=self.value() != "yes")

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext_lazy("is running")}
        yield from others


class EnrolmentInline(PeopleRights, TabularInline):
    """Who is in the class. To take somebody out, open the enrolment: the page says what hangs on it."""

    model = Enrolment
    cohort_path = "pk"
    fields = readonly_fields = ("user", "joined_at", "simulated")
    extra = 0
    can_delete = False
    show_change_link = True
    template = "admin/lessons/tabular.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # The right of this row's class is the page's: it was asked before.
        return Enrolment.objects.select_related("user", "cohort")


@admin.register(Cohort)
class CohortAdmin(PeopleRights, ModelAdmin):
    form = CohortForm
    cohort_path = "pk"
    fields = ("course", "name", "term", "time_zone", "exam_date", "instructors", "joining", "new_students")
    readonly_fields = ("joining",)
    inlines = (EnrolmentInline,)
    autocomplete_fields = ("instructors",)
    list_display = ("name", "term", "course", "students", "joining")
    list_filter = (EndedFilter, ("course", OwnRowsFilter))
    list_select_related = ("course",)
    ordering = ("name", "term")  # Counting leaves out that of the model.
    search_fields = ("name", "term")

    def get_urls(self) -> Any:
        pages = [
            path(
                f"<int:pk>/{name}/", self.admin_site.admin_view(self.of_own_class(view)), name=f"lessons_cohort_{name}"
            )
            for name, view in CLASS_PAGES.items()
        ]
        return [*pages, *super().get_urls()]

    def of_own_class(self, view: ClassPage) -> Callable[[HttpRequest, int], HttpResponse]:
        """A page of a class that is not there for those who may not see the class."""

        @wraps(view)
        def page(request: HttpRequest, pk: int) -> HttpResponse:
            return view(request, get_object_or_404(self.get_queryset(request).select_related("course"), pk=pk))

        return page

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(size=Count("enrolments"))
        return rows

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, **{**options, "widget": FoundMany(db_field, self.admin_site)}
        )

    @admin.display(description=gettext_lazy("students"), ordering="size")
    def students(self, cohort: Any) -> int:
        return int(cohort.size)

    @admin.display(description=gettext_lazy("class code"))
    def joining(self, cohort: Any) -> str:
        if cohort.pk is None:
            return _("given once the class is saved")
        words = _("ended") if cohort.archived_at else cohort.shown_code or _("closed to joining")
        return format_html('<a href="{}">{}</a>', reverse("admin:lessons_cohort_joining", args=[cohort.pk]), words)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ("joining", "course") if obj is not None else ("joining",)
        return fixed if is_administrator(request) else (*fixed, "instructors")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for student in form.cleaned_data["new_students"]:
            Enrolment.objects.get_or_create(cohort=form.instance, user=student)


@admin.register(Enrolment)
class EnrolmentAdmin(PeopleRights, ModelAdmin):
    fields = ("cohort", "user", "joined_at", "simulated")
    readonly_fields = ("user", "joined_at", "simulated")
    list_display = ("user", "full_name", "cohort", "joined_at", "simulated")
    list_filter = (("cohort", OwnRowsFilter), "simulated")
    list_select_related = ("user", "cohort")
    search_fields = ("user__username", "user__first_name", "user__last_name")

    @admin.display(description=gettext_lazy("name"))
    def full_name(self, enrolment: Enrolment) -> str:
        return enrolment.user.get_full_name()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj is not None else ("cohort", "student")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # All that a student did hangs on the enrolment, and belongs to the course of its class.
        return (*self.readonly_fields, "cohort") if obj is not None else self.readonly_fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, **options)
        return super().get_form(request, obj, change, **{**options, "form": EnrolmentForm})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "cohort":
            options["queryset"] = Cohort.objects.taught_by(request.user).running()
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(SectionRead)
class SectionReadAdmin(WorkRights, ModelAdmin):
    cohort_path = "enrolment__cohort_id"
    list_display = ("enrolment", "section", "read_at")
    list_filter = (("enrolment__cohort", OwnRowsFilter),)
    list_select_related = ("enrolment__user", "enrolment__cohort", "section")
    search_fields = ("enrolment__user__username", "section__title")


class AccountAdmin(AdministratorRights, Accounts):
    """Accounts. The groups and permissions of Django have no say here, so they are not shown."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    list_filter = ("is_staff", "is_superuser", "is_active")


admin.site.unregister([User, Group])
admin.site.register(User, AccountAdmin)
