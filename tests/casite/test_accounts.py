"""Changing a password, and getting a new one by mail."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

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
