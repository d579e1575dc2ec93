"""What the admin of every content row does: its rights, its choices within the course, and the course's revision."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import PermissionDenied
from django.db import router
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lessons.admin.forms import BeginForm, ContentForm
from lessons.admin.inlines import ContentFields, ContentInline, OrderedInline
from lessons.admin.linted import Linted
from lessons.admin.rights import edited_courses, remembered
from lessons.models import ContentRow, Course
from lessons.ordering import move

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ContentAdmin(Linted, ContentFields, ModelAdmin):
    """A row's course is chosen before its form is drawn and never changes, nor does the key by which files name it."""

    form = ContentForm
    delete_confirmation_template = "admin/lessons/delete_confirmation.html"
    begin_form: ClassVar[type[BeginForm]] = BeginForm
    list_select_related: ClassVar[tuple[str, ...]] = ("course",)
    list_per_page = 50
    show_full_result_count = False

    def begun(self, request: HttpRequest) -> BeginForm:
        """What a new row begins with: the query string of its page says it."""
        return remembered(request, "begun", lambda: self.begin_form(request.GET.dict(), user=request.user))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.begun(request)
        if form.is_valid():
            return super().add_view(request, form_url, extra_context)
        title = _("Add %(name)s") % {"name": self.opts.verbose_name}
        kept = [pair for pair in request.GET.items() if pair[0] not in form.fields]
        context = {**self.admin_site.each_context(request), "title": title, "form": form, "kept": kept}
        return TemplateResponse(request, "admin/lessons/begin.html", {**context, "opts": self.opts})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **options)
        form.course = self.begun(request).cleaned_data["course"] if obj is None else obj.course
        return form

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj is not None else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ("course", self.model.fixture.key) if obj is not None else ("course",)
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = super().get_list_display(request)
        return (*columns, "course") if len(edited_courses(request)) > 1 else columns

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """A field of a form finds rows of its own course only."""
        # PostgreSQL takes no NUL.
        rows, duplicates = super().get_search_results(request, queryset, search_term.replace("\x00", ""))
        number = request.GET.get("course", "")
        if request.resolver_match and request.resolver_match.url_name == "autocomplete" and number:
            course = edited_courses(request).get(int(number)) if number.isdecimal() else None
            rows = rows.filter(course=course) if course else rows.none()
        return rows, duplicates

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.course.bump_revision()

    def delete_model(self, request: HttpRequest, obj: ContentRow) -> None:
        super().delete_model(request, obj)
        obj.course.bump_revision()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        courses = list(Course.objects.filter(pk__in=queryset.values("course")))
        super().delete_queryset(request, queryset)
        for course in courses:
            course.bump_revision()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What a deletion takes along, or what forbids it: never students' names, which an editor may not know."""
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        if collector.protected:
            return [], {}, set(), counted(collector.protected)
        return super().get_deleted_objects(objs, request)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if any(issubclass(inline, ContentInline) for inline in self.inlines) and "_addanother" not in request.POST:
            # Its rows inside come next.
            post = request.POST.copy()
            post["_continue"] = "1"
            request.POST = post  # type: ignore[assignment]
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        name, pk, direction = (*request.POST.get("_move", "").split(":"), "", "", "")[:3]
        ordered = {inline.opts.model_name: inline for inline in self.get_inline_instances(request, obj)}
        if not isinstance(ordered.get(name), OrderedInline) or not pk.isdecimal():
            return super().response_change(request, obj)
        rows = ordered[name].model._default_manager.filter(**{str(self.opts.model_name): obj})
        move(rows=rows, pk=int(pk), direction="up" if direction == "up" else "down")
        obj.course.bump_revision()
        return redirect(f"{request.get_full_path()}#{name}_set-group")


def counted(protected: Iterable[Model]) -> list[str]:
    """What keeps a row from being deleted: content by name, but of students' rows only how many there are."""
    rows = list(protected)
    named = [f"{capfirst(row._meta.verbose_name)}: {row}" for row in rows if isinstance(row, ContentRow)]
    models = Counter(type(row) for row in rows if not isinstance(row, ContentRow))
    return [*sorted(named), *(f"{capfirst(m._meta.verbose_name_plural)}: {n}" for m, n in models.items())]
