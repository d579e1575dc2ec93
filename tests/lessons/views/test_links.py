"""The course of the repository, page by page: every link leads somewhere, and every page is well made."""

import re
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse

from lessons.lesson_page import lesson_page
from lessons.models import Course, Lesson
from tests.factories import make_editor
from tests.pages import PageReader

pytestmark = pytest.mark.django_db

# Marks of a text that were not drawn, and what was escaped twice.
RAW = re.compile(r"\[[A-Z]{1,4}\d[^\]]*\]|\[\[[^\]]*\]\]|::note \w+|&(?:amp|lt|gt|quot|#\w+);")


def read(client: Client, address: str) -> PageReader:
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    return PageReader(response.text)


def faults(page: PageReader) -> list[object]:
    found = (*page.repeated_ids, *page.skipped_headings, *page.faults, *page.open, *RAW.findall(page.text))
    return [*found, *["an empty heading"] * page.empty_headings]


def targets(pages: dict[str, PageReader]) -> dict[str, set[str]]:
    """The addresses of courses to which pages lead, and the anchors that they name there."""
    found: dict[str, set[str]] = {}
    for address, page in pages.items():
        for link, anchors in page.internal_links().items():
            target = urljoin(address, link)
            if target.startswith("/courses/"):
                found.setdefault(target, set()).update(anchors)
    return found


def test_all_links_of_a_visitor_lead_somewhere(client: Client, real_course: Course) -> None:
    slug = real_course.slug
    starts = [
        reverse("home"),
        real_course.get_absolute_url(),
        *(lesson.get_absolute_url() for lesson in Lesson.objects.published()),
        reverse("lessons:sources", args=[slug]),
        *(document.get_absolute_url() for document in real_course.document_set.all()),
        reverse("lessons:topics", args=[slug]),
        reverse("lessons:topic", args=[slug, "india"]),
        reverse("lessons:claim", args=[slug, "P26f4"]),
    ]
    pages = {address: read(client, address) for address in starts}
    wanted = targets(pages)
    pages |= {address: read(client, address) for address in wanted.keys() - pages.keys()}

    assert len(pages) > 400
    assert {address: found for address, page in pages.items() if (found := faults(page))} == {}
    missing = {address: anchors - set(pages[address].ids) for address, anchors in wanted.items()}
    assert {address: anchors for address, anchors in missing.items() if anchors} == {}


def test_drafts_are_well_made_too(client: Client, real_course: Course) -> None:
    client.force_login(make_editor(real_course))
    pages = {lesson.slug: read(client, lesson.get_absolute_url()) for lesson in Lesson.objects.select_related("course")}

    assert len(pages) == 14
    assert {slug: found for slug, page in pages.items() if (found := faults(page))} == {}


def test_every_citation_of_the_lesson_on_india_opens_its_evidence(real_course: Course) -> None:
    lesson = Lesson.objects.select_related("course__revision").get(key="L09")
    html = "".join(section.html for section in lesson_page(lesson).sections)
    texts = "".join(section.text for section in lesson.sections.all())
    cited = set(re.findall(r"(?<=[\[ ])[A-Z]+\d*f\d+(?=[\] ])", texts))

    shown = set(" ".join(re.findall(r'data-cites="([^"]*)"', html)).split())
    in_tables = set(re.findall(r'<a class="chip[^"]*" href="[^"]*#(\w+)"', html))

    assert len(cited) > 20
    assert shown | in_tables == cited
    assert set(PageReader(html).ids) == cited
