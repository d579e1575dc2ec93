"""Rows inside the page of the row that they belong to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lessons.admin.fields import AutocompleteMany, AutocompleteOne, LinesField, TextField, WaiversField
from lessons.admin.forms import ContentForm
from lessons.admin.rights import ContentRights
from lessons.models import ContentRow

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    TabularInline = admin.TabularInline
    InlineFormSet = forms.BaseInlineFormSet


class ContentFields(ContentRights):
    """The fields of a content row: lists without JSON, and rows of its course that are found by typing."""

    lines: ClassVar[tuple[str, ...]] = ()
    """JSON fields that hold a list of texts."""
    ticks: ClassVar[Mapping[str, Any]] = {}
    """JSON fields that hold some of these choices."""
    formfield_overrides: ClassVar[Mapping[Any, Any]] = {
        models.TextField: {"form_class": TextField, "widget": AdminTextareaWidget(attrs={"rows": 4})}
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "position":
            options |= {"required": False, "initial": None, "help_text": _("Empty: last.")}
        shape = {"label": capfirst(db_field.verbose_name), "required": not db_field.blank}
        if db_field.name in self.lines:
            return LinesField(**shape)
        if db_field.name == "waivers":
            return WaiversField(**shape, help_text=db_field.help_text)
        if db_field.name in self.ticks:
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=self.ticks[db_field.name], widget=widget, **shape)
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Its windows for other rows know nothing of the course.
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            options["widget"] = AutocompleteOne(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            options["widget"] = AutocompleteMany(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **options)


class ContentFormSet(InlineFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            name = _("Delete %(name)s") % {"name": form.instance.reference}
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = name


class ContentInline(ContentFields, TabularInline):
    """Rows of the same course, shown once the row that holds them is saved."""

    form = ContentForm
    formset = ContentFormSet
    extra = 0
    template = "admin/lessons/tabular.html"

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **options)
        if obj is not None:
            formset.form.course = obj.course
        return formset

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field:
            # In a table the head of the column is all that names it.
            field.widget.attrs.setdefault("aria-label", field.label)
            if db_field.name == "retired":
                field.help_text = ""
        return field


class OrderedInline(ContentInline):
    """Rows with a position: a number to write, and buttons that save the page and move a row."""

    readonly_fields: ClassVar[tuple[str, ...]] = ("order",)

    @admin.display(description=_("Order"))
    def order(self, row: ContentRow) -> SafeString | str:
        if row.pk is None:
            return ""
        return render_to_string("admin/lessons/_order.html", {"row": row, "name": self.opts.model_name})
