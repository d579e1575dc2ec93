"""The knowledge base: topics, how they are related, and what happened when."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lessons.admin.base import ContentAdmin
from lessons.admin.places import PLACE_FIELDS, TopicForm
from lessons.admin.rights import OwnRowsFilter
from lessons.models import Event, Predicate, Relation, Topic


@admin.register(Topic)
class TopicAdmin(ContentAdmin):
    form = TopicForm
    fieldsets = (
        (None, {"fields": ("course", "slug", "name", "kind", "subtype", "group", "importance", "status")}),
        (_("In words"), {"fields": ("definition", "description", "aliases", "other_names", "note")}),
        (_("Where it stands in the documents"), {"fields": ("paragraphs", "answered_by")}),
        (_("Place on the map"), {"fields": PLACE_FIELDS}),
        (None, {"fields": ("retired",)}),
    )
    autocomplete_fields = ("paragraphs", "answered_by")
    lines = ("aliases", "other_names")
    list_display = ("name", "kind", "subtype", "group", "importance")
    list_filter = (("course", OwnRowsFilter), "kind", "importance", "retired")
    search_fields = ("slug", "name", "definition")


@admin.register(Predicate)
class PredicateAdmin(ContentAdmin):
    fields = ("course", "key", "family", "definition", "subject_kinds", "object_kinds", "symmetric", "retired")
    ticks = {"subject_kinds": Topic.Kind.choices, "object_kinds": Topic.Kind.choices}
    list_display = ("key", "family", "definition")
    list_filter = (("course", OwnRowsFilter), "family", "retired")
    search_fields = ("key", "family", "definition")


@admin.register(Relation)
class RelationAdmin(ContentAdmin):
    fields = (
        *("course", "key", "subject", "predicate", "object", "voice", "speakers"),
        *("when", "note", "paragraphs", "claims", "editor_notes", "retired"),
    )
    autocomplete_fields = ("subject", "predicate", "object", "speakers", "paragraphs", "claims", "editor_notes")
    list_display = ("key", "subject", "predicate", "object", "voice")
    list_filter = (("course", OwnRowsFilter), ("predicate", OwnRowsFilter), "voice", "retired")
    list_select_related = ("course", "subject", "predicate", "object")
    search_fields = ("key", "subject__name", "object__name", "note")


@admin.register(Event)
class EventAdmin(ContentAdmin):
    fieldsets = (
        (None, {"fields": ("course", "key", "text")}),
        (_("When"), {"fields": ("date", "end", "sort", "precision", "origin", "order")}),
        (_("What it rests on"), {"fields": ("paragraphs", "topics", "claims", "editor_notes", "retired")}),
    )
    autocomplete_fields = ("paragraphs", "topics", "claims", "editor_notes")
    list_display = ("key", "date", "text", "precision", "origin")
    list_filter = (("course", OwnRowsFilter), "precision", "origin", "retired")
    search_fields = ("key", "date", "text")
