"""Joining a class with an account that exists."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from casite.throttles import WRONG_CODES_OF_ACCOUNT, WRONG_CODES_OF_ADDRESS
from lessons.models import Cohort, Enrolment
from tests.factories import make_cohort, make_course, make_enrolment, make_lesson, make_section, make_user
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADDRESS = "/accounts/join/"
RIGHT, WRONG = "k7mx p4tr", "ACDE-FHJK"


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(make_course("roads"), name="11B", term="Autumn 2026", code="K7MXP4TR")


@pytest.fixture
def user(client: Client) -> User:
    user = make_user("timur")
    client.force_login(user)
    return user


def join(client: Client, code: str = RIGHT, **fields: Any) -> Any:
    return client.post(ADDRESS, {"code": code, **fields})


def error(response: Any) -> str:
    [message] = response.context["form"].errors["code"]
    return str(message)


def test_a_visitor_logs_in_first_and_the_code_is_kept(client: Client) -> None:
    response = client.get(ADDRESS, {"code": "K7MX-P4TR"})

    assert response.headers["Location"] == "/accounts/login/?next=/accounts/join/%3Fcode%3DK7MX-P4TR"


def test_a_code_leads_into_the_class(client: Client, cohort: Cohort, user: User) -> None:
    response = join(client)

    [place] = Enrolment.objects.all()
    assert (place.cohort, place.user) == (cohort, user)
    assert response.headers["Location"] == "/courses/roads/"
    assert "You are now in the class “11B, Autumn 2026”." in client.get("/courses/roads/").text


def test_joining_twice_is_harmless(client: Client, cohort: Cohort, user: User) -> None:
    join(client)
    first = Enrolment.objects.get()
    response = join(client)

    [place] = Enrolment.objects.all()
    assert (place.pk, place.joined_at) == (first.pk, first.joined_at)
    assert "You were in the class “11B, Autumn 2026” already." in client.get(response.headers["Location"]).text


def test_work_goes_to_the_class_that_was_joined_last(client: Client, cohort: Cohort, user: User) -> None:
    older = make_enrolment(cohort.course, user=user)
    older.choose()

    join(client)

    current = Enrolment.objects.current(user, cohort.course)
    assert current is not None
    assert current.cohort == cohort


def test_the_address_fills_in_the_code(client: Client, user: User) -> None:
    assert 'value="K7MX-P4TR"' in client.get(f"{ADDRESS}?code=k7mxp4tr").text


def test_a_wrong_code_is_told_at_its_field_and_kept(client: Client, cohort: Cohort, user: User) -> None:
    response = join(client, WRONG)

    assert error(response).startswith("No class can be joined by this code.")
    assert f'value="{WRONG}"' in response.text
    assert error(join(client, "")) == "This field is required."
    assert not Enrolment.objects.exists()


def test_nobody_joins_a_class_that_has_ended(client: Client, cohort: Cohort, user: User) -> None:
    cohort.archive()

    assert error(join(client)) == "The class “11B, Autumn 2026” has ended; nobody joins it any more."
    assert not Enrolment.objects.exists()


def test_ten_wrong_codes_stop_an_account_wherever_it_is(client: Client, cohort: Cohort, user: User) -> None:
    for number in range(WRONG_CODES_OF_ACCOUNT.limit):
        client.post(ADDRESS, {"code": WRONG}, REMOTE_ADDR=f"192.0.2.{number}")

    assert error(join(client)) == "Too many wrong codes. You can try again in fifteen minutes."
    classmate = Client()
    classmate.force_login(make_user())
    assert join(classmate).status_code == 302


def test_a_hundred_wrong_codes_stop_an_address_for_all_accounts(client: Client, cohort: Cohort, user: User) -> None:
    for _ in range(WRONG_CODES_OF_ADDRESS.limit):
        WRONG_CODES_OF_ADDRESS.count("127.0.0.1")

    assert error(join(client)) == "Too many wrong codes. You can try again in fifteen minutes."
    assert client.post(ADDRESS, {"code": RIGHT}, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_it_leads_back_to_a_page_of_this_site(client: Client, cohort: Cohort, user: User) -> None:
    there = join(client, next="/courses/roads/lessons/india/").headers["Location"]
    elsewhere = join(client, next="https://elsewhere.example/").headers["Location"]

    assert [there, elsewhere] == ["/courses/roads/lessons/india/", "/courses/roads/"]


def test_what_was_read_before_is_taken_over(client: Client, cohort: Cohort, user: User) -> None:
    lesson = make_lesson(cohort.course, "india")
    for key in ("s1", "s2", "s3"):
        make_section(lesson, key)
    client.post("/courses/roads/lessons/india/checks/", {"read": "s3"})

    response = join(client, read=json.dumps({"roads": ["s1"]}), take_over="on")

    assert set(Enrolment.objects.get().sections_read.values_list("section__key", flat=True)) == {"s1", "s3"}
    page = client.get(response.headers["Location"]).text
    assert "2 sections that you had read before are ticked off." in page
    assert 'data-read-taken="roads"' in page


def test_the_page_nests_and_other_methods_are_refused(client: Client, user: User) -> None:
    page = PageReader(client.get(ADDRESS).text)

    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)
    assert client.put(ADDRESS).status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_joining_needs_few_statements(client: Client, cohort: Cohort, user: User, number: int) -> None:
    for _ in range(number):
        make_enrolment(make_course(), user=user)
        make_enrolment(cohort=cohort)

    with data_statements() as asked:
        client.get(ADDRESS)
    with data_statements() as joined:
        join(client)

    assert (len(asked), len(joined)) == (2, 5)
