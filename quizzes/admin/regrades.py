"""The page on which marks already given are mended: choose, see what would happen, apply.

Instructors mend the marks of their own classes, administrators those of all. Who edits the course and teaches none
of the classes sees numbers, never names, and mends nothing.
"""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from lessons.admin.rights import edited_courses, is_administrator, taught_cohorts
from lessons.models import Cohort
from quizzes.admin.regrade_form import ApplyForm, RegradeForm
from quizzes.mending import Plan, dealt_responses, read_plan, regrade
from quizzes.models import Question

STALE = gettext_lazy(
    "Answers, marks or the question have changed since the preview. Nothing was written; this is the new preview."
)


@dataclass(frozen=True)
class Scope:
    """The question, and the classes that were dealt it as far as the user may know of them."""

    question: Question
    cohorts: QuerySet[Cohort]
    may_apply: bool
    may_edit: bool


def scope_of(request: HttpRequest, pk: int) -> Scope:
    question = get_object_or_404(Question.objects.select_related("course"), pk=pk)
    may_edit = is_administrator(request) or question.course_id in edited_courses(request)
    dealt = Cohort.objects.filter(pk__in=dealt_responses(question).order_by().values("attempt__enrolment__cohort"))
    own = dealt if is_administrator(request) else dealt.filter(pk__in=taught_cohorts(request))
    may_apply = is_administrator(request) or own.exists()
    if not may_apply and not may_edit:
        raise Http404
    return Scope(question, own if may_apply else dealt, may_apply, may_edit)


@require_http_methods(["GET", "HEAD", "POST"])
def regrade_page(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_of(request, pk)
    options: dict[str, Any] = {"question": scope.question, "cohorts": scope.cohorts, "may_apply": scope.may_apply}
    if request.method != "POST":
        attempt = request.GET.get("attempt", "")
        return choose(request, scope, RegradeForm(**options, initial={"attempt": attempt if attempt.isdigit() else ""}))
    form = RegradeForm(request.POST, **options)
    if request.POST.get("step") == "back" or not form.is_valid():
        return choose(request, scope, form)
    plan = read_plan(form.choice)
    further = ApplyForm(request.POST, offered=[change.response.pk for change in plan.changes])
    if request.POST.get("step") != "apply" or not scope.may_apply:
        return preview(request, scope, form, plan)
    if not further.is_valid() or not apply(request, form, further):
        messages.warning(request, STALE)
        return preview(request, scope, form, read_plan(form.choice), status=409)
    return redirect("admin:quizzes_question_regrade", pk)


def apply(request: HttpRequest, form: RegradeForm, further: ApplyForm) -> bool:
    """Whether the plan was still the one that had been seen."""
    said = further.cleaned_data
    number = regrade(
        form.choice,
        seen=said["seen"],
        wanted=set(said["wanted"]),
        lower=said["lower"],
        reason=form.cleaned_data["reason"].replace("\r\n", "\n"),
        by=cast(User, request.user),
    )
    if number is None:
        return False
    words = ngettext("One mark was changed.", "Marks that were changed: %(number)s.", number) % {"number": number}
    messages.success(request, words)
    rule = dict(form.fields["rule"].choices)[form.choice.rule]  # type: ignore[attr-defined]
    LogEntry.objects.log_actions(
        request.user.pk or 0, [form.question], CHANGE, change_message=f"{rule}. {words}", single_object=True
    )
    return True


def choose(request: HttpRequest, scope: Scope, form: RegradeForm) -> HttpResponse:
    return show(request, scope, "regrade", form=form)


def preview(request: HttpRequest, scope: Scope, form: RegradeForm, plan: Plan, status: int = 200) -> HttpResponse:
    rule = dict(form.fields["rule"].choices)[form.choice.rule]  # type: ignore[attr-defined]
    return show(request, scope, "regrade_preview", status, form=form, plan=plan, rule=rule)


def show(request: HttpRequest, scope: Scope, template: str, status: int = 200, **context: Any) -> HttpResponse:
    title = _("Regrade %(key)s") % {"key": scope.question.key}
    frame = {**admin.site.each_context(request), "title": title, "opts": Question._meta, "scope": scope}
    address = f"admin/quizzes/question/{template}.html"
    return render(request, address, {**frame, "question": scope.question, **context}, status=status)
