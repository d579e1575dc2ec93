"""What is kept in the memory of the process, and for how long."""

import pytest

from lessons.memory import forget, kept, kept_by_revision
from lessons.models import Course
from tests.factories import make_course

pytestmark = pytest.mark.django_db


@kept_by_revision(size=10)
def made(course: Course, word: str) -> list[str]:
    return [course.title, word]


def read(course: Course) -> Course:
    """The course as the next page reads it."""
    return Course.objects.select_related("revision").get(pk=course.pk)


def test_it_is_kept_until_the_course_changes() -> None:
    course = make_course(title="Old")
    course.bump_revision()
    first = made(read(course), "word")
    Course.objects.update(title="New")

    assert made(read(course), "word") is first
    course.bump_revision()
    assert made(read(course), "word") == ["New", "word"]


def test_each_course_and_each_key_has_its_own() -> None:
    courses = [make_course(title=title) for title in ("One", "Two")]
    for course in courses:
        course.bump_revision()
    one, two = map(read, courses)

    assert [made(one, "a"), made(two, "a"), made(one, "b")] == [["One", "a"], ["Two", "a"], ["One", "b"]]


def test_of_a_course_without_a_revision_nothing_is_kept() -> None:
    course = make_course()

    assert made(course, "word") is not made(course, "word")


def test_all_is_forgotten_on_demand() -> None:
    @kept(size=1)
    def fresh(number: int) -> object:
        return object()

    first = fresh(1)
    assert fresh(1) is first
    forget()
    assert fresh(1) is not first
