"""What was read before there was a place to note it."""

import json
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.utils import timezone

from lessons.models import Course, Enrolment, SectionRead
from lessons.visitor_reads import forget, keep, kept, read_brought, take_over
from tests.factories import make_cohort, make_course, make_enrolment, make_lesson, make_read, make_section, make_user
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    """Sections s1 to s3 can be read by everybody."""
    course = make_course("roads")
    lesson = make_lesson(course)
    for key in ("s1", "s2", "s3"):
        make_section(lesson, key)
    make_section(lesson, "gone", retired=True)
    make_section(make_lesson(course, status="draft"), "draft")
    make_section(make_lesson(course, retired=True), "old")
    return course


def read(enrolment: Enrolment) -> set[str]:
    return set(enrolment.sections_read.values_list("section__key", flat=True))


def take(enrolment: Enrolment, keys: Iterable[str], course: str = "roads") -> dict[str, int]:
    return take_over(user=enrolment.user, reads={course: keys})


def test_what_was_read_becomes_the_students(course: Course) -> None:
    student = make_enrolment(course)

    assert take(student, ["s1", "s2", "s1"]) == {"roads": 2}
    assert read(student) == {"s1", "s2"}


def test_only_sections_that_the_public_can_read_are_taken(course: Course) -> None:
    student = make_enrolment(course)
    make_section(make_lesson(make_course("seas")), "elsewhere")

    assert take(student, ["gone", "draft", "old", "elsewhere", "nonsense", ""]) == {}
    assert read(student) == set()


def test_what_is_noted_already_stays_as_it_is(course: Course) -> None:
    student = make_enrolment(course)
    before = timezone.now() - timedelta(days=9)
    make_read(student, course.section_set.get(key="s1"), read_at=before)

    assert take(student, ["s1", "s2"]) == {"roads": 2}
    assert SectionRead.objects.get(section__key="s1").read_at == before
    assert read(student) == {"s1", "s2"}


def test_it_goes_to_the_class_where_the_student_works(course: Course) -> None:
    first = make_enrolment(course)
    second = make_enrolment(course, user=first.user)
    first.choose()
    make_enrolment(cohort=first.cohort)

    take(first, ["s1"])

    assert (read(first), read(second)) == ({"s1"}, set())
    assert SectionRead.objects.count() == 1


def test_a_course_without_a_class_of_the_user_is_left_out(course: Course) -> None:
    stranger = make_user()

    assert take_over(user=stranger, reads={"roads": ["s1"], "none": ["s1"]}) == {}
    assert not SectionRead.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_many_sections_need_as_many_statements_as_one(number: int) -> None:
    course = make_course("roads")
    lesson = make_lesson(course)
    keys = [make_section(lesson).key for _ in range(number)]
    student = make_enrolment(cohort=make_cohort(course))

    with data_statements() as statements:
        take(student, keys)

    assert len(statements) == 3


def test_without_reads_the_database_is_not_asked() -> None:
    user = make_user()

    with data_statements() as statements:
        take_over(user=user, reads={})

    assert statements == []


def test_a_browser_brings_its_sections_by_course() -> None:
    assert read_brought('{"roads": ["s1", "s2"], "seas": []}') == {"roads": ["s1", "s2"], "seas": []}


@pytest.mark.parametrize(
    "text",
    [
        *("", "nonsense", "[]", '"roads"', '{"roads": "s1"}', '{"roads": [1]}', '{"roads": [null]}', "[" * 9999),
        *('{"roads": ["s\\u0000"]}', '{"ro ads": ["s1"]}', json.dumps({"roads": ["s" * 41]})),
        *(json.dumps({"roads": ["s1"] * 1001}), json.dumps({"roads": ["s" * 40] * 1000, "seas": ["s" * 40] * 1000})),
    ],
)
def test_nonsense_is_nothing(text: str) -> None:
    assert read_brought(text) == {}


def test_a_session_keeps_sections_once_and_forgets_by_course(course: Course) -> None:
    session = SessionStore()
    lesson = course.lesson_set.get(retired=False, status="published")
    seas = make_lesson(make_course("seas"))
    make_section(seas, "t1")

    for key in ("s1", "s2", "s1", "gone", "t1", "nonsense", "s\x00", ""):
        keep(session, lesson, key)
    keep(session, seas, "t1")
    before = kept(session)
    forget(session, ["roads"])
    after = kept(session)
    forget(session, ["seas", "none"])

    assert before == {"roads": ["s1", "s2"], "seas": ["t1"]}
    assert after == {"seas": ["t1"]}
    assert list(session.keys()) == []


def test_a_session_keeps_nothing_of_a_draft(course: Course) -> None:
    session = SessionStore()
    keep(session, course.lesson_set.get(status="draft"), "draft")

    assert kept(session) == {}
