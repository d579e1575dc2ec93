"""The queue of objections: read beside the paragraph that decides, and decided with words to the student."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.base import ModelAdmin
from lessons.admin.rights import OwnRowsFilter, PeopleRights, edited_courses, is_administrator
from lessons.models import Course
from quizzes.models import Objection
from quizzes.models.objections import MOST_LETTERS
from quizzes.objections import deciding_paragraphs
from quizzes.reviews import reviewed

State = Objection.State


class DecisionForm(forms.Form):
    """What an instructor says to the student; the button that is pressed says which act it is."""

    state = forms.ChoiceField(choices=[(state, state.label) for state in State if state != State.OPEN])
    answer = forms.CharField(
        label=gettext_lazy("Words to the student"),
        help_text=gettext_lazy("The student reads them at the item. They may be left out only when you close."),
        max_length=MOST_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        if not answer.strip() and self.cleaned_data.get("state") in (State.ACCEPTED, State.ANSWERED):
            raise forms.ValidationError(_("Say to the student why."), code="required")
        return answer.replace("\r\n", "\n")


class QuestionFilter(admin.SimpleListFilter):
    """Offers only questions that students of one's own classes have objected to."""

    title = gettext_lazy("question")
    parameter_name = "question"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = model_admin.get_queryset(request).order_by("response__version__question__key")
        pairs = rows.values_list("response__version__question", "response__version__question__key").distinct()
        return [(str(pk), key) for pk, key in pairs]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        number = self.value()
        if number is None:
            return queryset
        offered = number in [pk for pk, _key in self.lookup_choices]
        return queryset.filter(response__version__question=number) if offered else queryset.none()


@admin.register(Objection)
class ObjectionAdmin(PeopleRights, ModelAdmin):
    """Instructors of the class decide. An objection is raised by its student only, and decided once."""

    cohort_path = "response__attempt__enrolment__cohort_id"
    list_display = ("question", "state", "student", "cohort", "raised_at")
    list_filter = ("state", ("response__attempt__enrolment__cohort", OwnRowsFilter), QuestionFilter)
    search_fields = (
        "response__version__question__key",
        "response__attempt__enrolment__user__username",
        "response__attempt__enrolment__user__last_name",
        "reason",
    )
    ordering = (Case(When(state=State.OPEN, then=0), default=1), "raised_at", "pk")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        people = ("response__attempt__enrolment__user", "response__attempt__enrolment__cohort", "decided_by")
        what = (
            "response__version__question__course__revision",
            "response__version__claim__course__revision",
            "response__current_answer",
            "response__attempt__section",
        )
        return rows.select_related(*people, *what, "response__attempt__quiz")

    @admin.display(description=gettext_lazy("question"), ordering="response__version__question__key")
    def question(self, objection: Objection) -> str:
        version = objection.response.version
        return f"{version.asked_of.key}: {Truncator(version.stem).words(12)}"

    @admin.display(description=gettext_lazy("student"), ordering="response__attempt__enrolment__user__last_name")
    def student(self, objection: Objection) -> str:
        user = objection.response.attempt.enrolment.user
        return user.get_full_name() or user.get_username()

    @admin.display(description=gettext_lazy("class"), ordering="response__attempt__enrolment__cohort")
    def cohort(self, objection: Objection) -> str:
        return objection.response.attempt.enrolment.cohort.name

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        objection = self.get_object(request, object_id)
        if objection is None:  # Or not of one's own classes.
            return super().change_view(request, object_id, form_url, extra_context)
        form = DecisionForm(request.POST or None)
        if form.is_valid():
            if self.decide(request, objection, **form.cleaned_data):
                return self.after_decision(request, objection)
            form.add_error(None, _("Somebody else has decided this meanwhile. What you chose and wrote was not taken."))
        return self.show(request, objection, form)

    @transaction.atomic
    def decide(self, request: HttpRequest, objection: Objection, *, state: str, answer: str) -> bool:
        decided = objection.decide(state=state, answer=answer, by=cast(User, request.user))
        if decided:
            self.log_change(request, objection, _("Decided: %(state)s.") % {"state": objection.get_state_display()})
        return decided

    def after_decision(self, request: HttpRequest, objection: Objection) -> HttpResponse:
        """What is accepted must be mended: at once by whoever can, or else it is said who can."""
        messages.success(request, _("Decided: the student reads it at the item, and on the first page."))
        asked_of = objection.response.version.asked_of
        if objection.state != State.ACCEPTED:
            return redirect("admin:quizzes_objection_changelist")
        if is_administrator(request) or asked_of.course_id in edited_courses(request):
            messages.warning(request, _("You have promised the student that this question will be mended."))
            return redirect(f"admin:{asked_of._meta.db_table}_change", asked_of.pk)
        messages.warning(request, who_can_mend(asked_of.course))
        return redirect("admin:quizzes_objection_changelist")

    def show(self, request: HttpRequest, objection: Objection, form: DecisionForm) -> TemplateResponse:
        response, asked_of = objection.response, objection.response.version.asked_of
        course = asked_of.course
        item = reviewed([response], course)[0]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Objection to %(key)s") % {"key": asked_of.key},
            "opts": self.opts,
            "original": objection,
            "form": form,
            "item": item,
            "mend": reverse(f"admin:{asked_of._meta.db_table}_change", args=[asked_of.pk]),
            "paragraphs": deciding_paragraphs(item),
            "may_edit": is_administrator(request) or course.pk in edited_courses(request),
            "has_change_permission": True,
            "has_delete_permission": self.has_delete_permission(request, objection),
        }
        return TemplateResponse(request, "admin/quizzes/objection/change_form.html", context)


def who_can_mend(course: Course) -> str:
    names = [user.get_full_name() or user.get_username() for user in course.editors.order_by("last_name", "username")]
    if not names:
        return _("You have promised that the question will be mended. The course has no editors: ask an administrator.")
    text = _("You have promised that the question will be mended. These can do it: %(names)s.")
    return text % {"names": ", ".join(names)}
