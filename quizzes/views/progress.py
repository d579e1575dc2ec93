"""What a student has done, for the student."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lessons.models import Enrolment
from quizzes.progress import course_progress


@never_cache
@login_required
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    enrolments = Enrolment.objects.for_user(request.user).select_related("cohort__course").order_by("-joined_at", "-pk")
    places = [(place, course_progress(enrolment=place, course=place.cohort.course)) for place in enrolments]
    return render(request, "quizzes/progress.html", {"here": "progress", "places": places})
