"""The page of a lesson, and the button at the end of each section."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from lessons.forms import ReadForm
from lessons.lesson_page import lesson_page
from lessons.models import Enrolment, Lesson
from lessons.visitor_pages import CoursePage, kept_for_visitors


@kept_for_visitors
@require_safe
def lesson(request: HttpRequest, course: str, slug: str) -> HttpResponse:
    lessons = Lesson.objects.visible_to(request.user).select_related("course__revision", "module")
    shown = get_object_or_404(lessons, course__slug=course, slug=slug)
    enrolment = Enrolment.objects.current(request.user, shown.course)
    context = {
        "here": "lessons",
        "course": shown.course,
        "lesson": shown,
        "enrolment": enrolment,
        "page": lesson_page(shown, opened=request.GET.get("open", "")),
        "read": enrolment.sections_read.in_lesson(shown) if enrolment else set(),
    }
    return CoursePage(request, "lessons/lesson.html", context)


@require_POST
def read(request: HttpRequest, course: str, slug: str) -> HttpResponse:
    """A section has been read. A script gets no page back, a form the place where reading goes on."""
    lesson = get_object_or_404(Lesson.objects.published().select_related("course"), course__slug=course, slug=slug)
    if not request.user.is_authenticated:  # Whoever has logged in goes back to the lesson: here is nothing to GET.
        return redirect_to_login(lesson.get_absolute_url())
    enrolment = Enrolment.objects.current(request.user, lesson.course)
    form = ReadForm(lesson, request.POST)
    if enrolment is None or not form.is_valid():
        raise Http404
    enrolment.sections_read.get_or_create(section=form.cleaned_data["section"])
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(f"{lesson.get_absolute_url()}#{form.next_anchor()}")
