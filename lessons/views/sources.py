"""The documents, paragraph by paragraph in our own words, with the claims that each makes."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lessons.models import Course, Document, Paragraph, Section


@require_safe
def sources(request: HttpRequest, course: str) -> HttpResponse:
    shown = get_object_or_404(Course, slug=course)
    documents = shown.document_set.current().with_counts()
    return render(request, "lessons/sources.html", {"here": "sources", "course": shown, "documents": documents})


@require_safe
def source(request: HttpRequest, course: str, slug: str) -> HttpResponse:
    documents = Document.objects.current().select_related("course")
    document = get_object_or_404(documents, course__slug=course, slug=slug)
    sections = Section.objects.current().in_published_lessons().select_related("lesson__course")
    cited_in = Prefetch("sections", queryset=sections, to_attr="citing_sections")
    paragraphs = Paragraph.objects.current().filter(document=document).with_claims().prefetch_related(cited_in)
    context = {"here": "sources", "course": document.course, "document": document, "paragraphs": paragraphs}
    return render(request, "lessons/source.html", context)
