"""Progress in the admin: the classes, a class by lessons and quizzes, a student, an attempt.

The admin site wraps these views: only staff comes here, and of classes only those that the user teaches exist.
"""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lessons.models import Cohort, Enrolment
from lessons.models.cohorts import CohortQuerySet
from quizzes.glance import Glance, glances
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
    attempts = own.attempts.with_score().select_related("quiz", "section__lesson")
    sitting = get_object_or_404(attempts, pk=attempt)
    title = _("Attempt at “%(name)s”") % {"name": sitting.quiz or (sitting.section and sitting.section.title)}
    return show(request, "attempt", title, enrolment=own, attempt=sitting, responses=attempt_report(sitting))


def name_of(enrolment: Enrolment) -> str:
    return enrolment.user.get_full_name() or enrolment.user.get_username()
