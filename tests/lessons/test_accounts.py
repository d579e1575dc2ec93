"""Accounts and passwords that instructors give to students."""

import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.db import IntegrityError

from lessons.accounts import (
    PASSWORD_BITS,
    NewAccount,
    create_accounts,
    draw_password,
    free_username,
    is_taken,
    reset_passwords,
    with_duties,
)
from lessons.models import Enrolment
from tests.factories import make_cohort, make_course, make_editor, make_enrolment, make_instructor, make_user
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


def test_a_drawn_password_can_be_read_and_has_the_strength_that_is_stated() -> None:
    words = {draw_password() for _ in range(200)}
    shape = re.compile("(([bdfghjklmnprstvz][aeiou]){2}-){2}([bdfghjklmnprstvz][aeiou]){2}")

    assert len(words) == 200
    assert [word for word in words if not shape.fullmatch(word)] == []
    assert 2**PASSWORD_BITS <= (16 * 5) ** 6 < 2 ** (PASSWORD_BITS + 1)


def test_the_passwords_of_those_with_duties_are_not_an_instructors_to_give() -> None:
    teaches = make_user()
    teaches.taught_cohorts.add(make_cohort())
    edits = make_user()
    edits.edited_courses.add(make_course())
    duties = [
        *(teaches, edits, make_user(is_staff=True), make_user(is_superuser=True)),
        *(make_instructor(make_cohort()), make_editor(make_course())),
    ]
    students = [make_enrolment().user, make_user()]

    assert with_duties(user.pk for user in (*duties, *students)) == {user.pk for user in duties}


def test_new_passwords_work_and_lift_locks_on_the_names() -> None:
    timur, other = make_user("timur", password="old-one"), make_user("laila", password="old-one")
    for name in ("timur", "laila"):
        AccessAttempt.objects.create(username=name, ip_address="::1", failures_since_start=10)

    [slip] = reset_passwords(users=[timur])

    timur.refresh_from_db()
    other.refresh_from_db()
    assert (slip.user, timur.check_password(slip.password)) == (timur, True)
    assert other.check_password("old-one")
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["laila"]


@pytest.mark.parametrize("number", [1, 30])
def test_many_new_passwords_need_as_many_statements_as_one(number: int) -> None:
    users = [make_user() for _ in range(number)]

    with data_statements() as statements:
        reset_passwords(users=users)

    assert len(statements) == 2


@pytest.mark.parametrize("number", [1, 30])
def test_many_accounts_need_as_many_statements_as_one(number: int) -> None:
    cohort = make_cohort()

    with data_statements() as statements:
        slips = create_accounts(cohort=cohort, accounts=[NewAccount(f"s{n}", "S") for n in range(number)])

    assert len(statements) == 2
    assert {place.user for place in Enrolment.objects.all()} == {slip.user for slip in slips}


def test_accounts_are_made_all_or_none() -> None:
    make_user("timur")
    cohort = make_cohort()

    with pytest.raises(IntegrityError):
        create_accounts(cohort=cohort, accounts=[NewAccount("laila", "Laila"), NewAccount("timur", "Timur")])

    assert [user.username for user in User.objects.all()] == ["timur"]
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("name", "other"), [("timur", "Timur"), ("TIMUR", "timur"), ("айгерим", "Айгерим"), ("АЙГЕРИМ", "айгерим")]
)
def test_a_user_name_is_taken_in_whatever_case(name: str, other: str) -> None:
    make_user(name)

    assert is_taken(other)
    assert not is_taken(f"{other}2")


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Aigerim Bekova", "aigerim.bekova"),
        ("Timur", "timur3"),
        ("Жанар  Әлиева", "жанар.әлиева"),
        ("O’Neill, Ann-Marie", "o.neill.ann.marie"),
        ("???", "student"),
    ],
)
def test_a_user_name_is_made_from_a_name(name: str, username: str) -> None:
    assert free_username(name, {"timur", "timur2"}) == username
