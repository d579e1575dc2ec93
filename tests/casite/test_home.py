"""The first page: where students go on, what instructors teach, and the courses for everybody."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.models import Course, Enrolment
from tests.factories import (
    make_attempt,
    make_check,
    make_check_answer,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_objection,
    make_quiz,
    make_read,
    make_section,
    make_user,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


def home(client: Client, user: User | None = None) -> PageReader:
    if user:
        client.force_login(user)
    page = PageReader(client.get("/").text)
    assert (page.repeated_ids, page.skipped_headings, page.empty_headings, page.nests) == ([], [], 0, True)
    return page


def statements(client: Client, user: User | None = None) -> int:
    if user:
        client.force_login(user)
    with data_statements() as found:
        client.get("/")
    return len(found)


def make_full_course(number: int) -> Course:
    course = make_course()
    for _ in range(number):
        make_check(make_section(make_lesson(course)))
        make_quiz(course)
    return course


def do_everything(enrolment: Enrolment) -> Enrolment:
    course = enrolment.cohort.course
    for section in course.section_set.all():
        make_read(enrolment, section)
        make_check_answer(enrolment, section.checks.get())
    for quiz in course.quiz_set.all():
        attempt = make_closed_attempt(quiz, enrolment=enrolment)
        make_objection(attempt.responses.first(), state="answered")
        make_attempt(quiz, enrolment=enrolment)
    return enrolment


def test_a_visitor_sees_the_courses_that_have_something_to_read(client: Client) -> None:
    for number, title in enumerate(("Roads & rails", "Seas")):
        course = make_course(f"course-{number}", title=title, summary=f"About {title}.")
        for _ in range(number + 1):
            make_lesson(course)
    make_lesson(make_course(title="Hidden"), status="draft")

    response = client.get("/")
    page = home(client)

    assert [link for link in page.links if link.startswith("/courses/")] == ["/courses/course-0/", "/courses/course-1/"]
    assert "Roads & rails About Roads & rails. 1 lesson to read" in page.text
    assert "Seas About Seas. 2 lessons to read" in page.text
    assert "Courses that show their evidence" in page.text
    assert "Hidden" not in page.text
    assert ("<form" in response.text, response.cookies) == (False, {})


def test_a_site_without_courses_says_so(client: Client) -> None:
    assert "No course is published here yet." in home(client).text


def test_a_student_sees_where_to_go_on(client: Client) -> None:
    course = make_course("roads", title="Roads")
    student = make_enrolment(cohort=make_cohort(course, name="Class of spring"))
    for title, read in [("Done", True), ("Open", False)]:
        section = make_section(make_lesson(course, title.lower(), title=title))
        if read:
            make_read(student, section)
    attempt = make_attempt(make_quiz(course, title="Actors"), enrolment=student)

    page = home(client, student.user)

    assert "Class of spring" in page.text
    assert "You have completed 1 of 2 lessons." in page.text
    assert "/courses/roads/lessons/open/" in page.links
    assert "/courses/roads/lessons/done/" not in page.links
    assert attempt.get_absolute_url() in page.links
    assert "Go on with the quiz “Actors”" in page.text


def test_a_student_is_called_by_first_name_or_user_name(client: Client) -> None:
    for user, name in [(make_user("zy"), "zy"), (make_user("zarina", first_name="Zarina & co"), "Zarina & co")]:
        make_enrolment(user=user)
        assert f"Good to see you, {name}" in home(client, user).text


def test_a_student_in_two_classes_goes_on_in_the_newer_one(client: Client) -> None:
    student = make_user()
    for slug in ("old", "new"):
        course = make_course(slug)
        make_lesson(course, f"lesson-{slug}")
        make_enrolment(cohort=make_cohort(course, name=f"Class {slug}"), user=student)

    page = home(client, student)

    assert "/courses/new/lessons/lesson-new/" in page.links
    assert page.text.index("Class new") < page.text.index("Class old")
    assert "/courses/old/" in page.links


def test_work_goes_on_in_the_class_that_was_chosen_last(client: Client) -> None:
    older = make_enrolment(cohort=make_cohort(name="Older"))
    make_enrolment(cohort=make_cohort(name="Newer"), user=older.user)
    older.choose()

    page = home(client, older.user)

    assert page.text.index("Older") < page.text.index("You are also in") < page.text.index("Newer")
    assert {f"/classes/{place.cohort_id}/" for place in older.user.enrolments.all()} <= set(page.links)


def test_classes_that_have_ended_stand_apart(client: Client) -> None:
    course = make_course("roads")
    make_lesson(course, "india")
    place = make_enrolment(cohort=make_cohort(course, name="Old", term="Spring 2025"))
    place.cohort.archive()
    instructor = make_instructor(place.cohort, make_cohort(course, name="New"))

    of_student, of_instructor = home(client, place.user), home(client, instructor)

    assert "Good to see you" in of_student.text
    assert "Classes that have ended Old, Spring 2025" in of_student.text
    assert "/courses/roads/lessons/india/" not in of_student.links
    assert ("New" in of_instructor.text, "Old" in of_instructor.text) == (True, False)


def test_a_student_does_not_see_what_others_do(client: Client) -> None:
    student = make_enrolment()
    other = make_enrolment(cohort=student.cohort)
    make_lesson(student.cohort.course)
    make_attempt(make_quiz(student.cohort.course, title="Actors"), enrolment=other)

    page = home(client, student.user)

    assert "You have completed 0 of 1 lesson." in page.text
    assert "Go on with the quiz" not in page.text


def test_a_student_hears_of_decisions_for_a_fortnight(client: Client) -> None:
    student = make_enrolment()
    quiz = make_quiz(student.cohort.course, title="Actors", questions=5)
    responses = list(make_closed_attempt(quiz, enrolment=student).responses.all())
    now = timezone.now()
    accepted, closed = make_objection(responses[0], state="accepted"), make_objection(responses[1], state="closed")
    make_objection(responses[2], state="answered", decided_at=now - timedelta(days=15))
    make_objection(responses[3])
    make_objection(make_closed_attempt(quiz).responses.get(position=5), state="answered")

    page = home(client, student.user)

    assert "Objections of yours have been answered Item 2 of “Actors”: closed" in page.text
    assert [link for link in page.links if "/object/" in link] == [
        closed.get_absolute_url(),
        accepted.get_absolute_url(),
    ]


def test_the_first_page_writes_nothing(client: Client) -> None:
    student = make_enrolment()
    make_objection(
        make_closed_attempt(make_quiz(student.cohort.course), enrolment=student).responses.first(), state="closed"
    )
    client.force_login(student.user)

    with data_statements() as found:
        text = client.get("/").text

    assert "An objection of yours has been answered" in text
    assert [statement for statement in found if not statement.startswith("SELECT")] == []


def test_an_instructor_sees_only_own_classes(client: Client) -> None:
    own, other = make_cohort(name="Own class"), make_cohort(name="Other class")

    page = home(client, make_instructor(own))

    assert reverse("admin:progress_class", args=[own.pk]) in page.links
    assert "Own class" in page.text
    assert reverse("admin:progress_class", args=[other.pk]) not in page.links
    assert "Other class" not in page.text


def test_an_instructor_who_may_not_enter_the_desk_is_not_led_there(client: Client) -> None:
    cohort = make_cohort(name="Own class")
    user = make_user()
    user.taught_cohorts.add(cohort)

    assert "Own class" not in home(client, user).text


def test_only_get_and_head_are_answered(client: Client) -> None:
    assert [client.post("/").status_code, client.head("/").status_code] == [405, 200]


@pytest.mark.parametrize("number", [1, 30])
def test_a_visitors_page_needs_few_statements(client: Client, number: int) -> None:
    for _ in range(number):
        make_lesson(make_course())

    assert statements(client) == 2


@pytest.mark.parametrize("number", [1, 30])
def test_a_students_page_needs_few_statements(client: Client, number: int) -> None:
    student = do_everything(make_enrolment(make_full_course(number)))

    assert statements(client, student.user) == 12


@pytest.mark.parametrize("number", [2, 5])
def test_more_classes_need_no_more_statements(client: Client, number: int) -> None:
    student = make_user()
    for _ in range(number):
        do_everything(make_enrolment(make_full_course(2), user=student))

    assert statements(client, student) == 12


@pytest.mark.parametrize("number", [1, 30])
def test_an_instructors_page_needs_few_statements(client: Client, number: int) -> None:
    instructor = make_instructor(*(make_cohort() for _ in range(number)))
    do_everything(make_enrolment(make_full_course(number), user=instructor))

    assert statements(client, instructor) == 13
