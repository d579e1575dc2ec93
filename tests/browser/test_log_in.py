"""Logging in, as a visitor sees it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

PASSWORD = "right-horse-staple"


@pytest.fixture
def student(live_server: object) -> User:
    return User.objects.create_user("gulnara", password=PASSWORD)


def fill_in(page: Page, password: str) -> None:
    page.goto("/accounts/login/?next=/accounts/password/")
    page.get_by_label("Username").fill("gulnara")
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Log in").click()


def test_a_student_logs_in(page: Page, student: User) -> None:
    fill_in(page, PASSWORD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Change your password")


def test_a_student_logs_in_without_javascript(page_without_js: Page, student: User) -> None:
    fill_in(page_without_js, PASSWORD)

    expect(page_without_js.get_by_role("heading", level=1)).to_have_text("Change your password")


def test_a_wrong_password_is_explained_accessibly(
    page: Page, student: User, assert_accessible: Callable[[Page], None]
) -> None:
    fill_in(page, "wrong")

    expect(page.get_by_role("main")).to_contain_text("correct username and password")
    assert_accessible(page)
