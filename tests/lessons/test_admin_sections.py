"""Editing the text of a section: what it cites exists, and the rows of its citations follow it."""

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Section
from tests.desk import errors, save
from tests.factories import (
    make_claim,
    make_course,
    make_editor,
    make_lesson,
    make_note,
    make_paragraph,
    make_section,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(client: Client) -> Section:
    course = make_course()
    client.force_login(make_editor(course))
    return make_section(make_lesson(course))


def edit(client: Client, section: Section, text: str) -> dict[str, list[str]]:
    return errors(save(client, reverse("admin:lessons_section_change", args=[section.pk]), text=text))


def test_citations_follow_the_text(client: Client, section: Section) -> None:
    make_claim(section.course, "P24f1")
    make_paragraph(section.course, "P7")

    assert edit(client, section, "India needs a way.[P24f1]\nIt is long.[P7]") == {}
    assert sorted(paragraph.label for paragraph in section.paragraphs.all()) == ["P24", "P7"]

    assert edit(client, section, "It is long.[P7]") == {}
    assert [paragraph.label for paragraph in section.paragraphs.all()] == ["P7"]


def test_topics_and_notes_may_be_named(client: Client, section: Section) -> None:
    make_topic(section.course, "farkhor-base")
    make_note(section.course, "EN10")

    assert edit(client, section, "At [[farkhor-base|the base]] it began.\n\n::note EN10") == {}


def test_what_the_course_does_not_have_is_named(client: Client, section: Section) -> None:
    elsewhere = make_course()
    make_claim(elsewhere, "P24f9")
    make_topic(elsewhere, "farkhor-base")
    make_note(elsewhere, "EN10")

    found = edit(client, section, "So it is.[P24f9 P24]\n\n[[farkhor-base|Here]]\n\n::note EN10")

    assert found == {"text": ["This course does not have [P24f9], [P24], [[farkhor-base]], ::note EN10."]}


def test_a_text_is_spelled_one_way(client: Client, section: Section) -> None:
    edit(client, section, "One line. \r\nNext\tline.\r\n\r\n")

    section.refresh_from_db()
    assert section.text == "One line.\nNext    line."
