"""Courses. Only administrators make or delete one, and say who edits it."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lessons.admin.base import ModelAdmin
from lessons.admin.fields import FoundMany, TextField, WaiversField
from lessons.admin.linted import Linted
from lessons.admin.rights import ContentRights, is_administrator
from lessons.models import Course


@admin.register(Course)
class CourseAdmin(Linted, ContentRights, ModelAdmin):
    course_path = "pk"
    formfield_overrides = {models.TextField: {"form_class": TextField}}
    fields = ("slug", "title", "summary", "description", "level", "language", "editors", "waivers")
    autocomplete_fields = ("editors",)
    list_display = ("title", "slug", "level", "language")
    search_fields = ("title", "slug")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ("slug",) if obj is not None else ()
        return fixed if is_administrator(request) else (*fixed, "editors")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "waivers":
            return WaiversField(label=_("Waivers"), required=False, help_text=db_field.help_text)
        return super().formfield_for_dbfield(db_field, request, **options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, **{**options, "widget": FoundMany(db_field, self.admin_site)}
        )

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if obj is not None else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.bump_revision()
