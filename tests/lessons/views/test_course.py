"""The table of contents of a course."""

import pytest
from django.test import Client

from lessons.models import Course
from tests.factories import (
    make_check,
    make_course,
    make_editor,
    make_enrolment,
    make_lesson,
    make_module,
    make_read,
    make_section,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADDRESS = "/courses/roads/"


@pytest.fixture
def course() -> Course:
    return make_course("roads", title="Roads & rails", description="About *roads*.", level="beginners")


def test_lessons_stand_by_module(client: Client, course: Course) -> None:
    second = make_module(course, "second", title="Second", position=2)
    first = make_module(course, "first", title="First", position=1)
    for slug, module, position in [("c", second, 1), ("b", first, 9), ("a", first, 8)]:
        make_lesson(course, slug, module=module, position=position, title=f"On {slug}", minutes=7)

    page = PageReader(client.get(ADDRESS).text)

    assert "First 8 On a 7 min 9 On b 7 min Second 1 On c 7 min" in page.text
    assert [part for part in ("Roads & rails", "About roads.", "Level: beginners") if part not in page.text] == []
    assert {"first", "second"} <= set(page.ids)
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)


def test_visitors_see_what_is_published_and_no_progress(client: Client, course: Course) -> None:
    make_lesson(course, "open", title="Open")
    make_lesson(course, "draft", title="Hidden", status="draft")
    make_lesson(course, "retired", title="Hidden", retired=True)
    make_lesson(make_course(), "elsewhere", title="Hidden")

    html = client.get(ADDRESS).text

    assert "/courses/roads/lessons/open/" in html
    assert "Hidden" not in html
    assert "not begun" not in html
    assert "<form" not in html


def test_editors_see_drafts_and_that_they_are_drafts(client: Client, course: Course) -> None:
    make_lesson(course, title="Hidden", status="draft", minutes=7)
    client.force_login(make_editor(course))

    assert "Hidden draft · 7 min" in PageReader(client.get(ADDRESS).text).text


def test_students_see_how_far_they_are(client: Client, course: Course) -> None:
    student = make_enrolment(course)
    states = {"Nothing": (0, 0), "Half": (1, 0), "All": (2, 0), "Asked": (2, 1)}
    for title, (read, checks) in states.items():
        lesson = make_lesson(course, title=title, minutes=7)
        sections = [make_section(lesson) for _ in range(2)]
        for section in sections[:read]:
            make_read(student, section)
        for _ in range(checks):
            make_check(sections[0])
    client.force_login(student.user)

    text = PageReader(client.get(ADDRESS).text).text

    told = ["Nothing not begun", "Half 1 of 2 sections", "All complete", "Asked 2 of 2 sections, 0 of 1 check"]
    assert [words for words in told if f"{words} · 7 min" not in text] == []


def test_a_course_without_lessons_says_so(client: Client, course: Course) -> None:
    assert "No lesson of this course is published yet." in client.get(ADDRESS).text


def test_there_is_no_page_without_a_course(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404


def test_only_get_and_head_are_answered(client: Client, course: Course) -> None:
    assert [client.post(ADDRESS).status_code, client.head(ADDRESS).status_code] == [405, 200]


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("enrolled", "expected"), [(False, 2), (True, 8)])
def test_many_lessons_need_as_many_statements_as_one(
    client: Client, course: Course, number: int, enrolled: bool, expected: int
) -> None:
    student = make_enrolment(course)
    for _ in range(number):
        section = make_section(make_lesson(course, module=make_module(course)))
        make_check(section)
        make_read(student, section)
    if enrolled:
        client.force_login(student.user)

    with data_statements() as statements:
        client.get(ADDRESS)

    assert len(statements) == expected
