"""Logging in, changing a password, and getting a new one by mail."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from casite.throttles import MAILS_OF_ADDRESS, MAILS_TO_ACCOUNT
from tests.factories import make_course, make_enrolment, make_lesson, make_section

pytestmark = pytest.mark.django_db

OLD, NEW = "right-horse-staple", "battery-of-Samarkand"
NEW_TWICE = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def student() -> User:
    return User.objects.create_user("gulnara", "gulnara@school.example", OLD)


def test_a_student_changes_the_password_and_stays_logged_in(client: Client, student: User) -> None:
    client.force_login(student)

    response = client.post(reverse("password_change"), {"old_password": OLD, **NEW_TWICE}, follow=True)

    assert "Your password is changed" in response.text
    assert response.context["user"] == student
    assert client.login(request=response.wsgi_request, username="gulnara", password=NEW)


def test_a_visitor_is_asked_to_log_in_first(client: Client) -> None:
    response = client.get(reverse("password_change"))

    assert response.headers["Location"] == "/accounts/login/?next=/accounts/password/"


def test_a_mail_leads_to_a_new_password(client: Client, student: User) -> None:
    sent = client.post(reverse("password_reset"), {"email": "gulnara@school.example"}, follow=True)
    [link] = re.findall(r"http://testserver(\S+)", str(mail.outbox[0].body))
    form = client.get(link, follow=True)
    done = client.post(form.redirect_chain[-1][0], NEW_TWICE, follow=True)

    assert "Look into your mail" in sent.text
    assert "gulnara" in mail.outbox[0].body
    assert "Log in with the new password" in done.text
    student.refresh_from_db()
    assert student.check_password(NEW)


def test_a_link_works_once(client: Client, student: User) -> None:
    client.post(reverse("password_reset"), {"email": "gulnara@school.example"})
    [link] = re.findall(r"http://testserver(\S+)", str(mail.outbox[0].body))
    client.post(client.get(link, follow=True).redirect_chain[-1][0], NEW_TWICE)

    assert "used already" in client.get(link, follow=True).text


def test_an_unknown_address_is_answered_alike(client: Client) -> None:
    response = client.post(reverse("password_reset"), {"email": "nobody@school.example"}, follow=True)

    assert "Look into your mail" in response.text
    assert mail.outbox == []


def ask_for_mail(client: Client, email: str = "gulnara@school.example", address: str = "192.0.2.1") -> str:
    """The words of the page, with its token and the like left out."""
    response = client.post(reverse("password_reset"), {"email": email}, REMOTE_ADDR=address, follow=True)
    return re.sub("<[^>]*>", "", response.text)


def test_the_mail_says_who_asked_for_what_and_how_long_it_holds(client: Client, student: User) -> None:
    ask_for_mail(client)

    [letter] = mail.outbox
    assert letter.subject == "A new password for testserver"
    assert "Hello gulnara," in letter.body
    assert "Your user name there is\n\n    gulnara\n" in letter.body
    assert "It works once, within three days:\n\n    http://testserver/accounts/password/reset/" in letter.body
    assert "If it was not you, do nothing" in letter.body


def test_an_account_gets_one_mail_in_five_minutes_and_the_page_says_the_same(client: Client, student: User) -> None:
    pages = {ask_for_mail(client, address=f"192.0.2.{number}") for number in range(3)}
    pages.add(ask_for_mail(client, "nobody@school.example"))
    first = len(mail.outbox)
    cache.delete(MAILS_TO_ACCOUNT.key(str(student.pk)))
    ask_for_mail(client)

    assert (len(pages), first, len(mail.outbox)) == (1, 1, 2)


def test_an_address_gets_twenty_mails_an_hour(client: Client) -> None:
    for number in range(22):
        User.objects.create_user(f"student-{number}", f"{number}@school.example", OLD)
    pages = {ask_for_mail(client, f"{number}@school.example") for number in range(21)}
    elsewhere = ask_for_mail(client, "21@school.example", "192.0.2.2")

    assert [letter.to for letter in mail.outbox] == [
        *[[f"{n}@school.example"] for n in range(20)],
        ["21@school.example"],
    ]
    assert pages == {elsewhere}
    assert MAILS_OF_ADDRESS.is_spent("192.0.2.1")


def test_a_spent_address_does_not_keep_a_mail_from_its_owner(client: Client, student: User) -> None:
    for _ in range(MAILS_OF_ADDRESS.limit):
        MAILS_OF_ADDRESS.count("192.0.2.1")
    ask_for_mail(client)
    before = len(mail.outbox)
    ask_for_mail(client, address="192.0.2.2")

    assert (before, len(mail.outbox)) == (0, 1)


def test_a_new_password_ends_the_sessions_on_other_devices(client: Client, student: User) -> None:
    other = Client()
    for device in (client, other):
        device.force_login(student)
    client.post(reverse("password_change"), {"old_password": OLD, **NEW_TWICE})

    assert [device.get(reverse("account")).status_code for device in (client, other)] == [200, 302]


def test_the_form_to_log_in_does_not_write_capitals_by_itself(client: Client) -> None:
    html = client.get(reverse("login")).text
    field = html[html.index('name="username"') :].split(">")[0]

    assert 'autocapitalize="none" autocomplete="username"' in field
    assert '/accounts/signup/?next="' in html


@pytest.mark.parametrize("take", [True, False])
def test_what_was_read_before_is_taken_over_at_the_log_in(client: Client, student: User, take: bool) -> None:
    course = make_course("roads")
    for key in ("s1", "s2"):
        make_section(course.lesson_set.first() or make_lesson(course, "india"), key)
    place = make_enrolment(course, user=student)
    client.post("/courses/roads/lessons/india/checks/", {"read": "s1"})
    shown = client.get(reverse("login")).text
    fields = {"username": "gulnara", "password": OLD, "read": '{"roads": ["s2"]}'}

    client.post(reverse("login"), {**fields, **({"take_over": "on"} if take else {})})

    assert "marked by a button: 1." in shown
    assert sorted(place.sections_read.values_list("section__key", flat=True)) == (["s1", "s2"] if take else [])


def test_what_was_read_before_waits_for_a_class(client: Client, student: User) -> None:
    make_section(make_lesson(make_course("roads"), "india"), "s1")
    client.post("/courses/roads/lessons/india/checks/", {"read": "s1"})

    client.post(reverse("login"), {"username": "gulnara", "password": OLD, "take_over": "on"})

    assert client.session["sections read by a visitor"] == {"roads": ["s1"]}
