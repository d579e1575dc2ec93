"""The first page, and the account of whoever is logged in."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lessons.models import Cohort, Course, Enrolment
from quizzes.claim_states import due_count
from quizzes.mark_changes import MarkChange, latest_changes
from quizzes.models import Mark, Objection
from quizzes.progress import course_progress

LATEST = 12
NEWS = timedelta(days=14)
"""How long the first page tells of a decision."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """For students where they go on in the class chosen last, for instructors their classes, for all the courses."""
    running, ended = own_places(request, most=LATEST)
    progress = course_progress(enrolment=running[0], course=running[0].cohort.course) if running else None
    courses = Course.objects.with_published_lessons()
    context: dict[str, Any] = {"places": running, "ended": ended, "progress": progress, "courses": courses}
    context |= {"classes": classes(request), "due": due_count(running[0]) if running else 0}
    decided = Objection.objects.for_user(request.user).decided_since(timezone.now() - NEWS).with_place()
    context["objections"] = list(decided.order_by("-decided_at", "-pk")[:LATEST]) if running or ended else []
    marks = new_marks(request) if running or ended else []
    return render(request, "home.html", {**context, "mark_changes": marks})


def new_marks(request: HttpRequest) -> list[MarkChange]:
    since = timezone.now() - NEWS
    changes = latest_changes(Mark.objects.for_user(request.user).with_changes(since=since))
    return [change for change in changes if change.mark.at >= since][:LATEST]


def own_places(request: HttpRequest, most: int | None = None) -> tuple[list[Enrolment], list[Enrolment]]:
    """The user's places in running classes, the one chosen last first, and those in classes that have ended."""
    places = Enrolment.objects.for_user(request.user).select_related("cohort__course").last_chosen_first()[:most]
    running = [place for place in places if not place.cohort.archived_at]
    return running, [place for place in places if place.cohort.archived_at]


def classes(request: HttpRequest) -> list[Cohort]:
    """The classes that somebody who may enter the desk teaches; an administrator's are many, so the last ones."""
    if not request.user.is_staff:
        return []
    return list(Cohort.objects.taught_by(request.user).running().select_related("course").order_by("-pk")[:LATEST])


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    running, ended = own_places(request)
    return render(request, "account.html", {"here": "account", "running": running, "ended": ended})
