"""A student's page of a class."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lessons.models import Enrolment
from quizzes.progress import course_progress


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def class_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who teaches what, and where to go on. Its button lets work in the course hang on this class."""
    own = Enrolment.objects.for_user(request.user).select_related("cohort__course")
    place = get_object_or_404(own, cohort=pk)
    cohort = place.cohort
    if request.method == "POST":
        place.choose()
        messages.success(request, _("From now on you work in the class “%(name)s”.") % {"name": cohort})
        return redirect("class_page", pk)
    current = Enrolment.objects.current(request.user, cohort.course)
    context = {
        "place": place,
        "course": cohort.course,
        "instructors": cohort.instructors.order_by("last_name", "first_name", "username"),
        "is_current": place == current,
        "current": current,
        "progress": course_progress(enrolment=place, course=cohort.course),
    }
    return render(request, "class_page.html", context)
