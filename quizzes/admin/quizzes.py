"""Quizzes and their items."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.base import ContentAdmin
from lessons.admin.fields import KeyField
from lessons.admin.forms import ContentForm
from lessons.admin.inlines import ContentFormSet, OrderedInline
from lessons.admin.rights import OwnRowsFilter
from quizzes.models import Item, Question, Quiz


class QuizForm(ContentForm):
    def clean_status(self) -> str:
        status: str = self.cleaned_data["status"]
        if self.instance.pk is None and status == Quiz.Status.PUBLISHED:
            raise forms.ValidationError(_("Save it as a draft first, and give it items."))
        return status


class ItemForm(ContentForm):
    key = forms.CharField(
        label=gettext_lazy("Key"), required=False, max_length=40, help_text=gettext_lazy("Empty: that of its question.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is not None:
            self.fields["key"].disabled = True
            self.initial["question"] = self.instance.question
        self.fields["key"].widget.attrs["aria-label"] = self.fields["key"].label

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        question = data.get("question")
        if question and not data.get("key"):
            taken = Item.objects.filter(course=self.course, key=question.key).exists()
            data["key"] = f"{self.instance.quiz.slug[:20]}-{question.key}"[:40] if taken else question.key
        return data


class ItemFormSet(ContentFormSet):
    def clean(self) -> None:
        rows = [form.cleaned_data for form in self.forms]
        deleted = [form.instance for form in self.forms if form.cleaned_data.get(DELETION_FIELD_NAME)]
        asked = [item.key for item in deleted if item.pk and item.responses.exists()]
        if asked:
            message = _("Students were asked %(keys)s: mark as retired instead of deleting.")
            raise forms.ValidationError(message, params={"keys": ", ".join(asked)})
        super().clean()
        if self.instance.status == Quiz.Status.PUBLISHED and not any(self.errors):
            check_published([row for row in rows if not row.get(DELETION_FIELD_NAME) and not row.get("retired")])


def check_published(rows: list[dict[str, Any]]) -> None:
    """A quiz that students see has items, and all of them can be asked."""
    questions = [row["question"] for row in rows if row.get("question")]
    unready = [question.key for question in questions if question.status != Question.Status.READY]
    if not questions:
        raise forms.ValidationError(_("A published quiz needs an item."))
    if unready:
        message = _("A published quiz asks only what is ready; these are not: %(keys)s.")
        raise forms.ValidationError(message, params={"keys": ", ".join(unready)})


class ItemInline(OrderedInline):
    model = Item
    form = ItemForm
    formset = ItemFormSet
    fields = ("order", "position", "question", "stem", "max_marks", "key", "retired")
    readonly_fields = ("order", "stem")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).select_related("question")
        return rows

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "question":
            field = KeyField(Question.objects.for_quizzes(), choices="questions", label=gettext_lazy("Question"))
            field.widget.attrs["aria-label"] = field.label
            return field
        return super().formfield_for_dbfield(db_field, request, **options)

    @admin.display(description=gettext_lazy("stem"))
    def stem(self, item: Item) -> SafeString | str:
        if item._state.adding:
            return ""
        url = reverse("admin:quizzes_question_change", args=[item.question_id])
        return format_html('<a href="{}">{}</a>', url, Truncator(item.question.stem).words(16))


@admin.register(Quiz)
class QuizAdmin(ContentAdmin):
    form = QuizForm
    fieldsets = (
        (None, {"fields": ("course", "slug", "title", "summary", "area", "module", "position", "status", "retired")}),
        (gettext_lazy("Rules"), {"fields": ("attempts_allowed", "pass_percent", "items_per_page")}),
        (gettext_lazy("Order"), {"fields": ("shuffle_options", "shuffle_items")}),
    )
    inlines = (ItemInline,)
    list_display = ("title", "area", "status", "attempts_allowed", "pass_percent", "item_count")
    list_filter = (("course", OwnRowsFilter), "status", "area", "retired")
    search_fields = ("title", "slug")
    ordering = ("course", "position", "slug")  # Counting leaves out that of the model.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(size=Count("items"))
        return rows

    @admin.display(description=gettext_lazy("items"), ordering="size")
    def item_count(self, quiz: Any) -> int:
        return int(quiz.size)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        if context["original"]:
            questions = Question.objects.for_quizzes().filter(course=context["original"].course)
            context["questions"] = questions.values_list("key", "stem")
        return super().render_change_form(request, context, *args, **options)
