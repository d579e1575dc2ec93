"""Headers, the one log-in form and its limit, passwords."""

from contextlib import closing
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from casite import settings
from casite.middleware import client_address

pytestmark = pytest.mark.django_db

POLICY = {
    **dict.fromkeys(("default-src", "base-uri", "object-src", "frame-ancestors"), "'none'"),
    **dict.fromkeys(("script-src", "style-src", "img-src", "font-src"), "'self'"),
    **dict.fromkeys(("connect-src", "form-action", "manifest-src"), "'self'"),
}
PASSWORD = "right-horse-staple"
PAGES = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/admin/login/",
    "/admin/",
    "/healthz",
    "/nowhere/",
    "/static/admin/css/base.css",
]


@pytest.fixture
def student() -> User:
    return User.objects.create_user("gulnara", password=PASSWORD)


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("root", password=PASSWORD)


def log_in(client: Client, password: str, *, username: str = "gulnara", address: str = "192.0.2.1") -> int:
    """The status of the answer: 302 in, 200 wrong, 429 locked."""
    fields = {"username": username, "password": password}
    return client.post(reverse("login"), fields, REMOTE_ADDR=address).status_code


def lock(client: Client) -> list[int]:
    return [log_in(client, "wrong") for _ in range(10)]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_one_policy(client: Client, path: str) -> None:
    with closing(client.get(path)) as response:  # A static file is an open file.
        header = response.headers["Content-Security-Policy"]

    assert dict(directive.strip().split(" ", 1) for directive in header.split(";")) == POLICY


@pytest.mark.parametrize("path", ["/admin/", "/admin/auth/user/add/", "/admin/password_change/"])
def test_the_admin_has_the_same_policy_inside(client: Client, administrator: User, path: str) -> None:
    client.force_login(administrator)

    response = client.get(path)

    assert response.status_code == 200
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES[:-1])
def test_other_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(), " in headers["Permissions-Policy"]


def test_with_https_pages_redirect_and_healthz_answers(client: Client) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert client.get("/accounts/login/").headers["Location"] == "https://testserver/accounts/login/"
        assert client.get("/healthz").status_code == 200


def test_the_right_password_logs_in(client: Client, student: User) -> None:
    assert log_in(client, PASSWORD) == 302
    assert client.session["_auth_user_id"] == str(student.pk)


def test_the_tenth_wrong_password_locks_and_the_right_one_comes_too_late(client: Client, student: User) -> None:
    assert lock(client) == [200] * 9 + [429]

    assert log_in(client, PASSWORD) == 429
    assert "_auth_user_id" not in client.session


def test_a_locked_visitor_is_told_what_to_do(client: Client, student: User) -> None:
    lock(client)

    response = client.post(reverse("login"), {"username": "gulnara", "password": "x"}, REMOTE_ADDR="192.0.2.1")

    assert "fifteen minutes" in response.text


def test_other_spellings_of_a_name_give_no_more_tries(client: Client, student: User) -> None:
    spellings = ["gulnara", " gulnara ", "ｇulnara"]

    assert [log_in(client, "wrong", username=spellings[i % 3]) for i in range(10)][-1] == 429


def test_neither_classmates_nor_other_places_are_locked(client: Client, student: User) -> None:
    User.objects.create_user("timur", password=PASSWORD)
    lock(client)

    assert log_in(client, PASSWORD, username="timur") == 302
    assert log_in(client, PASSWORD, address="192.0.2.2") == 302


def test_the_lock_opens_after_fifteen_minutes(client: Client, student: User) -> None:
    lock(client)
    log_in(client, "still wrong")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=15, seconds=1))

    assert log_in(client, PASSWORD) == 302


def test_a_log_in_forgets_the_wrong_tries_before(client: Client, student: User) -> None:
    for _ in range(9):
        log_in(client, "wrong")
    log_in(client, PASSWORD)
    client.logout()

    assert log_in(client, "wrong") == 200


def test_the_admin_sends_visitors_to_the_one_form(client: Client) -> None:
    response = client.get("/admin/auth/user/", follow=True)

    assert response.redirect_chain[-1] == ("/accounts/login/?next=/admin/auth/user/", 302)


def test_the_log_in_of_the_admin_takes_no_password(client: Client, administrator: User) -> None:
    response = client.post("/admin/login/", {"username": "root", "password": PASSWORD, "next": "/admin/"})

    assert response.headers["Location"] == "/accounts/login/?next=/admin/"
    assert "_auth_user_id" not in client.session


def test_the_one_form_leads_back_into_the_admin(client: Client, administrator: User) -> None:
    address = reverse("login") + "?next=/admin/auth/user/"
    fields = {"username": "root", "password": PASSWORD, "next": "/admin/auth/user/"}

    assert client.post(address, fields).headers["Location"] == "/admin/auth/user/"


def test_the_form_leads_to_no_other_site(client: Client, student: User) -> None:
    fields = {"username": "gulnara", "password": PASSWORD, "next": "https://elsewhere.example/"}

    assert client.post(reverse("login"), fields).headers["Location"] == "/"


def test_a_student_in_the_admin_is_refused_and_not_sent_in_circles(client: Client, student: User) -> None:
    client.force_login(student)

    assert client.get("/admin/", follow=True).status_code == 403


def test_logging_out_needs_a_post(client: Client, student: User) -> None:
    client.force_login(student)

    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).headers["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_passwords_are_hashed_with_argon2_in_19_mebibytes() -> None:
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        encoded = make_password(PASSWORD)

        assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
        assert check_password(PASSWORD, encoded)


def test_pages_of_somebody_logged_in_are_kept_by_no_shared_cache(client: Client, student: User) -> None:
    client.force_login(student)

    pages = {path: client.get(path).headers["Cache-Control"] for path in ("/", "/accounts/", "/nowhere/")}

    assert pages == dict.fromkeys(pages, "private, no-cache")


def test_pages_of_visitors_may_be_kept(client: Client) -> None:
    assert "Cache-Control" not in client.get("/").headers


@pytest.mark.parametrize(
    ("https", "forwarded", "address"),
    [
        (True, "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # A client can write all but what our proxy adds.
        (True, "", "192.0.2.1"),
        (False, "198.51.100.7", "192.0.2.1"),
    ],
)
def test_the_limit_counts_by_the_address_that_the_proxy_saw(https: bool, forwarded: str, address: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})

    with override_settings(HTTPS=https):
        assert client_address(request) == address
