"""What students did: to be seen by the instructors of their class, never to be touched."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.base import ModelAdmin
from lessons.admin.rights import OwnRowsFilter, WorkRights
from quizzes.models import Answer, Attempt, Mark, Response

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
        return response.version.content.describe(response.value)

    @admin.display(description=gettext_lazy("certainty"))
    def certainty(self, response: Response) -> str:
        return response.current_answer.get_certainty_display() if response.current_answer else ""


@admin.register(Attempt)
class AttemptAdmin(WorkRights, ModelAdmin):
    cohort_path = "enrolment__cohort_id"
    fields = ("enrolment", "subject", "started_at", "closed_at", "score")
    readonly_fields = ("subject", "score")
    view_on_site = False  # Its page is the student's own.
    inlines = (ResponseInline,)
    list_display = ("student", "cohort", "subject", "started_at", "closed_at", "score")
    list_filter = (("enrolment__cohort", OwnRowsFilter), "kind", ("closed_at", admin.EmptyFieldListFilter))
    list_select_related = ("enrolment__user", "enrolment__cohort", "quiz", "section")
    search_fields = ("enrolment__user__username", "enrolment__user__last_name", "quiz__title", "section__title")
    date_hierarchy = "started_at"
    ordering = ("-started_at", "-id")  # Summing leaves out that of the model.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.with_score()  # type: ignore[attr-defined, no-any-return]

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
    def score(self, attempt: Any) -> str:
        if attempt.closed_at is None:
            return _("open")
        return _("%(score)g of %(marks)g") % {"score": attempt.score, "marks": attempt.max_score or 0}


class AnswerInline(WorkInline):
    model = Answer
    cohort_path = "attempt__enrolment__cohort_id"
    related = ("response__version",)
    fields = readonly_fields = ("sequence", "in_words", "certainty", "late", "saved_at")

    @admin.display(description=gettext_lazy("answer"))
    def in_words(self, answer: Answer) -> str:
        return answer.response.version.content.describe(dict(answer.value))


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
