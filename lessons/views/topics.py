"""The knowledge base: actors, projects, challenges, places and terms, and how they are related."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from lessons.models import Claim, Course, Enrolment, Event, Lesson, Relation, Topic
from lessons.visitor_pages import CoursePage, kept_for_visitors


@kept_for_visitors
@require_safe
def topics(request: HttpRequest, course: str) -> HttpResponse:
    """All topics by name; `?kind=actor` shows those of one kind, and what is no kind shows all."""
    shown = get_object_or_404(Course.objects.select_related("revision"), slug=course)
    kind = request.GET.get("kind", "")
    rows = shown.topic_set.current()
    if kind in Topic.Kind.values:
        rows = rows.filter(kind=kind)
    context = {"here": "topics", "course": shown, "topics": rows, "kind": kind, "kinds": Topic.Kind}
    return CoursePage(request, "lessons/topics.html", context)


@kept_for_visitors
@require_safe
def topic(request: HttpRequest, course: str, slug: str) -> HttpResponse:
    topics = Topic.objects.current().select_related("course__revision").prefetch_related("answered_by__document")
    shown = get_object_or_404(topics, course__slug=course, slug=slug)
    context = {
        "here": "topics",
        "course": shown.course,
        "topic": shown,
        "enrolment": Enrolment.objects.current(request.user, shown.course),
        "claims": Claim.objects.current().filter(topics=shown).with_evidence(),
        "relations": Relation.objects.current().about(shown),
        "events": Event.objects.current().filter(topics=shown).prefetch_related("paragraphs__document"),
        "lessons": Lesson.objects.published().filter(terms=shown).select_related("course"),
    }
    return CoursePage(request, "lessons/topic.html", context)
