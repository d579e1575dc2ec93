"""Quizzes; their items stand in their pages."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.base import ContentAdmin
from lessons.admin.forms import ContentForm
from lessons.admin.rights import OwnRowsFilter
from lessons.models import Claim, Course, Module, Topic
from quizzes.admin.items import ItemInline
from quizzes.models import Question, Quiz
from quizzes.models.quizzes import TRIES_TELL_THE_MARK
from quizzes.quiz_files import IN_A_CIRCLE, comes_before_itself
from quizzes.telling import THINGS, From

SHOWN = tuple(f"show_{thing}" for thing in THINGS)


class QuizForm(ContentForm):
    class Meta:
        widgets: ClassVar = dict.fromkeys(SHOWN, forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("feedback") == Quiz.Feedback.TRIES and data.get("show_mark", From.MARKED) != From.MARKED:
            self.add_error("show_mark", forms.ValidationError(TRIES_TELL_THE_MARK))
        return data

    def clean_status(self) -> str:
        status: str = self.cleaned_data["status"]
        if self.instance.pk is None and status == Quiz.Status.PUBLISHED:
            raise forms.ValidationError(_("Save it as a draft first, and give it items."))
        return status

    def clean_after_quiz(self) -> Quiz | None:
        chosen: Quiz | None = self.cleaned_data["after_quiz"]
        before = dict(Quiz.objects.filter(course=self.course).values_list("slug", "after_quiz__slug"))
        slug = self.instance.slug
        if chosen and slug and comes_before_itself(slug, {**before, slug: chosen.slug}):
            raise forms.ValidationError(str(IN_A_CIRCLE), code="circle")
        return chosen


@admin.register(Quiz)
class QuizAdmin(ContentAdmin):
    form = QuizForm
    fieldsets = (
        (None, {"fields": ("course", "slug", "title", "summary", "area", "module", "position", "status", "retired")}),
        (gettext_lazy("Attempts"), {"fields": ("attempts_allowed", "delay", "counting", "pass_percent")}),
        (gettext_lazy("Time"), {"fields": ("time_limit",)}),
        (gettext_lazy("Before it"), {"fields": ("after_lesson", "after_quiz")}),
        (gettext_lazy("Pages"), {"fields": ("items_per_page", "shuffle_options", "shuffle_items")}),
        (gettext_lazy("Feedback"), {"fields": ("feedback", ("tries", "penalty_percent"), "ask_certainty")}),
        (
            gettext_lazy("What students are shown, and from when"),
            {
                "fields": (SHOWN,),
                "classes": ("moments",),
                "description": gettext_lazy(
                    "This holds at once for all attempts, also for those handed in. The right answer and the rationale "
                    "never come before the mark, for they give it away. Without the right answer a rationale is "
                    "shown only for what was chosen."
                ),
            },
        ),
        (gettext_lazy("For editors"), {"fields": ("waivers",)}),
    )
    inlines = (ItemInline,)
    list_display = ("title", "area", "status", "attempts_allowed", "pass_percent", "questions")
    list_filter = (("course", OwnRowsFilter), "status", "area", "retired")
    search_fields = ("title", "slug")
    ordering = ("course", "position", "slug")  # Counting leaves out that of the model.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.with_size()  # type: ignore[no-any-return]

    @admin.display(description=gettext_lazy("questions"), ordering="item_count")
    def questions(self, quiz: Quiz) -> int:
        """Of a paper, where the bank fills every draw."""
        return quiz.item_count

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        if context["original"]:
            context["choices"] = choices(context["original"].course)
        return super().render_change_form(request, context, *args, **options)


def choices(course: Course) -> dict[str, Any]:
    """(key, words) of all that items may name, by the id of their datalist."""
    return {
        "questions": Question.objects.filter(course=course).for_quizzes().values_list("key", "stem"),
        "modules": Module.objects.filter(course=course).values_list("slug", "title"),
        "topics": Topic.objects.filter(course=course).values_list("slug", "name"),
        "claims": Claim.objects.filter(course=course).values_list("key", "statement"),
    }
