"""What the rows of a course answer when they are asked in its own words."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from lessons.models import Claim, Cohort, Course, Document, Enrolment, Lesson, Paragraph, Relation, Section
from tests.factories import (
    make_claim,
    make_course,
    make_document,
    make_editor,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_module,
    make_paragraph,
    make_read,
    make_relation,
    make_section,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.fixture
def lessons(course: Course) -> list[str]:
    """One of each kind, in two courses."""
    make_lesson(course, "open")
    make_lesson(course, "draft", status="draft")
    make_lesson(course, "retired", retired=True)
    make_lesson(make_course(), "draft-elsewhere", status="draft")
    return ["open", "draft", "retired", "draft-elsewhere"]


def slugs(rows: object) -> set[str]:
    return {row.slug for row in rows}  # type: ignore[attr-defined]


def test_students_and_visitors_see_published_lessons(course: Course, lessons: list[str]) -> None:
    student = make_enrolment(course).user

    seen = [slugs(Lesson.objects.visible_to(user)) for user in (VISITOR, make_user(), student)]

    assert seen == [{"open"}] * 3
    assert slugs(Lesson.objects.published()) == {"open"}


def test_a_course_without_editors_shows_no_draft_to_visitors(course: Course, lessons: list[str]) -> None:
    assert course.editors.count() == 0
    assert slugs(Lesson.objects.visible_to(VISITOR)) == {"open"}


def test_editors_see_all_lessons_of_their_courses_once(course: Course, lessons: list[str]) -> None:
    editor = make_editor(course)
    course.editors.add(make_user(), make_user())

    seen = [lesson.slug for lesson in Lesson.objects.visible_to(editor)]

    assert sorted(seen) == ["draft", "open", "retired"]


def test_an_administrator_sees_all_lessons(lessons: list[str]) -> None:
    assert slugs(Lesson.objects.visible_to(make_user(is_superuser=True))) == set(lessons)


def test_lessons_come_by_module_and_number(course: Course) -> None:
    second, first = make_module(course, "second", position=2), make_module(course, "first", position=1)
    for slug, module, position in [("d", second, 1), ("b", first, 9), ("a", first, 3), ("c", first, 9)]:
        make_lesson(course, slug, module=module, position=position)

    assert [lesson.slug for lesson in Lesson.objects.filter(course=course).in_order()] == ["a", "b", "c", "d"]


def test_sections_in_published_lessons(course: Course) -> None:
    section = make_section(make_lesson(course))
    make_section(make_lesson(course, status="draft"))
    make_section(make_lesson(course, retired=True))

    assert list(Section.objects.in_published_lessons()) == [section]


def test_documents_count_what_is_in_the_course(course: Course) -> None:
    document, empty = make_document(course, "P"), make_document(course, "Q")
    for key in ("P1f1", "P1f2", "P2f1"):
        make_claim(course, key)
    make_claim(course, "P1f3", retired=True)
    make_claim(course, "P3f1", paragraph=make_paragraph(course, "P3", retired=True))

    counts = {row.letter: (row.paragraph_count, row.claim_count) for row in Document.objects.with_counts()}

    assert counts == {document.letter: (2, 3), empty.letter: (0, 0)}


def test_paragraphs_bring_the_claims_that_they_decide(course: Course) -> None:
    claim = make_claim(course, "P1f1")
    make_claim(course, "P1f2", retired=True)
    make_claim(course, "P2f1").also_in.add(claim.paragraph)

    paragraph = Paragraph.objects.with_claims().get(label="P1")

    assert paragraph.own_claims == [claim]


def test_claims_bring_their_evidence(course: Course) -> None:
    author = make_topic(course)
    make_claim(course, "P1f1").speakers.add(author)

    [claim] = Claim.objects.with_evidence()

    assert (claim.paragraph.document.letter, list(claim.speakers.all())) == ("P", [author])


def test_relations_are_about_both_of_their_topics(course: Course) -> None:
    china, road, port = (make_topic(course, slug) for slug in ("china", "road", "port"))
    builds = make_relation(china, road)
    leads_to = make_relation(road, port)
    make_relation(china, port)

    assert list(Relation.objects.about(road)) == [builds, leads_to]


def test_relations_to_what_is_retired_are_left_out(course: Course) -> None:
    road, gone = make_topic(course), make_topic(course, retired=True)
    make_relation(road, gone)
    make_relation(gone, road)

    assert list(Relation.objects.about(road)) == []


def test_work_hangs_on_a_running_class_then_on_the_one_chosen_last(course: Course) -> None:
    student = make_user()
    first, second, third = (make_enrolment(course, user=student) for _ in range(3))
    found = [Enrolment.objects.current(student, course)]
    first.choose()
    found.append(Enrolment.objects.current(student, course))
    first.cohort.archive()
    found.append(Enrolment.objects.current(student, course))
    third.cohort.archive()
    second.cohort.archive()
    found.append(Enrolment.objects.current(student, course))

    assert found == [third, first, third, first]


def test_a_place_knows_whether_it_is_one_of_several_in_the_course(course: Course) -> None:
    student = make_user()
    known = []
    for _ in range(3):
        make_enrolment(course, user=student)
        current = Enrolment.objects.current(student, course)
        assert current is not None
        known.append(current.one_of_several)
        make_enrolment(make_course(), user=student)

    assert known == [False, True, True]


def test_work_hangs_on_the_newest_place_in_a_course(course: Course) -> None:
    student = make_user()
    now = timezone.now()
    new = make_enrolment(course, user=student, joined_at=now)
    make_enrolment(course, user=student, joined_at=now - timedelta(days=400))
    make_enrolment(make_course(), user=student, joined_at=now + timedelta(days=1))
    make_enrolment(cohort=new.cohort, joined_at=now + timedelta(days=1))

    assert Enrolment.objects.current(student, course) == new


def test_of_places_as_old_as_each_other_one_is_current(course: Course) -> None:
    student, now = make_user(), timezone.now()
    places = [make_enrolment(course, user=student, joined_at=now) for _ in range(2)]

    assert Enrolment.objects.current(student, course) == places[1]


def test_a_stranger_has_no_place(course: Course) -> None:
    make_enrolment(course)

    assert [Enrolment.objects.current(user, course) for user in (VISITOR, make_user())] == [None, None]


def test_classes_and_places_belong_to_those_who_teach_them(course: Course) -> None:
    place, other = make_enrolment(course), make_enrolment(course)
    instructor = make_instructor(place.cohort)
    administrator = make_user(is_superuser=True)

    for user, places in [(instructor, {place}), (administrator, {place, other}), (VISITOR, set()), (place.user, set())]:
        assert set(Enrolment.objects.taught_by(user)) == places
        assert set(Cohort.objects.taught_by(user)) == {row.cohort for row in places}


def test_what_has_been_read_of_a_lesson(course: Course) -> None:
    student = make_enrolment(course)
    lesson = make_lesson(course)
    section, unread = make_section(lesson), make_section(lesson)
    make_read(student, section)
    make_read(student, make_section(make_lesson(course)))
    make_read(make_enrolment(cohort=student.cohort), unread)

    assert student.sections_read.in_lesson(lesson) == {section.pk}


def test_courses_count_their_published_lessons() -> None:
    full = make_course("full")
    for _ in range(2):
        make_lesson(full)
    make_lesson(full, status="draft")
    make_lesson(full, retired=True)
    make_lesson(make_course("draft"), status="draft")
    make_course("empty")

    assert [(row.slug, row.lesson_count) for row in Course.objects.with_published_lessons()] == [("full", 2)]


def test_every_change_has_its_own_revision(course: Course) -> None:
    other = make_course()
    numbers = [course.revision_number]
    for _ in range(3):
        course.bump_revision()
        numbers.append(Course.objects.select_related("revision").get(pk=course.pk).revision_number)

    assert len(set(numbers)) == 4
    assert Course.objects.get(pk=other.pk).revision_number == 0
