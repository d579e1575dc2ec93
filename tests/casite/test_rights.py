"""Who may do what in the admin: every model, every role, against one table.

Letters: l finds the row in the list, a adds such a row, c changes it, v only sees it, d deletes it, h reads its
history, f finds it by typing in the form of another row. A role that the table does not name may do nothing with it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from lessons.models import Course, Enrolment, Event, Predicate, Relation
from tests.factories import (
    make_attempt,
    make_claim,
    make_cohort,
    make_course,
    make_editor,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_misconception,
    make_note,
    make_objection,
    make_quiz,
    make_read,
    make_section,
    make_topic,
    make_user,
)

CONTENT = {"administrator": "lacdhf", "editor": "lacdhf"}
UNNAMED = {"administrator": "lacdh", "editor": "lacdh"}
WORK = {"administrator": "lvdhf", "instructor": "lvhf"}
LOG = {"administrator": "lcdh"}  # Whose fields are all read-only.

EXPECTED: dict[str, dict[str, str]] = {
    "lessons.course": {"administrator": "lacdhf", "editor": "lchf"},
    "lessons.module": CONTENT,
    "lessons.document": CONTENT,
    "lessons.paragraph": CONTENT,
    "lessons.claim": CONTENT,
    "lessons.editornote": CONTENT,
    "lessons.topic": CONTENT,
    "lessons.predicate": CONTENT,
    "lessons.relation": UNNAMED,
    "lessons.event": UNNAMED,
    "lessons.lesson": CONTENT,
    "lessons.section": CONTENT,
    "quizzes.misconception": UNNAMED,
    "quizzes.question": CONTENT,
    "quizzes.quiz": CONTENT,
    "lessons.cohort": {"administrator": "lacdhf", "instructor": "lchf"},
    "lessons.enrolment": {"administrator": "lacdhf", "instructor": "lacdhf"},
    "lessons.sectionread": {"administrator": "lvdh", "instructor": "lvh"},
    "quizzes.attempt": WORK,
    "quizzes.response": WORK,
    "quizzes.objection": {"administrator": "lcdh", "instructor": "lch"},
    "auth.user": {"administrator": "lacdhf"},
    "axes.accessattempt": LOG,
    "axes.accesslog": LOG,
    "axes.accessfailurelog": LOG,
}


@pytest.fixture
def rows(db: None) -> dict[str, Model]:
    """A row of each model, all of one course and one class."""
    course = make_course("ours")
    cohort = make_cohort(course)
    quiz = make_quiz(course, questions=1)
    section = make_section(make_lesson(course), claims=[make_claim(course)])
    predicate = Predicate.objects.create(course=course, key="borders", family="geography", definition="touches")
    topic = make_topic(course)
    enrolment = make_enrolment(cohort=cohort)
    make_note(course)
    make_misconception(course)
    make_read(enrolment, section)
    attempt = make_attempt(quiz, enrolment=enrolment)
    make_objection(attempt.responses.get())
    Relation.objects.create(course=course, key="R1", subject=topic, predicate=predicate, object=topic)
    Event.objects.create(course=course, key="E1", sort="2013", precision="year", text="A visit.", origin="source")
    AccessAttempt.objects.create(username="guest", ip_address="::1", failures_since_start=1)
    AccessLog.objects.create(username="guest", ip_address="::1")
    AccessFailureLog.objects.create(username="guest", ip_address="::1")
    return {name: apps.get_model(name)._default_manager.earliest("pk") for name in EXPECTED}


def make_role(role: str) -> User | None:
    """A user in a role; those of the other course and class have rows of their own there."""
    ours, other = Course.objects.get(slug="ours"), make_course("other")
    theirs = make_cohort(other)
    makers: dict[str, Callable[[], User | None]] = {
        "administrator": lambda: make_user(is_staff=True, is_superuser=True),
        "editor": lambda: make_editor(ours),
        "instructor": lambda: make_instructor(ours.cohorts.get()),
        "editor of another course": lambda: make_editor(other),
        "instructor of another class": lambda: make_instructor(theirs, make_cohort(ours)),
        "colleague without a task": lambda: make_user(is_staff=True),
        "student": lambda: Course.objects.get(slug="ours").cohorts.earliest("pk").enrolments.get().user,
        "anonymous": lambda: None,
    }
    return makers[role]()


def url(row: Model, page: str) -> str:
    of_row = page in ("change", "delete", "history")
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk] if of_row else [])


def lists(client: Client, row: Model) -> str:
    response = client.get(url(row, "changelist"))
    return "l" if response.status_code == 200 and row in response.context["cl"].queryset else ""


def adds(client: Client, row: Model) -> str:
    """Whether there is a form for a new row beside this one: in the same course, or the same class."""
    response = client.get(url(row, "add"), {"course": getattr(row, "course_id", ""), "type": "single_choice"})
    if response.status_code != 200 or "adminform" not in response.context:
        return ""
    cohorts = response.context["adminform"].form.fields.get("cohort")
    return "a" if cohorts is None or row.cohort in cohorts.queryset else ""  # type: ignore[attr-defined]


def opens(client: Client, row: Model) -> str:
    response = client.get(url(row, "change"))
    if response.status_code != 200:
        return ""
    return "c" if response.context["has_change_permission"] else "v"


def shows(letter: str, page: str) -> Callable[[Client, Model], str]:
    return lambda client, row: letter if client.get(url(row, page)).status_code == 200 else ""


def finds(client: Client, row: Model) -> str:
    sources = [
        field
        for model in apps.get_models()
        if model._meta.app_label in ("lessons", "quizzes")
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.remote_field and field.remote_field.model is type(row)
    ]
    if not sources:
        return ""
    source = sources[0]
    names = {"app_label": source.model._meta.app_label, "model_name": source.model._meta.model_name}
    response = client.get(reverse("admin:autocomplete"), {**names, "field_name": source.name})
    found = response.json()["results"] if response.status_code == 200 else []
    return "f" if str(row.pk) in [result["id"] for result in found] else ""


DEEDS = (lists, adds, opens, shows("d", "delete"), shows("h", "history"), finds)


def test_the_table_names_every_model_of_the_admin() -> None:
    assert EXPECTED.keys() == {model._meta.label_lower for model in admin.site._registry}


@pytest.mark.parametrize(
    "role",
    [
        *("administrator", "editor", "instructor", "editor of another course", "instructor of another class"),
        *("colleague without a task", "student", "anonymous"),
    ],
)
def test_a_role_may_do_what_the_table_says(role: str, rows: dict[str, Model], client: Client) -> None:
    user = make_role(role)
    if user:
        client.force_login(user)

    done = {name: "".join(deed(client, row) for deed in DEEDS) for name, row in rows.items()}

    assert done == {name: EXPECTED[name].get(role, "") for name in rows}


@pytest.mark.parametrize("right", ["add", "change", "delete", "view"])
def test_permission_rows_of_django_open_nothing(right: str, rows: dict[str, Model], client: Client) -> None:
    user: Any = make_user(is_staff=True)
    user.user_permissions.set(user.user_permissions.model.objects.filter(codename__startswith=f"{right}_"))
    client.force_login(user)

    ours = [row for name, row in rows.items() if not name.startswith("axes")]

    assert [deed(client, row) for row in ours for deed in (lists, opens)] == [""] * 2 * len(ours)


@pytest.mark.parametrize("role", ["editor of another course", "instructor of another class", "student"])
def test_what_a_stranger_posts_deletes_nothing(role: str, rows: dict[str, Model], client: Client) -> None:
    user = make_role(role)
    assert user
    client.force_login(user)

    for row in rows.values():
        client.post(url(row, "delete"), {"post": "yes"})
        client.post(url(row, "changelist"), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})

    assert [name for name, row in rows.items() if not type(row)._default_manager.filter(pk=row.pk).exists()] == []


def test_an_instructor_cannot_delete_the_work_of_a_student(rows: dict[str, Model], client: Client) -> None:
    user = make_role("instructor")
    assert user
    client.force_login(user)

    for name in (
        "lessons.enrolment",
        "quizzes.attempt",
        "quizzes.response",
        "quizzes.objection",
        "lessons.sectionread",
    ):
        assert client.post(url(rows[name], "delete"), {"post": "yes"}).status_code == 403

    assert rows["quizzes.response"]._meta.model.objects.count() == 1  # type: ignore[attr-defined]


def test_an_administrator_deletes_a_person_with_all_their_work(rows: dict[str, Model], client: Client) -> None:
    student = Enrolment.objects.get().user
    client.force_login(make_user(is_staff=True, is_superuser=True))

    client.post(url(student, "delete"), {"post": "yes"})

    assert not type(rows["quizzes.attempt"])._default_manager.exists()
    assert not User.objects.filter(pk=student.pk).exists()


def test_an_administrator_deletes_a_course_whole(rows: dict[str, Model], client: Client) -> None:
    make_course("other")
    client.force_login(make_user(is_staff=True, is_superuser=True))

    response = client.post(url(rows["lessons.course"], "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert [course.slug for course in Course.objects.all()] == ["other"]
