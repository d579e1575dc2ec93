"""The page of a claim."""

import pytest
from django.test import Client

from lessons.models import Course
from tests.factories import (
    make_claim,
    make_course,
    make_lesson,
    make_note,
    make_paragraph,
    make_section,
    make_topic,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADDRESS = "/courses/roads/claims/P26f5/"


@pytest.fixture
def course() -> Course:
    return make_course("roads")


def test_a_claim_tells_whose_it_is_and_on_what_it_rests(client: Client, course: Course) -> None:
    claim = make_claim(
        course, "P26f5", statement="It works.", kind="author_claim", mode="causal", date="May 2002", as_of="2013"
    )
    claim.speakers.add(make_topic(course, "author", name="The author"))
    claim.topics.add(make_topic(course, "base", name="The base"))
    claim.also_in.add(make_paragraph(course, "P27"))
    claim.editor_notes.add(make_note(course, "EN1"))

    page = PageReader(client.get(ADDRESS).text)

    told = ["It works.", "Author’s claim", "SpeakerThe author", "DateMay 2002", "As of2013", "causal", "Actors"]
    told += ["P26 What P26 says.", "P27 What P27 says.", "What EN1 adds.", "Topics The base"]
    assert [words for words in told if words not in page.text] == []
    links = ["topics/author/", "topics/base/", "sources/document-p/#P26", "sources/document-p/#P27"]
    assert [link for link in links if f"/courses/roads/{link}" not in page.links] == []
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)


def test_a_claim_leads_to_the_sections_that_teach_it(client: Client, course: Course) -> None:
    claim = make_claim(course, "P26f5")
    for title, lesson in [("Shown", {}), ("Hidden", {"status": "draft"}), ("Hidden", {"retired": True})]:
        make_section(make_lesson(course, **lesson), title=title, claims=[claim])
    make_section(make_lesson(course), title="Hidden", claims=[claim], retired=True)
    make_section(make_lesson(course), title="Hidden")

    page = PageReader(client.get(ADDRESS).text)

    section = claim.sections.get(title="Shown")
    assert f"{section.lesson.get_absolute_url()}#{section.key}" in page.links
    assert "Hidden" not in page.text


def test_no_link_leads_to_a_topic_that_is_retired(client: Client, course: Course) -> None:
    claim = make_claim(course, "P26f5")
    claim.speakers.add(make_topic(course, "author", name="The author", retired=True))
    claim.topics.add(make_topic(course, "base", name="Hidden", retired=True))

    page = PageReader(client.get(ADDRESS).text)

    assert "SpeakerThe author" in page.text
    assert "Hidden" not in page.text
    assert [link for link in page.links if "/topics/" in link] == ["/courses/roads/topics/"]


@pytest.mark.parametrize("key", ["P26f5", "P27f1", "P28f1"])
def test_there_is_no_page_for_what_is_not_in_the_course(client: Client, course: Course, key: str) -> None:
    make_claim(course, "P27f1", retired=True)
    make_claim(make_course(), "P28f1")

    assert client.get(f"/courses/roads/claims/{key}/").status_code == 404


def test_only_get_and_head_are_answered(client: Client, course: Course) -> None:
    make_claim(course, "P26f5")

    assert [client.post(ADDRESS).status_code, client.head(ADDRESS).status_code] == [405, 200]


@pytest.mark.parametrize("number", [1, 30])
def test_much_evidence_needs_as_many_statements_as_little(client: Client, course: Course, number: int) -> None:
    claim = make_claim(course, "P26f5")
    for _ in range(number):
        claim.speakers.add(make_topic(course))
        claim.topics.add(make_topic(course))
        claim.also_in.add(make_paragraph(course))
        claim.editor_notes.add(make_note(course))
        make_section(make_lesson(course), claims=[claim])

    with data_statements() as statements:
        client.get(ADDRESS)

    assert len(statements) == 7
