"""The documents of a course, and a document paragraph by paragraph."""

import pytest
from django.test import Client

from lessons.citations import write_citations
from lessons.models import Course, Section
from tests.factories import (
    make_claim,
    make_course,
    make_document,
    make_lesson,
    make_paragraph,
    make_section,
    make_topic,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

SOURCES, PAPER = "/courses/roads/sources/", "/courses/roads/sources/paper/"


@pytest.fixture
def course() -> Course:
    course = make_course("roads")
    make_document(course, "P", slug="paper", title="Paper & post", kind="policy paper", author="unknown")
    return course


def test_documents_are_listed_with_what_they_hold(client: Client, course: Course) -> None:
    make_claim(course, "P1f1")
    make_claim(course, "P1f2", retired=True)
    make_paragraph(course, "P2")
    make_document(course, "Q", title="Hidden", retired=True)
    make_document(make_course(), "P", title="Hidden")

    page = PageReader(client.get(SOURCES).text)

    assert "Paper & post Kindpolicy paper Authorunknown" in page.text
    assert "Holds2 paragraphs, 1 claim" in page.text
    assert "Hidden" not in page.text
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)


def test_a_document_is_told_paragraph_by_paragraph(client: Client, course: Course) -> None:
    paper = course.document_set.get()
    make_paragraph(course, "P2", document=paper, heading="Rivals", gist="Second.", setting="a radio", note="Cut off.")
    make_paragraph(course, "P1", document=paper, gist="First.")
    make_claim(course, "P2f1", kind="author_claim", statement="A claim.", as_of="2013")

    page = PageReader(client.get(PAPER).text)

    assert page.text.index("First.") < page.text.index("Second.")
    assert [
        part for part in ("Rivals", "a radio", "Cut off.", "Author’s claim A claim. 2013 P2f1") if part not in page.text
    ] == []
    assert {"P1", "P2", "P2f1"} <= set(page.ids)
    assert "/courses/roads/claims/P2f1/" in page.links
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)


def test_what_is_retired_is_not_told(client: Client, course: Course) -> None:
    make_claim(course, "P1f1", statement="Hidden.", retired=True)
    make_claim(course, "P2f1", statement="Hidden.", paragraph=make_paragraph(course, "P2", retired=True))

    page = PageReader(client.get(PAPER).text)

    assert "Hidden" not in page.text
    assert [id_ for id_ in page.ids if id_.startswith("P")] == ["P1", "P1-heading"]


def test_a_paragraph_tells_where_it_is_read(client: Client, course: Course) -> None:
    make_claim(course, "P1f1")
    sections = [
        make_section(lesson, text="So.[P1f1]", title="Shown" if shown else "Hidden")
        for lesson, shown in [
            (make_lesson(course, "india"), True),
            (make_lesson(course, status="draft"), False),
            (make_lesson(course, retired=True), False),
            (make_lesson(course, "retired-section"), False),
        ]
    ]
    Section.objects.filter(pk=sections[-1].pk).update(retired=True)
    write_citations(course)

    page = PageReader(client.get(PAPER).text)

    assert f"/courses/roads/lessons/india/#{sections[0].key}" in page.links
    assert "Read in India: Shown" in page.text
    assert "Hidden" not in page.text


@pytest.mark.parametrize(
    "address", ["/courses/none/sources/", "/courses/none/sources/paper/", f"{SOURCES}none/", f"{SOURCES}old/"]
)
def test_there_is_no_page_for_what_is_not_in_the_course(client: Client, course: Course, address: str) -> None:
    make_document(course, "O", slug="old", retired=True)
    make_document(make_course(), "N", slug="none")

    assert client.get(address).status_code == 404


def test_only_get_and_head_are_answered(client: Client, course: Course) -> None:
    for address in (SOURCES, PAPER):
        assert [client.post(address).status_code, client.head(address).status_code] == [405, 200]


@pytest.mark.parametrize("number", [1, 3])
def test_many_documents_need_as_many_statements_as_one(client: Client, number: int) -> None:
    course = make_course("roads")
    for letter in "PQR"[:number]:
        make_claim(course, f"{letter}1f1")

    with data_statements() as statements:
        client.get(SOURCES)

    assert len(statements) == 2


@pytest.mark.parametrize("number", [1, 30])
def test_many_paragraphs_need_as_many_statements_as_one(client: Client, course: Course, number: int) -> None:
    for n in range(1, number + 1):
        claim = make_claim(course, f"P{n}f1")
        claim.speakers.add(make_topic(course))
        claim.paragraph.speakers.add(make_topic(course))
        make_section(make_lesson(course), text=f"So.[P{n}f1]")
    write_citations(course)

    with data_statements() as statements:
        client.get(PAPER)

    assert len(statements) == 6
