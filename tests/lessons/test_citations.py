"""The rows that say which paragraphs a section cites follow from its text."""

import pytest

from lessons.citations import write_citations, write_citations_of
from lessons.models import Course, Section
from tests.factories import make_claim, make_course, make_lesson, make_paragraph, make_section
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    course = make_course()
    for label in ("P1", "P2", "P3"):
        make_claim(course, f"{label}f1", paragraph=make_paragraph(course, label))
    return course


def cited(section: Section) -> list[str]:
    return list(section.paragraphs.values_list("label", flat=True))


def test_claims_and_paragraphs_are_cited_by_their_keys(course: Course) -> None:
    first = make_section(make_lesson(course), text="One.[P2f1] Two.[P1 P2] [P9f1] [NATO]")
    second = make_section(make_lesson(course), text="None.")

    write_citations(course)

    assert (cited(first), cited(second)) == (["P1", "P2"], [])


def test_what_the_text_no_longer_cites_is_taken_away(course: Course) -> None:
    section = make_section(make_lesson(course), text="Now.[P3f1]")
    section.paragraphs.set(course.paragraph_set.filter(label__in=["P1", "P3"]))

    write_citations(course)

    assert cited(section) == ["P3"]


def test_paragraphs_of_other_courses_are_left_alone(course: Course) -> None:
    other = make_course()
    make_paragraph(other, "P1")
    section = make_section(make_lesson(other), text="One.[P1]")
    ours = make_section(make_lesson(course), text="One.[P1]")

    write_citations(course)

    assert (cited(section), cited(ours)) == ([], ["P1"])
    assert ours.paragraphs.get().course == course


def test_one_section_can_be_written_alone(course: Course) -> None:
    lesson = make_lesson(course)
    sections = [make_section(lesson, text="Now.[P3f1]") for _ in range(2)]
    sections[0].paragraphs.set(course.paragraph_set.filter(label="P1"))

    write_citations_of(sections[0])

    assert [cited(section) for section in sections] == [["P3"], []]


@pytest.mark.parametrize("number", [1, 30])
def test_a_course_needs_as_many_statements_for_many_sections(course: Course, number: int) -> None:
    lesson = make_lesson(course)
    for _ in range(number):
        make_section(lesson, text="One.[P1] Two.[P2f1]")

    with data_statements() as first:
        write_citations(course)
    with data_statements() as second:
        write_citations(course)

    assert (len(first), len(second)) == (5, 4)
    assert [statement for statement in second if not statement.startswith("SELECT")] == []
