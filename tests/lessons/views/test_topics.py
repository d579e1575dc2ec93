"""The topics of a course, and the page of a topic."""

import re

import pytest
from django.test import Client

from lessons.models import Course, Topic
from tests.factories import (
    make_claim,
    make_course,
    make_event,
    make_lesson,
    make_paragraph,
    make_relation,
    make_topic,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

TOPICS, ROAD = "/courses/roads/topics/", "/courses/roads/topics/road/"


@pytest.fixture
def course() -> Course:
    return make_course("roads")


@pytest.fixture
def road(course: Course) -> Topic:
    return make_topic(course, "road", name="Road", kind="project", definition="A way.")


def topics_on(page: PageReader) -> list[str]:
    return [link.split("/")[-2] for link in page.links if re.fullmatch(f"{TOPICS}[^?/]+/", link)]


def test_topics_are_listed_by_name(client: Client, course: Course, road: Topic) -> None:
    make_topic(course, "china", name="China", description="A neighbour.")
    make_topic(course, "gone", retired=True)
    make_topic(make_course(), "elsewhere")

    page = PageReader(client.get(TOPICS).text)

    assert topics_on(page) == ["china", "road"]
    assert "2 topics" in page.text
    assert [part for part in ("A neighbour.", "A way.") if part not in page.text] == []
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?kind=actor", (["china"], "actor")),
        ("?kind=place", ([], "place")),
        ("?kind=nonsense", (["china", "road"], "all")),
        ("?kind=%00", (["china", "road"], "all")),
        ("?kind=", (["china", "road"], "all")),
        ("", (["china", "road"], "all")),
    ],
)
def test_topics_of_one_kind(
    client: Client, course: Course, road: Topic, query: str, shown: tuple[list[str], str]
) -> None:
    make_topic(course, "china", kind="actor")

    html = client.get(TOPICS + query).text

    [_menu, kind] = re.findall(r'aria-current="page">(.*?)<', html)
    assert (topics_on(PageReader(html)), kind) == shown


def test_a_topic_tells_what_the_documents_say_of_it(client: Client, course: Course, road: Topic) -> None:
    road.aliases, road.other_names = ['the "long" way', "R&D road"], ["Silk & Co"]
    road.subtype, road.group, road.status, road.note = "highway", "roads", "planned", "Mind the year."
    road.save()
    road.answered_by.add(make_paragraph(course, "P9"))
    make_claim(course, "P1f1", statement="It is long.").topics.add(road)
    make_event(course, date="2002", text="It opens.", topics=[road], origin="editor").paragraphs.add(
        make_paragraph(course, "P2")
    )
    make_lesson(course, "ways", title="Ways").terms.add(road)

    page = PageReader(client.get(ROAD).text)

    told = ["A way.", "highway", "planned", "the “long” way; R&D road", "Silk & Co"]
    told += ["1 claim", "It is long.", "2002 It opens.", "Key term of Ways"]
    assert [words for words in told if words not in page.text] == []
    assert "Mind the year." not in page.text  # That is for editors.
    anchors = ["P9", "P1f1", "P2"]
    assert [key for key in anchors if f"/courses/roads/sources/document-p/#{key}" not in page.links] == []
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)


def test_relations_are_read_as_sentences(client: Client, course: Course, road: Topic) -> None:
    china, port = make_topic(course, "china", name="China"), make_topic(course, "port", name="Port")
    built = make_relation(china, road, predicate="builds", voice="author_claim", when="2010")
    built.paragraphs.add(make_paragraph(course, "P3"))
    make_relation(road, port, predicate="leads_to")

    page = PageReader(client.get(ROAD).text)

    assert "Author’s claim China builds Road 2010" in page.text
    assert "Fact Road leads to Port" in page.text
    assert sorted(set(topics_on(page))) == ["china", "port"]
    assert "/courses/roads/sources/document-p/#P3" in page.links


def test_what_is_retired_or_a_draft_is_not_told(client: Client, course: Course, road: Topic) -> None:
    make_claim(course, "P1f1", statement="Hidden.", retired=True).topics.add(road)
    make_event(course, text="Hidden.", topics=[road], retired=True)
    make_relation(make_topic(course, name="Hidden"), road, retired=True)
    make_relation(road, make_topic(course, name="Hidden", retired=True))
    for fields in ({"status": "draft"}, {"retired": True}):
        make_lesson(course, title="Hidden", **fields).terms.add(road)

    assert "Hidden" not in client.get(ROAD).text


@pytest.mark.parametrize(
    "address", ["/courses/none/topics/", "/courses/none/topics/road/", f"{TOPICS}none/", f"{TOPICS}gone/"]
)
def test_there_is_no_page_for_what_is_not_in_the_course(
    client: Client, course: Course, road: Topic, address: str
) -> None:
    make_topic(course, "gone", retired=True)
    make_topic(make_course(), "none")

    assert client.get(address).status_code == 404


def test_only_get_and_head_are_answered(client: Client, road: Topic) -> None:
    for address in (TOPICS, ROAD):
        assert [client.post(address).status_code, client.head(address).status_code] == [405, 200]


@pytest.mark.parametrize("number", [1, 30])
def test_many_topics_need_as_many_statements_as_one(client: Client, course: Course, number: int) -> None:
    for _ in range(number):
        make_topic(course)

    with data_statements() as statements:
        client.get(TOPICS)

    assert len(statements) == 2


@pytest.mark.parametrize("number", [1, 30])
def test_much_about_a_topic_needs_as_many_statements_as_little(
    client: Client, course: Course, road: Topic, number: int
) -> None:
    for n in range(number):
        claim = make_claim(course)
        claim.topics.add(road)
        claim.speakers.add(make_topic(course))
        road.answered_by.add(claim.paragraph)
        make_event(course, topics=[road]).paragraphs.add(claim.paragraph)
        make_relation(make_topic(course), road, predicate=f"p{n}").paragraphs.add(claim.paragraph)
        make_lesson(course).terms.add(road)

    with data_statements() as statements:
        client.get(ROAD)

    assert len(statements) == 15
