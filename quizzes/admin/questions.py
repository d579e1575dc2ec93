"""Questions, their versions, and misconceptions."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from lessons.admin.base import ContentAdmin
from lessons.admin.rights import ContentRights, OwnRowsFilter
from quizzes.admin.question_form import QuestionBeginForm, QuestionForm
from quizzes.admin.regrades import regrade_page
from quizzes.deciding import write_deciding
from quizzes.models import Attempt, Misconception, Objection, Question, QuestionVersion
from quizzes.versions import current_version

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
else:
    TabularInline = admin.TabularInline


@admin.register(Misconception)
class MisconceptionAdmin(ContentAdmin):
    fields = ("course", "key", "statement", "paragraphs", "retired")
    autocomplete_fields = ("paragraphs",)
    list_display = ("key", "statement")
    list_filter = (("course", OwnRowsFilter), "retired")
    search_fields = ("key", "statement")


def dealt(question: Question) -> dict[str, int]:
    """How many attempts were dealt some version of a question, how many of them are open, and of how many students."""
    attempts = Attempt.objects.filter(responses__version__question=question)
    return attempts.aggregate(
        attempts=Count("pk", distinct=True),
        open=Count("pk", distinct=True, filter=Q(closed_at=None)),
        students=Count("enrolment__user", distinct=True),
    )


class VersionInline(ContentRights, TabularInline):
    """The versions of a question that were dealt or could be: written once, never changed."""

    model = QuestionVersion
    fields = readonly_fields = ("created_at", "stem", "short_digest")
    extra = 0
    can_delete = False
    classes = ("collapse",)
    template = "admin/lessons/tabular.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # The page's question was found by its own rights.
        return QuestionVersion.objects.all()

    @admin.display(description=_("digest"))
    def short_digest(self, version: QuestionVersion) -> str:
        return version.digest[:12]


@admin.register(Question)
class QuestionAdmin(ContentAdmin):
    """The rows of its type come from the type itself; a ready question has a version as soon as it is saved."""

    form = QuestionForm
    begin_form = QuestionBeginForm
    fieldsets = (
        (None, {"fields": ("course", "key", "type", ("area", "bloom"), "use", "section", "status")}),
        (_("Question"), {"fields": ("stem", "claims", "explanation")}),
        (_("Beside other questions"), {"fields": ("enemies", "named_as_enemy")}),
        (_("For editors"), {"fields": ("waivers",)}),
    )
    readonly_fields = ("type", "named_as_enemy")
    inlines = (VersionInline,)
    autocomplete_fields = ("section", "claims", "enemies")
    list_display = ("key", "short_stem", "type", "area", "use", "status", "items_count")
    list_filter = (("course", OwnRowsFilter), "status", "use", "area", "type", "bloom")
    search_fields = ("key", "stem")
    ordering = ("course", "key")  # Counting leaves out that of the model.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(item_count=Count("items"))
        return rows

    @admin.display(description=_("stem"))
    def short_stem(self, question: Question) -> str:
        return Truncator(question.stem).words(16)

    @admin.display(description=_("in quizzes"), ordering="item_count")
    def items_count(self, question: Any) -> int:
        return int(question.item_count)

    @admin.display(description=_("named as an enemy by"))
    def named_as_enemy(self, question: Question) -> SafeString | str:
        """A pair is named on one side, so the other shows it too."""
        rows = question.named_by.order_by("key").values_list("pk", "key") if question.pk else ()
        links = [(reverse("admin:quizzes_question_change", args=[pk]), key) for pk, key in rows]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        form.question_type = self.begun(request).cleaned_data["type"] if obj is None else obj.type
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        write_deciding([form.instance])
        if form.instance.status == Question.Status.READY:
            current_version(form.instance)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        question = context["original"]
        context["dealt"] = dealt(question) if question else {}
        # Without the names of students, which an editor may not know.
        context["objections"] = Objection.objects.asking_to_mend(question) if question else ()
        return super().render_change_form(request, context, *args, **options)

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview_view)
        # Its rights are its own: instructors come there who may not edit the question.
        regrade = self.admin_site.admin_view(regrade_page)
        own = [
            path("<int:pk>/preview/", preview, name="quizzes_question_preview"),
            path("<int:pk>/regrade/", regrade, name="quizzes_question_regrade"),
        ]
        return [*own, *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The question as a student meets it, and what it says afterwards."""
        question = get_object_or_404(self.get_queryset(request), pk=pk)
        content = question.content
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview of %(key)s") % {"key": question.key},
            "opts": self.opts,
            "question": question,
            "content": content,
            "form": content.answer_form(prefix="preview", order=content.option_keys()),
            "marked": content.mark({}),
        }
        return TemplateResponse(request, "admin/quizzes/question/preview.html", context)
