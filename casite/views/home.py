"""The first page, and the account of whoever is logged in."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lessons.models import Cohort, Course, Enrolment
from quizzes.models import Objection
from quizzes.progress import course_progress

LATEST = 12
NEWS = timedelta(days=14)
"""How long the first page tells of a decision."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """For students where they go on in their newest class, for instructors their classes, for all the courses."""
    enrolments = Enrolment.objects.for_user(request.user).select_related("cohort__course").order_by("-joined_at", "-pk")
    places = list(enrolments[:LATEST])
    progress = course_progress(enrolment=places[0], course=places[0].cohort.course) if places else None
    decided = Objection.objects.for_user(request.user).decided_since(timezone.now() - NEWS).with_place()
    courses = Course.objects.with_published_lessons()
    context = {"places": places, "progress": progress, "classes": classes(request), "courses": courses}
    objections = list(decided.order_by("-decided_at", "-pk")[:LATEST]) if places else []
    return render(request, "home.html", {**context, "objections": objections})


def classes(request: HttpRequest) -> list[Cohort]:
    """The classes that somebody who may enter the desk teaches; an administrator's are many, so the last ones."""
    if not request.user.is_staff:
        return []
    return list(Cohort.objects.taught_by(request.user).select_related("course").order_by("-pk")[:LATEST])


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    enrolments = Enrolment.objects.for_user(request.user).select_related("cohort__course").order_by("-joined_at", "-pk")
    return render(request, "account.html", {"here": "account", "enrolments": enrolments})
