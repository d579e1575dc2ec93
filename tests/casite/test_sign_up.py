"""Signing up: with a class code and without one, what is refused, and where it leads."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from casite.throttles import NEW_ACCOUNTS_OF_ADDRESS, WRONG_CODES_OF_ADDRESS
from lessons.models import Cohort, Course, Enrolment
from tests.factories import make_cohort, make_course, make_lesson, make_section, make_user
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADDRESS = "/accounts/signup/"
PASSWORD = "three-horses-and-a-well"
FILLED_IN = {
    "username": "zarina",
    "first_name": "Zarina",
    "last_name": "Yusupova",
    "email": "zarina@school.example",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def course() -> Course:
    return make_course("roads")


@pytest.fixture
def cohort(course: Course) -> Cohort:
    return make_cohort(course, name="11B", code="K7MXP4TR")


def sign_up(client: Client, **fields: Any) -> HttpResponse:
    return client.post(ADDRESS, {**FILLED_IN, **fields})


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


@pytest.mark.parametrize("code", ["K7MX-P4TR", "k7mxp4tr", " k7mx p4tr"])
def test_a_class_code_leads_into_the_class_and_to_the_course(client: Client, cohort: Cohort, code: str) -> None:
    response = sign_up(client, code=code)

    [place] = Enrolment.objects.all()
    assert (place.cohort, place.user.username, place.simulated) == (cohort, "zarina", False)
    assert (response.status_code, response.headers["Location"]) == (302, "/courses/roads/")
    assert client.session["_auth_user_id"] == str(place.user.pk)
    assert place.user.check_password(PASSWORD)
    assert [place.user.first_name, place.user.last_name, place.user.email] == [
        *("Zarina", "Yusupova", "zarina@school.example")
    ]
    assert (place.user.is_staff, place.user.is_superuser) == (False, False)


def test_without_a_code_and_a_mail_address_there_is_an_account_without_a_class(client: Client, cohort: Cohort) -> None:
    response = sign_up(client, email="", last_name="")

    assert response.headers["Location"] == "/"
    assert [user.username for user in User.objects.all()] == ["zarina"]
    assert not Enrolment.objects.exists()


def test_the_address_that_a_teacher_gives_away_fills_in_the_code(client: Client) -> None:
    assert 'value="K7MX-P4TR"' in client.get(f"{ADDRESS}?code=k7mxp4tr").text
    assert 'name="code" value=' not in client.get(ADDRESS).text


def test_errors_stand_at_their_fields_and_what_was_typed_is_kept_but_for_passwords(client: Client) -> None:
    typed = {"code": "K7MX", "username": "za rina", "first_name": "", "email": "zarina", "password2": "other"}

    response = sign_up(client, **typed)
    html = response.text

    assert errors(response).keys() == {"code", "username", "first_name", "email", "password2"}
    assert [f'value="{value}"' in html for value in ("K7MX", "za rina", "Yusupova", "zarina")] == [True] * 4
    assert PASSWORD not in html
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ACDE-FHJK", "No class can be joined by this code. It may be mistyped, or old: ask your instructor for it."),
        ("K7MX-P4T", "A class code has eight letters and digits, such as K7MX-P4TR."),
        ("K7MX*P4T", "A class code has eight letters and digits, such as K7MX-P4TR."),
        ("RRRR-TTTT", "The class “Old, Spring 2025” has ended; nobody joins it any more."),
    ],
)
def test_a_code_that_opens_nothing_is_told_and_no_account_is_made(
    client: Client, cohort: Cohort, code: str, words: str
) -> None:
    make_cohort(cohort.course, name="Old", term="Spring 2025", code="RRRRTTTT").archive()

    assert errors(sign_up(client, code=code)) == {"code": [words]}
    assert not User.objects.exists()


def test_a_code_that_was_replaced_or_closed_is_unknown(client: Client, cohort: Cohort) -> None:
    cohort.open_to_joining()
    replaced = sign_up(client, code="K7MX-P4TR")
    code = cohort.shown_code
    cohort.close_to_joining()
    closed = sign_up(client, code=code)

    assert [errors(response).keys() for response in (replaced, closed)] == [{"code"}, {"code"}]


@pytest.mark.parametrize("taken", ["zarina", "Zarina", "ZARINA"])
def test_a_user_name_that_differs_only_in_case_is_refused(client: Client, taken: str) -> None:
    make_user(taken)

    assert errors(sign_up(client)) == {"username": ["This user name is taken. Choose another one."]}


@pytest.mark.parametrize("password", ["short", "password", "zarina-yusupova"])
def test_weak_passwords_are_refused(client: Client, password: str) -> None:
    response = sign_up(client, username="zarina-yusupova", password1=password, password2=password)

    assert errors(response).keys() == {"password2"}


@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("/courses/roads/quizzes/", "/courses/roads/quizzes/"),
        ("https://elsewhere.example/", "/courses/roads/"),
        ("//elsewhere.example/", "/courses/roads/"),
        ("javascript:alert(1)", "/courses/roads/"),
    ],
)
def test_it_leads_to_the_page_that_asked_for_it_on_this_site_only(
    client: Client, cohort: Cohort, wanted: str, location: str
) -> None:
    assert sign_up(client, code="K7MX-P4TR", next=wanted).headers["Location"] == location


def test_the_page_that_asked_for_it_is_carried_on(client: Client) -> None:
    shown = client.get(ADDRESS, {"next": "/courses/roads/", "code": "K7MX-P4TR"}).text

    assert '<input type="hidden" name="next" value="/courses/roads/">' in shown
    assert "/accounts/login/?next=/accounts/join/%3Fcode%3DK7MX-P4TR%26next%3D%252Fcourses%252Froads%252F" in shown
    assert 'name="next" value="/courses/roads/"' in sign_up(client, username="", next="/courses/roads/").text


def test_whoever_is_logged_in_is_sent_to_join(client: Client) -> None:
    client.force_login(make_user())

    response = client.get(ADDRESS, {"code": "K7MX-P4TR", "next": "/courses/roads/"})

    assert response.headers["Location"] == "/accounts/join/?code=K7MX-P4TR&next=%2Fcourses%2Froads%2F"


def test_the_fields_help_phones_and_password_managers(client: Client) -> None:
    html = client.get(ADDRESS).text

    for name, attributes in {
        "code": 'autocapitalize="characters"',
        "username": 'autocapitalize="none" autocomplete="username"',
        "password1": 'autocomplete="new-password"',
        "password2": 'autocomplete="new-password"',
        "email": 'autocomplete="email"',
    }.items():
        field = html[html.index(f'name="{name}"') :].split(">")[0]
        assert attributes in field
    assert "autofocus" not in html


def test_a_class_of_forty_behind_one_address_gets_in(client: Client, cohort: Cohort) -> None:
    for number in range(40):
        sign_up(Client(), username=f"student-{number}", code="K7MX-P4TT")  # Everybody mistypes once.
        sign_up(Client(), username=f"student-{number}", code="K7MX-P4TR")

    assert cohort.enrolments.count() == 40


def test_accounts_in_bulk_are_refused(client: Client) -> None:
    for _ in range(NEW_ACCOUNTS_OF_ADDRESS.limit):
        NEW_ACCOUNTS_OF_ADDRESS.count("127.0.0.1")

    response = sign_up(client)
    elsewhere = client.post(ADDRESS, FILLED_IN, REMOTE_ADDR="192.0.2.7")

    assert errors(response).keys() == {"__all__"}
    assert "Too many accounts were made from this address in the last hour." in response.text
    assert elsewhere.status_code == 302


def test_a_new_account_is_counted_and_a_refused_one_is_not(client: Client) -> None:
    for _ in range(NEW_ACCOUNTS_OF_ADDRESS.limit - 1):
        NEW_ACCOUNTS_OF_ADDRESS.count("127.0.0.1")

    sign_up(Client(), username="")
    sign_up(Client())

    assert errors(sign_up(client, username="other")).keys() == {"__all__"}


def test_guessing_codes_is_refused_even_with_the_right_one(client: Client, cohort: Cohort) -> None:
    for _ in range(WRONG_CODES_OF_ADDRESS.limit):
        response = sign_up(client, code="ACDE-FHJK")
    right = sign_up(client, code="K7MX-P4TR")

    assert errors(response)["code"][0].startswith("No class can be joined by this code.")
    assert errors(right) == {"code": ["Too many wrong codes. You can try again in fifteen minutes."]}
    assert not Enrolment.objects.exists()


def test_the_code_of_a_class_that_has_ended_is_no_guess(client: Client, cohort: Cohort) -> None:
    cohort.archive()
    for _ in range(3):
        sign_up(client, code="K7MX-P4TR")
    for _ in range(WRONG_CODES_OF_ADDRESS.limit - 1):
        WRONG_CODES_OF_ADDRESS.count("127.0.0.1")
    cohort.bring_back()

    assert sign_up(client, code="K7MX-P4TR").status_code == 302


@pytest.mark.parametrize("take", [True, False])
def test_what_was_read_before_is_taken_over_unless_one_says_no(client: Client, cohort: Cohort, take: bool) -> None:
    lesson = make_lesson(cohort.course, "india")
    keys = [make_section(lesson, key).key for key in ("s1", "s2", "s3")]
    client.post(reverse("quizzes:checks", args=["roads", "india"]), {"read": "s1"})
    brought = json.dumps({"roads": [*keys[1:2], "nonsense"], "none": ["s1"]})

    response = sign_up(client, code="K7MX-P4TR", read=brought, **({"take_over": "on"} if take else {}))
    page = client.get(response.headers["Location"]).text

    read = Enrolment.objects.get().sections_read.values_list("section__key", flat=True)
    assert sorted(read) == (["s1", "s2"] if take else [])
    assert ("2 sections that you had read before are ticked off." in page) == take
    assert ('data-read-taken="roads"' in page) == take
    assert ("sections read by a visitor" in client.session) == (not take)


def test_the_form_says_what_will_be_taken_over(client: Client, course: Course) -> None:
    make_section(make_lesson(course, "india"), "s1")
    before = client.get(ADDRESS).text
    client.post(reverse("quizzes:checks", args=["roads", "india"]), {"read": "s1"})
    page = client.get(ADDRESS).text

    assert 'id="read-before" hidden' in before
    assert 'id="read-before" hidden' not in page
    assert "marked by a button: 1." in PageReader(page).text
    assert 'name="take_over" id="take-over" checked' in page


def test_the_page_is_kept_by_no_cache_and_only_get_and_post_are_answered(client: Client) -> None:
    response = client.get(ADDRESS)
    page = PageReader(response.text)

    assert "no-store" in response.headers["Cache-Control"]
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)
    assert [client.put(ADDRESS).status_code, client.delete(ADDRESS).status_code] == [405, 405]


def test_a_form_from_elsewhere_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post(ADDRESS, FILLED_IN).status_code == 403


@pytest.mark.parametrize("number", [1, 30])
def test_signing_up_needs_few_statements(client: Client, cohort: Cohort, number: int) -> None:
    lesson = make_lesson(cohort.course)
    keys = [make_section(lesson).key for _ in range(number)]
    for _ in range(number):
        make_user()
    brought = json.dumps({"roads": keys})

    with data_statements() as asked:
        client.get(ADDRESS)
    with data_statements() as made:
        sign_up(client, code="K7MX-P4TR", read=brought, take_over="on")

    assert (len(asked), len(made)) == (0, 15)
