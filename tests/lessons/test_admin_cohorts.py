"""Classes in the admin: who joins, and who may say so."""

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Cohort, Enrolment
from tests.desk import errors, save
from tests.factories import (
    make_cohort,
    make_course,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_read,
    make_section,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(client: Client) -> Cohort:
    """A class whose instructor is logged in."""
    cohort = make_cohort(make_course())
    client.force_login(make_instructor(cohort, username="rahimova"))
    return cohort


def page(row: object) -> str:
    return reverse(f"admin:lessons_{row._meta.model_name}_change", args=[row.pk])  # type: ignore[attr-defined]


def test_students_join_by_their_user_names(client: Client, cohort: Cohort) -> None:
    timur, laila = make_user("timur"), make_user("laila")
    make_enrolment(cohort=cohort, user=timur)

    response = save(client, page(cohort), new_students="timur\r\nlaila\r\n")

    assert errors(response) == {}
    assert [enrolment.user for enrolment in cohort.enrolments.order_by("pk")] == [timur, laila]


def test_a_name_that_nobody_has_is_named_and_nobody_joins(client: Client, cohort: Cohort) -> None:
    make_user("timur")

    response = save(client, page(cohort), new_students="timur\r\nlail")

    assert errors(response) == {"new_students": ["There is no user “lail”."]}
    assert not Enrolment.objects.exists()


def test_one_student_is_enrolled_by_the_exact_user_name(client: Client, cohort: Cohort) -> None:
    make_user("timur")
    add = reverse("admin:lessons_enrolment_add")

    refused = save(client, add, cohort=str(cohort.pk), student="tim")
    save(client, add, cohort=str(cohort.pk), student="timur")
    again = save(client, add, cohort=str(cohort.pk), student="timur")

    assert errors(refused) == {"student": ["There is no user “tim”."]}
    assert errors(again).keys() == {"__all__"}
    assert [enrolment.user.username for enrolment in cohort.enrolments.all()] == ["timur"]


def test_nobody_is_enrolled_in_a_class_of_another_instructor(client: Client, cohort: Cohort) -> None:
    make_user("timur")
    other = make_cohort(cohort.course)

    response = save(client, reverse("admin:lessons_enrolment_add"), cohort=str(other.pk), student="timur")

    assert errors(response).keys() == {"cohort"}
    assert not Enrolment.objects.exists()


def test_an_instructor_sees_no_account_outside_the_class(client: Client, cohort: Cohort) -> None:
    make_user("stranger", last_name="Stranger")
    make_enrolment(make_course(), user=make_user("foreign"))
    make_enrolment(cohort=cohort, user=make_user("timur"))
    finders = [("cohort", "instructors"), ("enrolment", "user")]
    asked = [{"app_label": "lessons", "model_name": model, "field_name": field} for model, field in finders]

    html = "".join(
        client.get(url).content.decode()
        for url in (page(cohort), reverse("admin:lessons_enrolment_changelist"), reverse("admin:lessons_enrolment_add"))
    )

    assert [client.get(reverse("admin:autocomplete"), names).status_code for names in asked] == [403, 403]
    assert "timur" in html
    assert "stranger" not in html.lower()
    assert "foreign" not in html


def test_only_administrators_say_who_teaches(client: Client, cohort: Cohort) -> None:
    colleague = make_user("colleague")

    save(client, page(cohort), instructors=[str(colleague.pk)])
    assert [user.username for user in cohort.instructors.all()] == ["rahimova"]

    client.force_login(make_user(is_superuser=True, is_staff=True))
    save(client, page(cohort), instructors=[str(colleague.pk)])
    assert [user.username for user in cohort.instructors.all()] == ["colleague"]


def test_a_class_does_not_change_its_course(client: Client, cohort: Cohort) -> None:
    other = make_course()
    client.force_login(make_user(is_superuser=True, is_staff=True))

    save(client, page(cohort), course=str(other.pk), name="11B")

    assert Cohort.objects.values_list("name", "course").get() == ("11B", cohort.course_id)


def test_a_time_zone_has_a_name_that_exists(client: Client, cohort: Cohort) -> None:
    assert errors(save(client, page(cohort), time_zone="Asia/Tashkent")) == {}
    assert errors(save(client, page(cohort), time_zone="Mars/Base")) == {
        "time_zone": ["There is no time zone “Mars/Base”."]
    }


def test_who_has_read_nothing_can_be_taken_out(client: Client, cohort: Cohort) -> None:
    enrolment = make_enrolment(cohort=cohort)

    client.post(reverse("admin:lessons_enrolment_delete", args=[enrolment.pk]), {"post": "yes"})

    assert not Enrolment.objects.exists()


def test_who_has_worked_stays(client: Client, cohort: Cohort) -> None:
    enrolment = make_enrolment(cohort=cohort)
    make_read(enrolment, make_section(make_lesson(cohort.course)))
    url = reverse("admin:lessons_enrolment_delete", args=[enrolment.pk])

    asked, done = client.get(url), client.post(url, {"post": "yes"})

    assert asked.context["perms_lacking"] == {"section read"}
    assert done.status_code == 403
    assert Enrolment.objects.get() == enrolment


def test_pages_ask_as_much_for_30_students_as_for_one(client: Client, cohort: Cohort) -> None:
    counts = []
    section = make_section(make_lesson(cohort.course))
    for rows in (1, 29):
        for _ in range(rows):
            make_read(make_enrolment(cohort=cohort), section)
        for url in (
            page(cohort),
            *(reverse(f"admin:lessons_{model}_changelist") for model in ("cohort", "enrolment", "sectionread")),
        ):
            with data_statements() as statements:
                client.get(url)
            counts.append(len(statements))

    assert counts[:4] == counts[4:]


def test_an_enrolment_keeps_its_class(client: Client, cohort: Cohort) -> None:
    """All that the student did hangs on it, and belongs to the course of the class."""
    other = make_cohort(make_course(), instructors=list(cohort.instructors.all()))
    enrolment = make_enrolment(cohort=cohort)

    save(client, page(enrolment), cohort=str(other.pk))

    enrolment.refresh_from_db()
    assert enrolment.cohort == cohort


def test_nobody_is_put_into_a_class_that_has_ended(client: Client, cohort: Cohort) -> None:
    make_user("timur")
    cohort.archive()

    by_name = save(client, page(cohort), new_students="timur")
    one = save(client, reverse("admin:lessons_enrolment_add"), cohort=str(cohort.pk), student="timur")
    other_change = save(client, page(cohort), term="Spring 2025")

    assert errors(by_name) == {"new_students": ["This class has ended. Bring it back before somebody joins it."]}
    assert errors(one).keys() == {"cohort"}
    assert errors(other_change) == {}
    assert not Enrolment.objects.exists()
