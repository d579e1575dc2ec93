"""What `make run` does before it serves."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from casite.demo import PASSWORD
from lessons.models import Claim, Cohort, Course
from tests.course_folder import edit, whole_database
from tests.factories import make_cohort, make_enrolment

pytestmark = pytest.mark.django_db

GREETING = """\
casite is at http://127.0.0.1:8123/ (stop it with Ctrl-C).
Log in as admin, instructor, student with the password casite-demo.
The desk of instructors is at http://127.0.0.1:8123/admin/.
"""


@pytest.fixture
def development() -> Iterator[None]:
    with override_settings(DEBUG=True):
        yield


def run(folder: Path) -> str:
    out = StringIO()
    call_command("prepare", "--port", "8123", "--folder", str(folder), stdout=out)
    return out.getvalue()


def test_an_empty_database_gets_course_and_demo_class(folder: Path, development: None) -> None:
    assert run(folder) == f"Loading the course from {folder} ...\n{GREETING}"

    assert [course.slug for course in Course.objects.all()] == ["tiny"]
    assert Cohort.objects.get().enrolments.count() == 13


def test_the_course_is_the_one_of_the_repository(development: None) -> None:
    out = StringIO()
    call_command("prepare", stdout=out)

    assert [course.slug for course in Course.objects.all()] == ["pakistan-looks-north"]
    assert "casite is at http://127.0.0.1:8000/" in out.getvalue()


def test_a_second_run_loses_nothing_and_logs_nobody_out(folder: Path, development: None, client: Client) -> None:
    run(folder)
    client.post("/accounts/login/", {"username": "student", "password": PASSWORD})
    Claim.objects.filter(key="P1f1").update(statement="Mended in the admin.")
    edit(folder, "claims.yaml", "The road is long.", "The road is short.")
    before = whole_database()

    assert run(folder) == GREETING
    assert whole_database() == before
    assert client.get("/accounts/").status_code == 200


def test_real_students_keep_their_site_to_themselves(folder: Path, development: None) -> None:
    make_enrolment(cohort=make_cohort())

    said = run(folder)

    assert "Real students are enrolled here: no demo class is made beside them.\n" in said
    assert (Cohort.objects.filter(course__slug="tiny").count(), User.objects.filter(username="admin").count()) == (0, 0)


def test_no_password_is_told_that_does_not_work(folder: Path, development: None) -> None:
    make_enrolment(cohort=make_cohort())

    assert PASSWORD not in run(folder)


def test_it_refuses_outside_debug(folder: Path) -> None:
    with pytest.raises(CommandError, match="it needs DEBUG=on"):
        run(folder)
    assert Course.objects.count() == 0
