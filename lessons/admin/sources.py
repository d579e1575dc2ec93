"""Documents, their paragraphs, the claims they make, and the editor's notes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lessons.admin.base import ContentAdmin
from lessons.admin.forms import EvidenceForm
from lessons.admin.rights import OwnRowsFilter
from lessons.models import Area, Claim, Document, EditorNote, Paragraph

KNOWN = ("title", "kind", "author", "publisher", "date", "address")


@admin.register(Document)
class DocumentAdmin(ContentAdmin):
    fieldsets = (
        (None, {"fields": ("course", "slug", "letter", "position")}),
        (_("What is known, and how it is known"), {"fields": [name for k in KNOWN for name in (k, f"{k}_basis")]}),
        (None, {"fields": ("notes", "retired")}),
    )
    list_display = ("title", "letter", "kind", "date", "position")
    list_filter = (("course", OwnRowsFilter),)
    search_fields = ("title", "slug", "author")


@admin.register(Paragraph)
class ParagraphAdmin(ContentAdmin):
    fields = (
        *("course", "document", "label", "position", "part", "heading"),
        *("speakers", "setting", "gist", "note", "retired"),
    )
    autocomplete_fields = ("speakers",)
    list_display = ("label", "heading", "gist", "document")
    list_filter = (("course", OwnRowsFilter), ("document", OwnRowsFilter), "retired")
    list_select_related = ("course", "document")
    search_fields = ("label", "heading", "gist")


@admin.register(EditorNote)
class EditorNoteAdmin(ContentAdmin):
    form = EvidenceForm
    fields = ("course", "key", "title", "text", "confidence", "paragraphs", "retired")
    autocomplete_fields = ("paragraphs",)
    list_display = ("key", "title", "confidence")
    list_filter = (("course", OwnRowsFilter), "confidence", "retired")
    search_fields = ("key", "title", "text")


@admin.register(Claim)
class ClaimAdmin(ContentAdmin):
    fieldsets = (
        (None, {"fields": ("course", "key", "statement", "paragraph", "also_in")}),
        (_("Whose statement it is"), {"fields": ("kind", "speakers", "mode", "keying")}),
        (_("What it is about"), {"fields": ("area", "further_areas", "topics", "date", "number", "as_of")}),
        (_("For editors"), {"fields": ("editor_notes", "footnote", "waivers", "retired")}),
    )
    autocomplete_fields = ("paragraph", "also_in", "speakers", "topics", "editor_notes")
    ticks = {"further_areas": Area.choices}
    list_display = ("key", "statement", "kind", "area", "keying")
    list_filter = (("course", OwnRowsFilter), "area", "kind", "keying", "mode", "retired")
    search_fields = ("key", "statement")
