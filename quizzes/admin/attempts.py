"""What students did: to be seen by the instructors of their class, never to be touched."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.base import ModelAdmin
from lessons.admin.rights import OwnRowsFilter, WorkRights
from lessons.markdown import plain_text
from quizzes.admin.interventions import MOST_AT_ONCE, intervene_page
from quizzes.models import Answer, Attempt, Intervention, Mark, Response

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
else:
    TabularInline = admin.TabularInline


class WorkInline(WorkRights, TabularInline):
    """Rows inside the page of an attempt or a response; `cohort_path` starts from that."""

    extra = 0
    can_delete = False
    template = "admin/lessons/tabular.html"
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # The row that holds these was found by its own rights.
        rows: QuerySet[Any] = self.model._default_manager.select_related(*self.related)
        return rows


class ResponseInline(WorkInline):
    model = Response
    cohort_path = "enrolment__cohort_id"
    related = ("version", "current_answer")
    fields = readonly_fields = ("position", "stem", "answer", "certainty", "fraction", "max_marks")
    show_change_link = True

    @admin.display(description=gettext_lazy("stem"))
    def stem(self, response: Response) -> str:
        return response.version.stem

    @admin.display(description=gettext_lazy("answer"))
    def answer(self, response: Response) -> str:
        return plain_text(response.version.content.describe(response.value))

    @admin.display(description=gettext_lazy("certainty"))
    def certainty(self, response: Response) -> str:
        return response.current_answer.get_certainty_display() if response.current_answer else ""


class InterventionInline(WorkInline):
    model = Intervention
    cohort_path = "enrolment__cohort_id"
    related = ("by",)
    fields = readonly_fields = ("kind", "until", "reason", "by", "at")


@admin.register(Attempt)
class AttemptAdmin(WorkRights, ModelAdmin):
    cohort_path = "enrolment__cohort_id"
    fields = ("enrolment", "subject", "started_at", "ends_at", "closed_at", "void", "score")
    readonly_fields = ("subject", "ends_at", "void", "score")
    view_on_site = False  # Its page is the student's own.
    inlines = (ResponseInline, InterventionInline)
    actions = ("intervene",)
    list_display = ("student", "cohort", "subject", "started_at", "closed_at", "score")
    list_filter = (("enrolment__cohort", OwnRowsFilter), "kind", ("closed_at", admin.EmptyFieldListFilter), "void")
    list_select_related = ("enrolment__user", "enrolment__cohort", "quiz", "section")
    search_fields = ("enrolment__user__username", "enrolment__user__last_name", "quiz__title", "section__title")
    date_hierarchy = "started_at"
    ordering = ("-started_at", "-id")  # Summing leaves out that of the model.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.with_score()  # type: ignore[attr-defined, no-any-return]

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(intervene_page)
        return [path("intervene/", page, name="quizzes_attempt_intervene"), *super().get_urls()]

    @admin.action(description=gettext_lazy("Extend, close, reopen, void or restore"))
    def intervene(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        chosen = list(queryset.filter(kind=Attempt.Kind.QUIZ).values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if not chosen:
            messages.warning(request, _("Choose attempts at quizzes: checks of lessons have no end."))
            return None
        if len(chosen) > MOST_AT_ONCE:
            messages.warning(request, _("Choose at most %(most)d at once.") % {"most": MOST_AT_ONCE})
            return None
        query = urlencode([("attempt", pk) for pk in chosen])
        return redirect(f"{reverse('admin:quizzes_attempt_intervene')}?{query}")

    @admin.display(description=gettext_lazy("student"), ordering="enrolment__user__username")
    def student(self, attempt: Attempt) -> str:
        return str(attempt.enrolment.user)

    @admin.display(description=gettext_lazy("class"), ordering="enrolment__cohort")
    def cohort(self, attempt: Attempt) -> str:
        return attempt.enrolment.cohort.name

    @admin.display(description=gettext_lazy("quiz or section"))
    def subject(self, attempt: Attempt) -> str:
        return attempt.subject

    @admin.display(description=gettext_lazy("score"))
    def score(self, attempt: Any) -> str | None:
        if attempt.is_loose:
            return None
        if attempt.closed_at is None:
            return _("open")
        if attempt.void:
            return _("void")
        return _("%(score)g of %(marks)g") % {"score": attempt.score, "marks": attempt.max_score or 0}


class AnswerInline(WorkInline):
    model = Answer
    cohort_path = "attempt__enrolment__cohort_id"
    related = ("response__version",)
    fields = readonly_fields = ("sequence", "in_words", "certainty", "late", "saved_at")

    @admin.display(description=gettext_lazy("answer"))
    def in_words(self, answer: Answer) -> str:
        return plain_text(answer.response.version.content.describe(dict(answer.value)))


class MarkInline(WorkInline):
    model = Mark
    cohort_path = "attempt__enrolment__cohort_id"
    related = ("by",)
    fields = readonly_fields = ("fraction", "rule", "reason", "by", "at")


@admin.register(Response)
class ResponseAdmin(WorkRights, ModelAdmin):
    """One item of an attempt, with every answer that was saved and every mark that was given."""

    cohort_path = "attempt__enrolment__cohort_id"
    fields = ("attempt", "position", "stem", "fraction", "max_marks", "dropped")
    readonly_fields = ("stem",)
    inlines = (AnswerInline, MarkInline)
    list_display = ("attempt", "position", "stem", "fraction", "max_marks")
    list_filter = (("attempt__enrolment__cohort", OwnRowsFilter), "dropped")
    list_select_related = (
        *("attempt__enrolment__user", "attempt__enrolment__cohort", "attempt__quiz", "attempt__section"),
        "version",
    )
    search_fields = ("attempt__enrolment__user__username",)

    @admin.display(description=gettext_lazy("stem"))
    def stem(self, response: Response) -> str:
        return response.version.stem
