"""A student's page of a class, and working in one class or another of the same course."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from lessons.models import Cohort, Course, Enrolment
from tests.factories import (
    make_attempt,
    make_check,
    make_cohort,
    make_course,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_quiz,
    make_section,
    make_user,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

WORK_HERE = "Work in this class"


@pytest.fixture
def course() -> Course:
    course = make_course("roads", title="Roads & rails")
    make_section(make_lesson(course, "india", title="India"), "s1")
    return course


@pytest.fixture
def student(client: Client) -> User:
    student = make_user("zarina")
    client.force_login(student)
    return student


def address(place: Enrolment) -> str:
    return f"/classes/{place.cohort_id}/"


def page(client: Client, place: Enrolment) -> PageReader:
    page = PageReader(client.get(address(place)).text)
    assert (page.repeated_ids, page.skipped_headings, page.empty_headings, page.nests) == ([], [], 0, True)
    return page


def works_in(student: User, course: Course) -> Cohort:
    current = Enrolment.objects.current(student, course)
    assert current is not None
    return current.cohort


def test_it_tells_of_the_class_and_where_to_go_on(client: Client, course: Course, student: User) -> None:
    cohort = make_cohort(course, name="11B & co", term="Autumn 2026", time_zone="Asia/Almaty")
    make_instructor(cohort, first_name="Saltanat", last_name="Rahimova")
    make_instructor(cohort, username="hamid")
    joined = datetime(2026, 9, 1, 23, 30, tzinfo=ZoneInfo("UTC"))
    place = make_enrolment(cohort=cohort, user=student, joined_at=joined)
    attempt = make_attempt(make_quiz(course, title="Actors"), enrolment=place)

    shown = page(client, place)

    assert "11B & co" in shown.text
    facts = "CourseRoads & rails TermAutumn 2026 Taught byhamid, Saltanat Rahimova You joined2 September 2026"
    assert facts in shown.text
    assert "You have completed 0 of 1 lesson." in shown.text
    assert {"/courses/roads/", "/courses/roads/lessons/india/", attempt.get_absolute_url()} <= set(shown.links)
    assert WORK_HERE not in shown.text


def test_it_is_for_the_students_of_the_class(client: Client, course: Course) -> None:
    place = make_enrolment(course)
    visitor = client.get(address(place))
    strangers = [make_user(), make_instructor(place.cohort), make_user(is_superuser=True), make_enrolment(course).user]
    statuses = []
    for stranger in strangers:
        client.force_login(stranger)
        statuses += [client.get(address(place)).status_code, client.post(address(place)).status_code]

    assert visitor.headers["Location"] == f"/accounts/login/?next={address(place)}"
    assert statuses == [404] * 8
    assert Enrolment.objects.get(pk=place.pk).chosen_at is None


def test_a_student_chooses_the_class_in_which_to_work(client: Client, course: Course, student: User) -> None:
    older = make_enrolment(course, user=student)
    newer = make_enrolment(course, user=student)
    other = make_enrolment(user=student)
    before = works_in(student, course)

    assert (WORK_HERE in page(client, older).text, WORK_HERE in page(client, newer).text) == (True, False)
    response = client.post(address(older), follow=True)

    assert f"From now on you work in the class “{older.cohort}”." in response.text
    assert (before, works_in(student, course)) == (newer.cohort, older.cohort)
    assert (WORK_HERE in page(client, older).text, WORK_HERE in page(client, newer).text) == (False, True)
    assert WORK_HERE not in page(client, other).text
    client.post("/courses/roads/lessons/india/read/", {"section": "s1"})
    assert [read.enrolment for read in older.sections_read.all()] == [older]


def test_pages_of_the_course_say_in_which_class_one_works(client: Client, course: Course, student: User) -> None:
    make_quiz(course, "actors")
    pages = ["", "lessons/india/", "quizzes/", "quizzes/actors/"]
    first = make_enrolment(cohort=make_cohort(course, name="11B"), user=student)
    alone = [client.get(f"/courses/roads/{page}").text for page in pages]
    make_enrolment(course, user=student)
    first.choose()
    of_two = [PageReader(client.get(f"/courses/roads/{page}").text) for page in pages]

    assert ["You work in the class" in text for text in alone] == [False] * 4
    assert ["You work in the class 11B." in page.text for page in of_two] == [True] * 4
    assert [address(first) in page.links for page in of_two] == [True] * 4


def test_a_class_that_has_ended_gives_way(client: Client, course: Course, student: User) -> None:
    ended = make_enrolment(course, user=student)
    running = make_enrolment(course, user=student, joined_at=timezone.now() - timedelta(days=9))
    ended.choose()
    ended.cohort.archive()

    shown = page(client, ended)

    assert works_in(student, course) == running.cohort
    assert "This class has ended." in shown.text
    assert f"What you read and answer in the course is kept in the class {running.cohort}." in shown.text
    assert WORK_HERE not in shown.text


def test_of_classes_that_have_all_ended_one_can_be_chosen(client: Client, course: Course, student: User) -> None:
    older, newer = make_enrolment(course, user=student), make_enrolment(course, user=student)
    for place in (older, newer):
        place.cohort.archive()

    assert WORK_HERE in page(client, older).text
    client.post(address(older))
    assert works_in(student, course) == older.cohort


def test_other_methods_are_refused(client: Client, course: Course, student: User) -> None:
    place = make_enrolment(course, user=student)

    assert [client.put(address(place)).status_code, client.head(address(place)).status_code] == [405, 200]


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_needs_few_statements(client: Client, course: Course, student: User, number: int) -> None:
    for _ in range(number):
        make_check(make_section(make_lesson(course)))
        make_quiz(course)
        make_enrolment(course, user=student)
    place = make_enrolment(course, user=student)
    for _ in range(number):
        make_instructor(place.cohort)

    with data_statements() as statements:
        client.get(address(place))

    assert len(statements) == 10
