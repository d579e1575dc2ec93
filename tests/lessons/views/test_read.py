"""The button at the end of a section."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lessons.models import Enrolment, Lesson, SectionRead
from tests.factories import make_course, make_enrolment, make_lesson, make_section, make_user
from tests.quizzes.question_types.browser import form_post
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> Lesson:
    lesson = make_lesson(make_course("roads"), "india")
    for position, key in [(1, "s1"), (2, "s2"), (3, "gone"), (4, "s3")]:
        make_section(lesson, key, position=position, retired=key == "gone")
    return lesson


@pytest.fixture
def student(lesson: Lesson, client: Client) -> Enrolment:
    enrolment = make_enrolment(lesson.course)
    client.force_login(enrolment.user)
    return enrolment


def post(client: Client, lesson: Lesson, section: str, **headers: str) -> HttpResponse:
    address = reverse("lessons:read", args=[lesson.course.slug, lesson.slug])
    return client.post(address, {"section": section}, headers=headers)


def read(enrolment: Enrolment) -> list[str]:
    return sorted(enrolment.sections_read.values_list("section__key", flat=True))


@pytest.mark.parametrize(("key", "anchor"), [("s1", "s2"), ("s2", "s3"), ("s3", "end")])
def test_a_section_is_read_and_reading_goes_on(
    client: Client, lesson: Lesson, student: Enrolment, key: str, anchor: str
) -> None:
    response = post(client, lesson, key)

    assert (response.status_code, response.headers["Location"]) == (302, f"/courses/roads/lessons/india/#{anchor}")
    assert read(student) == [key]


def test_a_script_gets_no_page_back(client: Client, lesson: Lesson, student: Enrolment) -> None:
    response = post(client, lesson, "s1", x_requested_with="fetch")

    assert (response.status_code, response.content) == (204, b"")
    assert read(student) == ["s1"]


def test_a_section_is_read_once(client: Client, lesson: Lesson, student: Enrolment) -> None:
    post(client, lesson, "s1")
    first = student.sections_read.get()

    assert post(client, lesson, "s1").headers["Location"] == "/courses/roads/lessons/india/#s2"
    assert [(row.pk, row.read_at) for row in student.sections_read.all()] == [(first.pk, first.read_at)]


def test_the_form_on_the_page_is_what_the_view_takes(client: Client, lesson: Lesson, student: Enrolment) -> None:
    html = client.get(lesson.get_absolute_url()).text
    form = html[html.index("<form") : html.index("</form>")]

    client.post(reverse("lessons:read", args=["roads", "india"]), form_post(form).dict())

    assert read(student) == ["s1"]
    assert f'action="{reverse("lessons:read", args=["roads", "india"])}"' in form


@pytest.mark.parametrize("key", ["", "nonsense", "gone", "other", "elsewhere", "s1\x00"])
def test_only_sections_of_the_lesson_are_read(client: Client, lesson: Lesson, student: Enrolment, key: str) -> None:
    make_section(make_lesson(lesson.course), "other")
    make_section(make_lesson(make_course()), "elsewhere")

    assert post(client, lesson, key).status_code == 404
    assert SectionRead.objects.count() == 0


def test_a_section_without_key_is_not_read(client: Client, lesson: Lesson, student: Enrolment) -> None:
    assert client.post(reverse("lessons:read", args=["roads", "india"])).status_code == 404


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"retired": True}])
def test_only_published_lessons_are_read(
    client: Client, lesson: Lesson, student: Enrolment, fields: dict[str, object]
) -> None:
    hidden = make_lesson(lesson.course, **fields)
    make_section(hidden, "hidden")

    assert post(client, hidden, "hidden").status_code == 404


def test_a_visitor_is_asked_to_log_in_and_comes_back_to_the_lesson(client: Client, lesson: Lesson) -> None:
    response = post(client, lesson, "s1")

    assert response.headers["Location"] == "/accounts/login/?next=/courses/roads/lessons/india/"
    assert SectionRead.objects.count() == 0


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_stranger_reads_nothing(client: Client, lesson: Lesson, elsewhere: bool) -> None:
    client.force_login(make_enrolment(make_course()).user if elsewhere else make_user())

    assert post(client, lesson, "s1").status_code == 404
    assert SectionRead.objects.count() == 0


def test_a_student_in_two_classes_reads_in_the_newer_one(client: Client, lesson: Lesson, student: Enrolment) -> None:
    newer = make_enrolment(lesson.course, user=student.user)

    post(client, lesson, "s1")

    assert (read(student), read(newer)) == ([], ["s1"])


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_is_answered(client: Client, lesson: Lesson, student: Enrolment, method: str) -> None:
    assert getattr(client, method)(reverse("lessons:read", args=["roads", "india"])).status_code == 405


def test_a_form_from_elsewhere_is_refused(lesson: Lesson, student: Enrolment) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(student.user)

    assert post(strict, lesson, "s1").status_code == 403


@pytest.mark.parametrize("number", [1, 30])
def test_reading_needs_few_statements(client: Client, student: Enrolment, lesson: Lesson, number: int) -> None:
    for _ in range(number):
        make_section(lesson)

    with data_statements() as statements:
        post(client, lesson, "s1")

    assert len(statements) == 8
