"""What somebody has read before there was a place to note it: kept by their browser, and taken over into a class.

With JavaScript the browser keeps the keys of sections by course in its local storage and forms bring them along;
without it a button of the page of checks has them kept in the session.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated

from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from lessons.models import Enrolment, Lesson, Section, SectionRead

KEPT = "sections read by a visitor"
MOST_TEXT = 64 * 1024
"""The letters that a form may bring along; some thousand sections."""

Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
Keys = Annotated[list[Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,40}$")]], Field(max_length=1000)]
READS: TypeAdapter[dict[str, list[str]]] = TypeAdapter(Annotated[dict[Slug, Keys], Field(max_length=100)])


def read_brought(text: str) -> dict[str, list[str]]:
    """What a form brought along, by course; what nobody can read is nothing."""
    try:
        return READS.validate_json(text) if len(text) <= MOST_TEXT else {}
    except ValidationError:
        return {}


def kept(session: SessionBase) -> dict[str, list[str]]:
    found: dict[str, list[str]] = session.get(KEPT, {})
    return found


def keep(session: SessionBase, lesson: Lesson, key: str) -> None:
    """Note in the session that a section of a lesson has been read; one that the lesson does not have is ignored."""
    sections = lesson.sections.current().in_published_lessons()
    known, read = kept(session), kept(session).get(lesson.course.slug, [])
    if "\x00" not in key and key not in read and sections.filter(key=key).exists():
        session[KEPT] = {**known, lesson.course.slug: [*read, key]}


def forget(session: SessionBase, courses: Iterable[str]) -> None:
    known = kept(session)
    if left := {course: keys for course, keys in known.items() if course not in set(courses)}:
        session[KEPT] = left
    else:
        session.pop(KEPT, None)


def take_over(*, user: User, reads: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Note what was read in the classes where the user works now; by course, how many sections that were.

    Courses without a class of the user are left out. Only sections that the public can read count, and what is
    noted already stays as it is.
    """
    taken = {}
    for course, enrolment in places(user, reads).items():
        public = Section.objects.current().in_published_lessons()
        sections = list(public.filter(course=enrolment.cohort.course_id, key__in=set(reads[course])))
        rows = [SectionRead(enrolment=enrolment, section=section) for section in sections]
        SectionRead.objects.bulk_create(rows, ignore_conflicts=True)
        if sections:
            taken[course] = len(sections)
    return taken


def places(user: User, courses: Iterable[str]) -> dict[str, Enrolment]:
    """By the slug of the course, the place of the user on which work hangs."""
    slugs = set(courses)
    enrolments = Enrolment.objects.for_user(user).filter(cohort__course__slug__in=slugs)
    found: dict[str, Enrolment] = {}
    for enrolment in enrolments.select_related("cohort__course").last_chosen_first() if slugs else ():
        found.setdefault(enrolment.cohort.course.slug, enrolment)
    return found
