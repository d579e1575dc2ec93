"""One claim, with everything that rests on it."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from lessons.models import Claim, Enrolment, Section, Topic
from lessons.visitor_pages import CoursePage, kept_for_visitors


@kept_for_visitors
@require_safe
def claim(request: HttpRequest, course: str, key: str) -> HttpResponse:
    claims = (
        Claim.objects.current()
        .with_evidence()
        .select_related("course__revision")
        .prefetch_related("also_in__document", Prefetch("topics", Topic.objects.current()), "editor_notes")
    )
    shown = get_object_or_404(claims, course__slug=course, key=key)
    sections = Section.objects.current().in_published_lessons().filter(claims=shown).select_related("lesson")
    context = {"here": "sources", "course": shown.course, "claim": shown, "sections": sections}
    context["enrolment"] = Enrolment.objects.current(request.user, shown.course)
    return CoursePage(request, "lessons/claim.html", context)
