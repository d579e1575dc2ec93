"""The demo class: made once, for those who try the site, and never beside real students."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from casite.demo import CLASS_NAME, CLASSMATES, PASSWORD, RealStudents, make_demo
from casite.loading import load
from lessons.models import Cohort, Course, Enrolment, SectionRead
from quizzes.models import Answer, Attempt, Objection, Response
from tests.course_folder import whole_database
from tests.factories import (
    make_check,
    make_course,
    make_draw,
    make_enrolment,
    make_lesson,
    make_quiz,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def development() -> Iterator[None]:
    with override_settings(DEBUG=True):
        yield


@pytest.fixture
def course() -> Course:
    """Three lessons and three quizzes, so that diligence makes a difference."""
    course = make_course("roads")
    for _ in range(3):
        lesson = make_lesson(course)
        for _ in range(4):
            make_check(make_section(lesson))
        make_quiz(course)
    make_section(make_lesson(course, status="draft"))
    make_quiz(course, status="draft")
    return course


def run(course: str) -> str:
    out = StringIO()
    call_command("demo", course, stdout=out)
    return out.getvalue()


def test_the_accounts_log_in_with_the_printed_password(course: Course, client: Client) -> None:
    make_demo(course)

    sees = {}
    for name in ("admin", "instructor", "student"):
        client.post("/accounts/login/", {"username": name, "password": PASSWORD})
        sees[name] = (client.get("/").status_code, client.get("/admin/").status_code)
        client.post("/accounts/logout/")
    assert sees == {"admin": (200, 200), "instructor": (200, 200), "student": (200, 302)}


def test_accounts_have_their_rights(course: Course) -> None:
    cohort = make_demo(course)

    rights = {
        user.username: (user.is_staff, user.is_superuser)
        for user in User.objects.filter(username__in=["admin", "instructor", "student"])
    }
    assert rights == {"admin": (True, True), "instructor": (True, False), "student": (False, False)}
    instructor = User.objects.get(username="instructor")
    assert (list(cohort.instructors.all()), list(course.editors.all())) == ([instructor], [instructor])


def test_classmates_are_simulated_and_cannot_log_in(course: Course) -> None:
    cohort = make_demo(course)

    assert (cohort.name, cohort.course, cohort.enrolments.count()) == (CLASS_NAME, course, len(CLASSMATES) + 1)
    assert not Enrolment.objects.filter(simulated=False).exists()
    classmates = User.objects.filter(username__startswith="demo-")
    assert len(classmates) == len(CLASSMATES)
    assert [user for user in classmates if user.has_usable_password() and user.password] == []


def test_classmates_read_answer_and_take_quizzes(course: Course) -> None:
    cohort = make_demo(course)

    student = cohort.enrolments.get(user__username="student")
    assert (student.sections_read.count(), student.attempts.count()) == (0, 0)
    quizzes = Attempt.objects.filter(kind="quiz")
    assert 0 < quizzes.count() < 3 * len(CLASSMATES)
    assert not quizzes.filter(closed_at=None).exists()
    assert 0 < SectionRead.objects.count() < 12 * len(CLASSMATES)
    fractions = {*Response.objects.exclude(fraction=None).values_list("fraction", flat=True)}
    assert fractions == {0, 1}
    assert Answer.objects.exclude(certainty="").exists()


def test_two_classmates_object_to_what_they_got_wrong(course: Course) -> None:
    make_demo(course)

    objections = list(Objection.objects.select_related("response__attempt", "response__version"))
    assert [(objection.state, objection.response.fraction) for objection in objections] == [("open", 0)] * 2
    assert len({objection.response.attempt.enrolment_id for objection in objections}) == 2
    assert len({objection.response.version.question_id for objection in objections}) == 2
    for objection in objections:
        given = objection.response.version.content.describe(objection.response.value)
        assert f"“{given}”" in objection.reason


def test_nothing_that_is_not_published_is_read_or_taken(course: Course) -> None:
    make_demo(course)

    assert not SectionRead.objects.exclude(section__lesson__status="published").exists()
    assert not Attempt.objects.filter(kind="quiz").exclude(quiz__status="published").exists()


def test_two_machines_make_the_same_class(course: Course) -> None:
    made = []
    for _ in range(2):
        cohort = make_demo(course)
        marks = cohort.enrolments.order_by("user__username").values_list(
            "user__username", "attempts__quiz__slug", "attempts__responses__fraction"
        )
        made.append(sorted(map(str, marks)))
        cohort.delete()

    assert made[0] == made[1]


def test_a_drawn_quiz_is_dealt_alike_on_two_machines(course: Course) -> None:
    make_draw(make_quiz(course, questions=0), 3)
    made = []
    for _ in range(2):
        cohort = make_demo(course)
        rows = Response.objects.filter(item__draw=3).order_by("attempt__enrolment__user__username", "position")
        made.append(list(rows.values_list("version__question", "option_order", "fraction")))
        cohort.delete()

    assert made[0] == made[1]
    assert len({question for question, _order, _fraction in made[0]}) > 3


def test_a_second_run_changes_nothing_and_logs_nobody_out(course: Course, client: Client) -> None:
    first = make_demo(course)
    client.post("/accounts/login/", {"username": "student", "password": PASSWORD})
    before = whole_database()

    assert make_demo(course) == first
    assert whole_database() == before
    assert client.get("/accounts/").status_code == 200


def test_an_account_that_exists_keeps_its_password(course: Course) -> None:
    make_user("student", password="my own")

    make_demo(course)

    assert User.objects.get(username="student").check_password("my own")


def test_no_demo_class_is_made_beside_real_students(course: Course) -> None:
    make_enrolment()
    before = whole_database()

    with pytest.raises(RealStudents):
        make_demo(course)
    assert whole_database() == before


def test_real_students_may_join_a_demo_class(course: Course) -> None:
    cohort = make_demo(course)
    make_enrolment(cohort=cohort)

    assert make_demo(course) == cohort


def test_the_real_course_has_a_demo_class(real_course: Course, development: None) -> None:
    assert run(real_course.slug) == "Demo class: 13 students.\n"
    assert Attempt.objects.filter(kind="quiz", closed_at=None).count() == 0


def test_the_command_says_what_it_made(folder: Path, development: None) -> None:
    load(folder)

    assert [run("tiny"), run("tiny")] == ["Demo class: 13 students.\n"] * 2


def test_the_command_needs_a_course(development: None) -> None:
    with pytest.raises(CommandError, match="There is no course “none”"):
        run("none")


def test_the_command_refuses_beside_real_students(course: Course, development: None) -> None:
    make_enrolment(course)

    with pytest.raises(CommandError, match="Real students are enrolled here"):
        run("roads")
    assert not Cohort.objects.filter(name=CLASS_NAME).exists()


def test_the_command_refuses_outside_debug(course: Course) -> None:
    with pytest.raises(CommandError, match="only with DEBUG=on"):
        run("roads")
    assert (Cohort.objects.count(), User.objects.count()) == (0, 0)
