"""What a citation opens, and where its link leads."""

import pytest

from lessons.evidence import chip_links, chips, evidence_for
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


@pytest.fixture
def course() -> Course:
    return make_course("roads")


def teach(course: Course, text: str, **lesson: object) -> Section:
    """A section of the course that teaches and, by its text, may cite P26f5."""
    claim = course.claim_set.get(key="P26f5")
    return make_section(make_lesson(course, **lesson), claims=[claim], text=text)


def test_a_claim_is_told_with_its_voice_speakers_and_paragraph(course: Course) -> None:
    document = make_document(course, kind="policy paper")
    paragraph = make_paragraph(course, "P26", document=document, heading="India", gist="A base is told of.")
    claim = make_claim(course, "P26f5", paragraph=paragraph, kind="author_claim", statement="It works.", as_of="2013")
    claim.speakers.add(make_topic(course, "author", name="The author"))
    claim.also_in.add(make_paragraph(course, "P27", document=document))

    [cited] = evidence_for(course, ["P26f5"]).values()

    assert (cited.key, cited.label, cited.statement, cited.as_of) == ("P26f5", "P26", "It works.", "2013")
    assert (cited.voice_class, str(cited.voice_word)) == ("author", "author’s claim")
    assert (cited.speakers, cited.also) == (("The author",), ("P27",))
    assert cited.href == "/courses/roads/sources/document-p/#P26f5"
    told = cited.paragraph
    assert (told.label, told.gist, told.heading, told.document) == (
        "P26",
        "A base is told of.",
        "India",
        "policy paper",
    )
    assert told.href == "/courses/roads/sources/document-p/#P26"


def test_a_paragraph_without_heading_is_told_by_its_part_and_document(course: Course) -> None:
    make_paragraph(course, "P26", part="Challenges")

    told = evidence_for(course, ["P26"])["P26"].paragraph

    assert (told.heading, told.document) == ("Challenges", "Document P")


def test_a_whole_paragraph_has_no_voice_and_all_its_claims(course: Course) -> None:
    for key in ("P26f1", "P26f2"):
        make_claim(course, key)

    cited = evidence_for(course, ["P26"])["P26"]

    assert (cited.voice_class, cited.voice_word, cited.statement) == ("", "", "What P26 says.")
    assert cited.href == "/courses/roads/sources/document-p/#P26"
    assert [claim.key for claim in cited.paragraph.claims] == ["P26f1", "P26f2"]


def test_keys_come_in_the_order_in_which_they_are_asked_for(course: Course) -> None:
    for key in ("P1f1", "P2f1"):
        make_claim(course, key)

    assert list(evidence_for(course, iter(["P2f1", "P1", "P1f1", "P2f1"]))) == ["P2f1", "P1", "P1f1"]


def test_what_the_course_does_not_have_is_left_out(course: Course) -> None:
    make_claim(make_course(), "P1f1")
    make_claim(course, "P2f1")

    assert list(evidence_for(course, ["P1f1", "P1", "P2f1", "nonsense"])) == ["P2f1"]


def test_a_retired_claim_is_told_only_by_its_own_key(course: Course) -> None:
    make_claim(course, "P1f1")
    make_claim(course, "P1f2", retired=True)

    assert [claim.key for claim in evidence_for(course, ["P1f1"])["P1f1"].paragraph.claims] == ["P1f1"]
    assert list(evidence_for(course, ["P1f2"])) == ["P1f2"]


def test_a_link_may_lead_to_the_sentence_that_cites_the_claim(course: Course) -> None:
    make_claim(course, "P26f5")
    teach(course, "Something else.", slug="other")
    teach(course, "It works.[P26f5]", slug="india")

    links = evidence_for(course, ["P26f5"], to_lessons=True)

    assert links["P26f5"].href == "/courses/roads/lessons/india/?open=P26f5#P26f5"
    assert evidence_for(course, ["P26f5"])["P26f5"].href == "/courses/roads/sources/document-p/#P26f5"


def test_a_link_leads_to_the_section_that_teaches_the_claim_where_none_cites_it(course: Course) -> None:
    make_claim(course, "P26f5")
    section = teach(course, "It works.", slug="india")

    links = evidence_for(course, ["P26f5"], to_lessons=True)

    assert links["P26f5"].href == f"/courses/roads/lessons/india/#{section.key}"


def test_no_link_leads_to_what_students_do_not_see(course: Course) -> None:
    make_claim(course, "P26f5")
    teach(course, "It works.[P26f5]", status="draft")
    teach(course, "It works.[P26f5]", retired=True)
    Section.objects.filter(pk=teach(course, "It works.[P26f5]").pk).update(retired=True)

    links = evidence_for(course, ["P26f5"], to_lessons=True)

    assert links["P26f5"].href == "/courses/roads/sources/document-p/#P26f5"


def test_nothing_is_asked_for_no_keys(course: Course) -> None:
    with data_statements() as statements:
        assert evidence_for(course, [], to_lessons=True) == {}

    assert statements == []


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("to_lessons", "expected"), [(False, 4), (True, 5)])
def test_many_keys_need_as_many_statements_as_one(course: Course, number: int, to_lessons: bool, expected: int) -> None:
    keys = [f"P{n}f1" for n in range(1, number + 1)]
    for key in keys:
        claim = make_claim(course, key)
        claim.speakers.add(make_topic(course))
        claim.also_in.add(make_paragraph(course))
        make_section(make_lesson(course), claims=[claim], text=f"So.[{key}]")
    course = Course.objects.select_related("revision").get()

    with data_statements() as statements:
        assert len(evidence_for(course, keys, to_lessons=to_lessons)) == number

    assert len(statements) == expected


def test_a_chip_stands_for_a_paragraph_and_a_voice(course: Course) -> None:
    make_claim(course, "P1f1", kind="fact")
    make_claim(course, "P1f2", kind="author_claim")
    make_claim(course, "P1f3", kind="fact")
    make_claim(course, "P2f1", kind="fact")
    keys = ["P1f1", "P1f2", "P2f1", "P1f3", "P9f9"]

    grouped = chips(evidence_for(course, keys), keys)

    assert [[cited.key for cited in chip] for chip in grouped] == [["P1f1", "P1f3"], ["P1f2"], ["P2f1"]]


def test_chips_are_links_where_nothing_can_unfold(course: Course) -> None:
    make_claim(course, "P1f1", kind="quoted_claim")
    make_paragraph(course, "P2")

    page = PageReader(chip_links(evidence_for(course, ["P1f1", "P2"]), ["P1f1", "P2"]))

    assert page.links == ["/courses/roads/sources/document-p/#P1f1", "/courses/roads/sources/document-p/#P2"]
    assert page.text == "P1, quoted claimP2"
    assert page.nests


def test_without_evidence_there_is_no_chip(course: Course) -> None:
    assert chip_links({}, ["P1f1"]) == ""
