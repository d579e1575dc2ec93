"""Progress in the admin: the classes, a class by lessons and quizzes, a student, an attempt.

The admin site wraps these views: only staff comes here, and of classes only those that the user teaches exist.
"""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lessons.models import Cohort, Enrolment
from lessons.models.cohorts import CohortQuerySet
from quizzes.forms import HandMarkForm
from quizzes.glance import Glance, glances
from quizzes.hand_marks import OtherMarkStands, mark_by_hand
from quizzes.models import Attempt, Response
from quizzes.reports import class_matrix
from quizzes.student_report import attempt_report, student_report

CLASSES_ON_INDEX = 12
CLASSES_ON_PAGE = 50


def own_classes(request: HttpRequest) -> CohortQuerySet:
    return Cohort.objects.taught_by(request.user).select_related("course").order_by("course__title", "name", "pk")


def own_student(request: HttpRequest, cohort: int, enrolment: int) -> Enrolment:
    students = Enrolment.objects.taught_by(request.user).select_related("user", "cohort__course")
    return get_object_or_404(students, cohort=cohort, pk=enrolment)


def own_glances(request: HttpRequest) -> list[Glance]:
    return glances(list(own_classes(request).running()[:CLASSES_ON_INDEX]))


def show(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    frame = {**admin.site.each_context(request), "title": title}
    return render(request, f"admin/progress/{template}.html", {**frame, **context})


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """Those that are running; `?archived=yes` shows those that have ended."""
    archived = request.GET.get("archived") == "yes"
    shown = own_classes(request).archived() if archived else own_classes(request).running()
    page = Paginator(shown, CLASSES_ON_PAGE).get_page(request.GET.get("page"))
    return show(request, "classes", _("Progress"), page=page, archived=archived, glances=glances(list(page)))


@require_safe
def matrix(request: HttpRequest, cohort: int) -> HttpResponse:
    own = get_object_or_404(own_classes(request), pk=cohort)
    title = _("Progress of %(class)s") % {"class": own}
    return show(request, "matrix", title, cohort=own, matrix=class_matrix(own))


@require_safe
def student(request: HttpRequest, cohort: int, enrolment: int) -> HttpResponse:
    own = own_student(request, cohort, enrolment)
    return show(request, "student", name_of(own), enrolment=own, report=student_report(own))


@require_safe
def attempt(request: HttpRequest, cohort: int, enrolment: int, attempt: int) -> HttpResponse:
    own = own_student(request, cohort, enrolment)
    return show_attempt(request, own, own_attempt(own, attempt))


@require_POST
def mark(request: HttpRequest, cohort: int, enrolment: int, attempt: int, position: int) -> HttpResponse:
    """Marks one response by hand."""
    own = own_student(request, cohort, enrolment)
    sitting = own_attempt(own, attempt)
    if sitting.quiz_id is None or sitting.closed_at is None:
        raise Http404
    response = get_object_or_404(sitting.responses.select_related("version"), position=position)
    form = HandMarkForm.at(response, request.POST)
    if not form.is_valid() or not write(form, response, by=cast(User, request.user)):
        return show_attempt(request, own, sitting, wrong=(position, form))
    messages.success(request, _("The mark is written. The student reads it with its reason."))
    address = reverse("admin:progress_attempt", args=[cohort, enrolment, attempt])
    return redirect(f"{address}#response-{position}")


def write(form: HandMarkForm, response: Response, *, by: User) -> bool:
    """Says on the form why nothing was written, if so."""
    said = {name: form.cleaned_data[name] for name in ("replaces", "reason")}
    try:
        mark_by_hand(response=response, fraction=form.cleaned_data["marks"] / response.max_marks, by=by, **said)
    except OtherMarkStands as refusal:
        form.add_error(None, str(refusal))
    return form.is_valid()


def own_attempt(student: Enrolment, pk: int) -> Attempt:
    attempts = student.attempts.with_score().select_related("quiz", "section__lesson")
    return get_object_or_404(attempts.prefetch_related("interventions__by"), pk=pk)


def show_attempt(
    request: HttpRequest, student: Enrolment, sitting: Attempt, wrong: tuple[int, HandMarkForm] | None = None
) -> HttpResponse:
    """`wrong` is the form at an item that could not be read."""
    name = sitting.section.title if sitting.section else sitting.subject
    title = _("Attempt at “%(name)s”") % {"name": name}
    responses = attempt_report(sitting)
    for reported in responses:
        if wrong and reported.response.position == wrong[0]:
            reported.form = wrong[1]
    return show(request, "attempt", title, enrolment=student, attempt=sitting, responses=responses)


def name_of(enrolment: Enrolment) -> str:
    return enrolment.user.get_full_name() or enrolment.user.get_username()
