"""The page of one's own account."""

import pytest
from django.test import Client

from tests.factories import make_cohort, make_course, make_enrolment, make_user
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADDRESS = "/accounts/"


def test_a_visitor_is_asked_to_log_in(client: Client) -> None:
    assert client.get(ADDRESS).headers["Location"] == "/accounts/login/?next=/accounts/"


def test_it_tells_the_name_and_the_classes(client: Client) -> None:
    student = make_user("zy", first_name="Zarina", last_name="Y & co")
    for slug in ("roads", "seas"):
        make_enrolment(cohort=make_cohort(make_course(slug, title=slug.title()), name=f"Class of {slug}"), user=student)
    make_enrolment(cohort=make_cohort(name="Hidden"))
    client.force_login(student)

    page = PageReader(client.get(ADDRESS).text)

    assert "Zarina Y & co You log in as zy." in page.text
    assert "Class of seas: Seas Class of roads: Roads Join a class" in page.text
    classes = {f"/classes/{place.cohort_id}/" for place in student.enrolments.all()}
    assert {"/courses/roads/", "/courses/seas/", "/accounts/password/", "/accounts/join/", *classes} <= set(page.links)
    assert "Classes that have ended" not in page.text
    assert "Hidden" not in page.text
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)


def test_somebody_in_no_class_is_told_how_to_get_into_one(client: Client) -> None:
    client.force_login(make_user("zy"))

    text = PageReader(client.get(ADDRESS).text).text

    assert "You are in no class now. Join one by its code, or ask your instructor to put you into it" in text
    assert "zy You log in as zy." in text


def test_classes_that_have_ended_stand_apart(client: Client) -> None:
    student = make_user()
    for name in ("Old", "New"):
        make_enrolment(cohort=make_cohort(make_course(title="Roads"), name=name, term="2025"), user=student)
    student.enrolments.get(cohort__name="Old").cohort.archive()
    client.force_login(student)

    text = PageReader(client.get(ADDRESS).text).text

    assert "Your classes New, 2025: Roads Join a class Classes that have ended Old, 2025: Roads Account" in text


def test_one_logs_out_by_a_form(client: Client) -> None:
    client.force_login(make_user())

    assert '<form method="post" action="/accounts/logout/">' in client.get(ADDRESS).text
    client.post("/accounts/logout/")
    assert client.get(ADDRESS).status_code == 302


def test_only_get_and_head_are_answered(client: Client) -> None:
    client.force_login(make_user())

    assert [client.post(ADDRESS).status_code, client.head(ADDRESS).status_code] == [405, 200]


@pytest.mark.parametrize("number", [1, 30])
def test_many_classes_need_as_many_statements_as_one(client: Client, number: int) -> None:
    student = make_user()
    for _ in range(number):
        make_enrolment(user=student)
        make_enrolment(user=student).cohort.archive()
    client.force_login(student)

    with data_statements() as statements:
        client.get(ADDRESS)

    assert len(statements) == 3
