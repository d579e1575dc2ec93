"""Modules, lessons with their objectives, and sections."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lessons.admin.base import ContentAdmin
from lessons.admin.fields import TextField
from lessons.admin.forms import EvidenceForm
from lessons.admin.inlines import ContentInline, OrderedInline
from lessons.admin.rights import OwnRowsFilter
from lessons.citations import write_citations_of
from lessons.models import Lesson, Module, Objective, Section


@admin.register(Module)
class ModuleAdmin(ContentAdmin):
    fields = ("course", "slug", "title", "summary", "position", "retired")
    list_display = ("title", "slug", "position")
    list_filter = (("course", OwnRowsFilter),)
    search_fields = ("title", "slug")


class ObjectiveInline(ContentInline):
    model = Objective
    fields = ("position", "key", "text", "bloom")


class SectionInline(OrderedInline):
    """The order and the titles of the sections. Each has a page of its own for its text."""

    model = Section
    fields = ("order", "position", "title", "retired")
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Lesson)
class LessonAdmin(ContentAdmin):
    fieldsets = (
        (None, {"fields": ("course", "slug", "key", "position", "module", "title", "status", "minutes")}),
        (_("In words"), {"fields": ("summary", "why", "take_away", "prompts")}),
        (_("What it rests on"), {"fields": ("core_paragraphs", "also_paragraphs", "terms")}),
        (_("For editors"), {"fields": ("figure", "figure_text", "cautions", "waivers", "retired")}),
    )
    inlines = (ObjectiveInline, SectionInline)
    autocomplete_fields = ("core_paragraphs", "also_paragraphs", "terms")
    lines = ("prompts", "cautions")
    change_form_template = "admin/lessons/lesson/change_form.html"
    list_display = ("title", "position", "module", "status", "minutes", "sections")
    list_filter = (("course", OwnRowsFilter), ("module", OwnRowsFilter), "status", "retired")
    list_select_related = ("course", "module")
    ordering = ("course", "position", "slug")  # Counting leaves out that of the model.
    search_fields = ("title", "slug", "key")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(section_count=Count("sections"))
        return rows

    @admin.display(description=_("sections"), ordering="section_count")
    def sections(self, lesson: Any) -> int:
        return int(lesson.section_count)


@admin.register(Section)
class SectionAdmin(ContentAdmin):
    form = EvidenceForm
    fields = ("course", "key", "lesson", "position", "title", "claims", "text", "waivers", "retired")
    autocomplete_fields = ("claims",)
    formfield_overrides = {
        models.TextField: {"form_class": TextField, "widget": AdminTextareaWidget(attrs={"rows": 24})}
    }
    list_display = ("key", "title", "lesson", "position")
    list_filter = (("course", OwnRowsFilter), ("lesson", OwnRowsFilter), "retired")
    list_select_related = ("course", "lesson")
    search_fields = ("key", "title", "text")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        write_citations_of(form.instance)
