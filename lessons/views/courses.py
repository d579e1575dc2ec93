"""The table of contents of a course."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from lessons.models import Course, Enrolment, Lesson
from lessons.visitor_pages import CoursePage, kept_for_visitors


@kept_for_visitors
@require_safe
def course(request: HttpRequest, course: str) -> HttpResponse:
    shown = get_object_or_404(Course.objects.select_related("revision"), slug=course)
    context = {
        "here": "lessons",
        "course": shown,
        "enrolment": Enrolment.objects.current(request.user, shown),
        "lessons": Lesson.objects.visible_to(request.user).filter(course=shown).in_order(),
    }
    return CoursePage(request, "lessons/course.html", context)
