"""What a student has done, for the student."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lessons.models import Enrolment
from quizzes.calibration import calibrate
from quizzes.claim_states import course_counts
from quizzes.mark_changes import latest_changes
from quizzes.models import Mark, Objection
from quizzes.progress import course_progress, judgements


@never_cache
@login_required
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """One class at a time: the one chosen last, or the one that `?class=` names; the others are links."""
    places = list(Enrolment.objects.for_user(request.user).select_related("cohort__course").last_chosen_first())
    chosen = next((place for place in places if str(place.cohort_id) == request.GET.get("class")), None)
    place = chosen or next(iter(places), None)
    context: dict[str, Any] = {"here": "progress", "places": places, "place": place}
    if place:
        standing = course_progress(enrolment=place, course=place.cohort.course)
        context |= {"progress": standing, "claims": course_counts(place)}
        context["calibration"] = calibrate(judgements(enrolment=place, quizzes=standing.quizzes))
        context["mark_changes"] = latest_changes(Mark.objects.of_place(place).with_changes())
        own = Objection.objects.filter(response__attempt__enrolment=place).with_place()
        context["objections"] = own.order_by("-raised_at", "-pk")
    return render(request, "quizzes/progress.html", context)
