"""The lists of the admin and the fields that find rows: nobody finds, filters or searches a row of somebody else."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from lessons.models import Cohort, Course
from tests.site_content import OURS, PERSON
from tests.site_rows import STAFF, Site

pytestmark = pytest.mark.django_db

COHORT_OF = {
    "lessons_cohort": "pk",
    "lessons_enrolment": "cohort",
    "lessons_sectionread": "enrolment__cohort",
    "quizzes_attempt": "enrolment__cohort",
    "quizzes_response": "attempt__enrolment__cohort",
    "quizzes_objection": "response__attempt__enrolment__cohort",
    "quizzes_quizopening": "cohort",
    "quizzes_override": "cohort enrolment__cohort",
}
"""The models of people, and how a row of theirs belongs to a class, by one way or another. Others: to a course."""
QUERIES: list[dict[str, Any]] = [{}, {"q": "word"}, {"o": "-2.1", "all": "", "_popup": "1", "_to_field": "id"}]
ADMINS = [model_admin for model, model_admin in admin.site._registry.items() if model._meta.app_label != "axes"]
FINDING = [
    field
    for model in apps.get_models()
    if model._meta.app_label in ("lessons", "quizzes")
    for field in (*model._meta.fields, *model._meta.many_to_many)
    if field.remote_field and field.remote_field.model in admin.site._registry
]


def own(site: Site, role: str, model: type[Model]) -> set[Any]:
    """The rows of a model that a role may see in the admin, told without asking the admin."""
    user, table, rows = site.people[role], model._meta.db_table, model._default_manager.all()
    if role == "administrator":
        return set(rows)
    if table in COHORT_OF:
        taught = Cohort.objects.filter(instructors=user)
        return {row for way in COHORT_OF[table].split() for row in rows.filter(**{f"{way}__in": taught})}
    if model._meta.app_label not in ("lessons", "quizzes"):
        return set()
    path = "pk" if model is Course else "course"
    return set(rows.filter(**{f"{path}__in": Course.objects.filter(editors=user)}))


def listed(client: Client, model_admin: Any, query: dict[str, Any]) -> Any:
    """The rows of a list, or None where it is refused."""
    response = client.get(reverse(f"admin:{model_admin.model._meta.db_table}_changelist"), query)
    return response.context["cl"] if response.status_code == 200 else None


@pytest.mark.parametrize("role", STAFF)
def test_a_list_has_all_of_ones_own_rows_and_no_others(role: str, site: Site) -> None:
    client, faults = site.reader(role), []
    for model_admin in ADMINS:
        mine = own(site, role, model_admin.model)
        for query in QUERIES:
            changelist = listed(client, model_admin, query)
            if changelist is None:
                faults += [f"{model_admin} is refused"] if mine else []
                break
            found = set(changelist.queryset)
            if found - mine or ("q" not in query and found != mine):
                faults.append(f"{model_admin} {query}: {found ^ mine}")

    assert faults == []


def test_searching_finds_what_it_should_not_show_to_others(site: Site) -> None:
    client = site.reader("administrator")
    content, people = (admin.site.get_model_admin(apps.get_model(f"lessons.{name}")) for name in ("topic", "enrolment"))

    assert listed(client, content, {"q": OURS}).queryset.exists()
    assert listed(client, people, {"q": PERSON}).queryset.exists()


def filters(model_admin: Any) -> list[str]:
    """The paths of the filters that lead to other rows."""
    return [entry[0] for entry in model_admin.list_filter if isinstance(entry, tuple) and "closed_at" not in entry]


@pytest.mark.parametrize("role", STAFF)
def test_a_filter_offers_ones_own_rows_only(role: str, site: Site) -> None:
    client, offered = site.reader(role), 0
    for model_admin in ADMINS:
        changelist = listed(client, model_admin, {})
        for spec in changelist.filter_specs if changelist and filters(model_admin) else ():
            if model := getattr(getattr(spec, "field", None), "related_model", None):
                choices = {pk for pk, _name in spec.lookup_choices}
                assert choices <= {row.pk for row in own(site, role, model)}, f"{model_admin}: {choices}"
                offered += len(choices)

    assert (offered == 0) == (role == "newcomer")


@pytest.mark.parametrize("role", ["instructor", "colleague", "editor", "outside editor"])
def test_a_filter_by_a_row_of_somebody_else_finds_none_of_theirs(role: str, site: Site) -> None:
    client, found = site.reader(role), []
    for model_admin in ADMINS:
        mine = own(site, role, model_admin.model)
        for path in filters(model_admin) if mine else ():
            model = related(model_admin.model, path)
            for row in sorted(set(model._default_manager.all()) - own(site, role, model), key=lambda row: row.pk)[:2]:
                changelist = listed(client, model_admin, {f"{path}__id__exact": row.pk})
                found += [f"{model_admin} {path}"] if changelist and set(changelist.queryset) - mine else []

    assert found == []


def related(model: Any, path: str) -> type[Model]:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


def lookups(model: Any) -> Iterator[str]:
    """A plain field, not the number, of each row that a row leads to, in whatever direction; passwords above all."""
    for field in model._meta.get_fields():
        if field.is_relation and field.related_model:
            names = [
                f.name for f in field.related_model._meta.concrete_fields if not f.is_relation and not f.primary_key
            ]
            yield from (f"{field.name}__{name}__startswith" for name in names[:1])
    if model is User:
        yield "password__startswith"


def test_no_list_can_be_asked_about_the_fields_of_other_rows(site: Site) -> None:
    client, answers = site.reader("administrator"), {}
    for model_admin in ADMINS:
        address = reverse(f"admin:{model_admin.model._meta.db_table}_changelist")
        for lookup in lookups(model_admin.model):
            answers[f"{address}?{lookup}=x"] = client.get(address, {lookup: "x"}).status_code

    assert [address for address, status in answers.items() if status != 400] == []
    assert any("enrolment" in address and "user__password" in address for address in answers)


@pytest.mark.parametrize("field", ["password", "email"])
def test_a_window_for_a_row_gives_no_other_field_than_its_number(field: str, site: Site) -> None:
    client = site.reader("administrator")

    assert client.get(reverse("admin:auth_user_changelist"), {"_popup": "1", "_to_field": field}).status_code == 400


def find(client: Client, field: Any, **query: Any) -> set[str]:
    """What a field offers, on all pages."""
    names = {"app_label": field.model._meta.app_label, "model_name": field.model._meta.model_name}
    found: set[str] = set()
    for page in count(1):
        asked = {**names, "field_name": field.name, "page": page, **query}
        response = client.get(reverse("admin:autocomplete"), asked)
        if response.status_code != 200:
            break
        found |= {result["id"] for result in response.json()["results"]}
        if not response.json()["pagination"]["more"]:
            break
    return found


def numbers(rows: set[Any]) -> set[str]:
    return {str(row.pk) for row in rows}


@pytest.mark.parametrize("role", STAFF)
def test_a_field_finds_all_of_ones_own_rows_and_no_others(role: str, site: Site) -> None:
    client, faults = site.reader(role), []
    for field in FINDING:
        mine = numbers(own(site, role, field.remote_field.model))
        found, searched = find(client, field), find(client, field, term="word")
        faults += [f"{field}: {found ^ mine}, {searched - mine}"] if found != mine or searched - mine else []

    assert faults == []


@pytest.mark.parametrize("role", STAFF)
def test_a_field_finds_rows_of_its_course_only(role: str, site: Site) -> None:
    client, faults = site.reader(role), []
    for field in typed_fields():
        model = field.remote_field.model
        for course in (site.ours.course, site.theirs.course):
            wanted = {row for row in own(site, role, model) if row.course_id == course.pk}
            if find(client, field, course=course.pk) != numbers(wanted):
                faults.append(f"{field} of {course}")
        faults += [f"{field} of {n}" for n in ("0", "-1", "x", "²") if find(client, field, course=n)]

    assert faults == []


def typed_fields() -> list[Any]:
    """The fields of content whose rows are found by typing."""
    places = [*ADMINS, *(inline for model_admin in ADMINS for inline in model_admin.inlines)]
    names = {(place.model, name) for place in places for name in place.autocomplete_fields}
    return [
        field for field in FINDING if (field.model, field.name) in names and hasattr(field.remote_field.model, "course")
    ]
