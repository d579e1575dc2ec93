"""The documents, paragraph by paragraph in our own words, with the claims that each makes."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from lessons.models import Course, Document, Paragraph, Section
from lessons.visitor_pages import CoursePage, kept_for_visitors


@kept_for_visitors
@require_safe
def sources(request: HttpRequest, course: str) -> HttpResponse:
    shown = get_object_or_404(Course.objects.select_related("revision"), slug=course)
    documents = shown.document_set.current().with_counts()
    return CoursePage(request, "lessons/sources.html", {"here": "sources", "course": shown, "documents": documents})


@kept_for_visitors
@require_safe
def source(request: HttpRequest, course: str, slug: str) -> HttpResponse:
    documents = Document.objects.current().select_related("course__revision")
    document = get_object_or_404(documents, course__slug=course, slug=slug)
    sections = Section.objects.current().in_published_lessons().select_related("lesson__course")
    cited_in = Prefetch("sections", queryset=sections, to_attr="citing_sections")
    paragraphs = Paragraph.objects.current().filter(document=document).with_claims().prefetch_related(cited_in)
    context = {"here": "sources", "course": document.course, "document": document, "paragraphs": paragraphs}
    return CoursePage(request, "lessons/source.html", context)
