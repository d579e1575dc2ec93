"""What an instructor does with a class as a whole: its code, its end, the next class, and accounts of its students."""

import html
import logging
import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from lessons.models import Cohort, Enrolment
from tests.desk import errors, save
from tests.factories import (
    make_cohort,
    make_course,
    make_editor,
    make_enrolment,
    make_instructor,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

PAGES = ("joining", "archive", "start_anew", "passwords", "accounts")
OLD = "right-horse-staple"
LINES = "timur, Timur, Khan\r\n\r\nLaila Noorzai\r\nLaila Noorzai\r\n"


@pytest.fixture
def cohort(client: Client) -> Cohort:
    """A class whose instructor is logged in."""
    cohort = make_cohort(make_course("roads"), name="11B", time_zone="Asia/Almaty", code="K7MXP4TR")
    client.force_login(make_instructor(cohort, username="rahimova"))
    return cohort


@pytest.fixture
def student(cohort: Cohort) -> User:
    student = make_user("zarina", password=OLD, first_name="Zarina", last_name="Yusupova")
    make_enrolment(cohort=cohort, user=student)
    return student


def page(cohort: Cohort, name: str) -> str:
    return reverse(f"admin:lessons_cohort_{name}", args=[cohort.pk])


def post(client: Client, cohort: Cohort, of_page: str, /, **fields: Any) -> Any:
    return client.post(page(cohort, of_page), fields)


def set_passwords(client: Client, cohort: Cohort, *students: User) -> Any:
    return post(client, cohort, "passwords", students=[student.pk for student in students], sure="on")


def slips(response: Any) -> list[dict[str, str]]:
    """What stands on each slip, by its heading."""
    texts = re.findall("<li>\\s*<dl>(.*?)</dl>", response.text, re.DOTALL)
    pairs = [re.findall("<dt>(.*?)</dt><dd.*?>(.*?)</dd>", text) for text in texts]
    return [{name: html.unescape(value) for name, value in slip} for slip in pairs]


def reloaded(cohort: Cohort) -> Cohort:
    return Cohort.objects.get(pk=cohort.pk)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        *(("administrator", 200), ("instructor", 200), ("instructor of another class", 404)),
        *(("editor", 404), ("colleague without a task", 404), ("student", 403), ("anonymous", 302)),
    ],
)
def test_pages_are_for_those_who_teach_the_class_and_administrators(client: Client, role: str, status: int) -> None:
    cohort = make_cohort(code="K7MXP4TR")
    student = make_enrolment(cohort=cohort, user=make_user(password=OLD)).user
    user = {
        "administrator": lambda: make_user(is_staff=True, is_superuser=True),
        "instructor": lambda: make_instructor(cohort),
        "instructor of another class": lambda: make_instructor(make_cohort(cohort.course)),
        "editor": lambda: make_editor(cohort.course),
        "colleague without a task": lambda: make_user(is_staff=True),
        "student": lambda: student,
        "anonymous": lambda: None,
    }[role]()
    if user:
        client.force_login(user)

    got = [client.get(page(cohort, name), follow=role == "student").status_code for name in PAGES]
    assert got == [status] * 5
    if status != 200:
        post(client, cohort, "joining", act="close")
        post(client, cohort, "archive", act="archive")
        post(client, cohort, "start_anew", name="12B")
        post(client, cohort, "accounts", lines="Timur")
        set_passwords(client, cohort, student)
        left = reloaded(cohort)
        assert (left.code, left.archived_at, LogEntry.objects.count()) == ("K7MXP4TR", None, 0)
        assert not Cohort.objects.filter(name="12B").exists()
        assert not User.objects.filter(username="timur").exists()
        assert User.objects.get(pk=student.pk).check_password(OLD)


def test_the_form_of_a_class_leads_to_its_pages(client: Client, cohort: Cohort) -> None:
    text = client.get(reverse("admin:lessons_cohort_change", args=[cohort.pk])).text

    assert [f'href="{page(cohort, name)}"' in text for name in PAGES] == [True] * 5
    assert "K7MX-P4TR" in text


def test_the_code_is_shown_with_the_address_to_give_away(client: Client, cohort: Cohort) -> None:
    text = client.get(page(cohort, "joining")).text

    assert '<dd class="quote">K7MX-P4TR</dd>' in text
    assert '<a href="http://testserver/accounts/signup/?code=K7MX-P4TR">' in text


def test_a_new_code_replaces_the_old_one(client: Client, cohort: Cohort) -> None:
    response = client.post(page(cohort, "joining"), {"act": "open"}, follow=True)

    new = reloaded(cohort)
    assert new.code not in (None, "K7MXP4TR")
    assert new.shown_code in response.text
    assert "The class has a new code." in response.text


def test_a_class_is_closed_to_joining_and_opened_again(client: Client, cohort: Cohort) -> None:
    post(client, cohort, "joining", act="close")
    closed = reloaded(cohort).code
    text = client.get(page(cohort, "joining")).text
    post(client, cohort, "joining", act="open")

    assert closed is None
    assert "nobody can join it without you" in text
    assert len(reloaded(cohort).code or "") == 8


@pytest.mark.parametrize("name", ["joining", "archive"])
@pytest.mark.parametrize("act", ["", "nonsense"])
def test_nonsense_does_nothing(client: Client, cohort: Cohort, name: str, act: str) -> None:
    post(client, cohort, name, act=act)

    assert (reloaded(cohort).code, reloaded(cohort).archived_at) == ("K7MXP4TR", None)
    assert not LogEntry.objects.exists()


def test_a_class_is_archived_and_brought_back(client: Client, cohort: Cohort) -> None:
    asked = client.get(page(cohort, "archive")).text
    post(client, cohort, "archive", act="archive")
    archived = reloaded(cohort)
    back = client.get(page(cohort, "archive")).text
    post(client, cohort, "archive", act="bring-back")

    assert "an open attempt can be finished" in asked
    assert archived.archived_at is not None
    assert archived.code == "K7MXP4TR"
    assert "Bring back 11B" in back
    assert reloaded(cohort).archived_at is None


def test_the_list_shows_running_classes_and_by_a_filter_the_others(client: Client, cohort: Cohort) -> None:
    ended = make_cohort(cohort.course, name="Old", instructors=list(cohort.instructors.all()))
    ended.archive()

    def shown(query: str) -> list[Cohort]:
        return list(client.get(reverse("admin:lessons_cohort_changelist") + query).context["cl"].queryset)

    assert [shown(""), shown("?ended=yes"), shown("?ended=all")] == [[cohort], [ended], [cohort, ended]]


def test_a_new_class_takes_course_zone_and_instructors_but_no_students(
    client: Client, cohort: Cohort, student: User
) -> None:
    response = post(client, cohort, "start_anew", name="11B", term="Autumn 2027")

    new = Cohort.objects.exclude(pk=cohort.pk).get()
    assert response.headers["Location"] == reverse("admin:lessons_cohort_change", args=[new.pk])
    assert (new.name, new.term, new.course, new.time_zone) == ("11B", "Autumn 2027", cohort.course, "Asia/Almaty")
    assert [user.username for user in new.instructors.all()] == ["rahimova"]
    assert (new.enrolments.count(), new.archived_at) == (0, None)
    assert new.code not in (None, "K7MXP4TR")
    assert str(new) == "11B, Autumn 2027"


def test_a_new_class_needs_a_name_and_term_of_its_own(client: Client, cohort: Cohort) -> None:
    response = post(client, cohort, "start_anew", name="11B", term="")

    assert "This course has a class of this name in this term already." in response.text
    assert Cohort.objects.count() == 1


def test_two_classes_of_a_name_differ_in_their_terms(client: Client, cohort: Cohort) -> None:
    make_cohort(cohort.course, name="11B", term="Autumn 2027")

    response = save(client, reverse("admin:lessons_cohort_change", args=[cohort.pk]), term="Autumn 2027")
    client.force_login(make_user(is_staff=True, is_superuser=True))
    refused = save(client, reverse("admin:lessons_cohort_change", args=[cohort.pk]), term="Autumn 2027")

    assert errors(response).keys() == errors(refused).keys() == {"__all__"}


def test_before_passwords_change_the_page_says_what_will_happen(client: Client, cohort: Cohort, student: User) -> None:
    response = post(client, cohort, "passwords", students=[student.pk])

    student.refresh_from_db()
    assert student.check_password(OLD)
    assert "1 student gets a new password now:" in response.text
    assert "Zarina Yusupova (zarina)" in response.text
    assert "they are logged out everywhere" in response.text
    assert f'<input type="hidden" name="students" value="{student.pk}">' in response.text


def test_new_passwords_are_shown_once_on_slips(client: Client, cohort: Cohort, student: User) -> None:
    response = set_passwords(client, cohort, student)

    [slip] = slips(response)
    student.refresh_from_db()
    assert student.check_password(slip.pop("Password"))
    assert slip == {
        "Site": "http://testserver/",
        "Class": "11B",
        "Name": "Zarina Yusupova",
        "User name": "zarina",
    }
    assert "no-store" in response.headers["Cache-Control"]


def test_a_new_password_ends_sessions_and_lifts_the_lock(client: Client, cohort: Cohort, student: User) -> None:
    device, log_in = Client(), Client()
    device.force_login(student)
    for _ in range(10):
        log_in.post(reverse("login"), {"username": "zarina", "password": "wrong"})
    locked = log_in.post(reverse("login"), {"username": "zarina", "password": OLD}).status_code

    [slip] = slips(set_passwords(client, cohort, student))

    assert locked == 429
    assert device.get(reverse("account")).status_code == 302
    fields = {"username": slip["User name"], "password": slip["Password"]}
    assert log_in.post(reverse("login"), fields).headers["Location"] == "/"
    assert not AccessAttempt.objects.exists()


def test_passwords_are_neither_stored_nor_logged(
    client: Client, cohort: Cohort, student: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), data_statements() as statements:
        [slip] = slips(set_passwords(client, cohort, student))

    assert [sql for sql in statements if slip["Password"] in sql] == []
    assert slip["Password"] not in caplog.text
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["New passwords: zarina."]


@pytest.mark.parametrize("duty", ["staff", "superuser", "editor", "instructor"])
def test_the_passwords_of_those_with_duties_are_left_alone(
    client: Client, cohort: Cohort, student: User, duty: str
) -> None:
    if duty in ("staff", "superuser"):
        setattr(student, f"is_{duty}", True)
        student.save()
    elif duty == "editor":
        student.edited_courses.add(make_course())
    else:
        student.taught_cohorts.add(make_cohort())
    classmate = make_enrolment(cohort=cohort, user=make_user("timur")).user

    form = client.get(page(cohort, "passwords"))
    both = set_passwords(client, cohort, student, classmate)
    everybody = post(client, cohort, "passwords", everybody="on", sure="on")

    assert "Left alone, because they work at the desk, edit a course or teach a class: Zarina Yusupova." in form.text
    assert f'value="{student.pk}"' not in form.text
    assert slips(both) == []
    assert "Somebody chosen here is not among the students listed below." in both.text
    assert [slip["User name"] for slip in slips(everybody)] == ["timur"]
    student.refresh_from_db()
    assert student.check_password(OLD)


def test_students_of_other_classes_are_out_of_reach(client: Client, cohort: Cohort, student: User) -> None:
    other = make_enrolment(cohort.course, user=make_user("other", password=OLD)).user

    response = set_passwords(client, cohort, student, other)

    for user in (student, other):
        user.refresh_from_db()
    assert slips(response) == []
    assert [student.check_password(OLD), other.check_password(OLD)] == [True, True]
    assert "other" not in client.get(page(cohort, "passwords")).text.replace("others", "")


def test_somebody_has_to_be_chosen(client: Client, cohort: Cohort, student: User) -> None:
    for fields in ({}, {"sure": "on"}, {"students": ["nonsense"], "sure": "on"}):
        assert slips(post(client, cohort, "passwords", **fields)) == []

    assert "Choose at least one student." in post(client, cohort, "passwords").text


def test_a_class_without_students_says_so(client: Client, cohort: Cohort) -> None:
    assert "Nobody in this class can get a new password here." in client.get(page(cohort, "passwords")).text


def test_accounts_are_made_into_the_class_with_slips(client: Client, cohort: Cohort) -> None:
    response = post(client, cohort, "accounts", lines=LINES)

    made = slips(response)
    assert [(slip["User name"], slip["Name"]) for slip in made] == [
        *(("timur", "Timur Khan"), ("laila.noorzai", "Laila Noorzai"), ("laila.noorzai2", "Laila Noorzai"))
    ]
    places = Enrolment.objects.filter(cohort=cohort).order_by("pk").select_related("user")
    assert [place.user.username for place in places] == [slip["User name"] for slip in made]
    passwords = zip(places, made, strict=True)
    assert [place.user.check_password(slip["Password"]) for place, slip in passwords] == [True] * 3
    assert "no-store" in response.headers["Cache-Control"]
    assert [entry.change_message for entry in LogEntry.objects.all()] == [
        "New accounts: timur, laila.noorzai, laila.noorzai2."
    ]


def test_each_wrong_line_is_named_and_nothing_is_made(client: Client, cohort: Cohort) -> None:
    make_user("Timur")
    lines = [
        "laila, Laila,",
        "timur, Timur, Khan",
        "",
        "a, b",
        "with blank, Ann, Lee",
        "LAILA, Laila, N",
        f"{'x' * 151}",
    ]

    response = post(client, cohort, "accounts", lines="\r\n".join(lines))

    taken = "is taken. An account that exists is added on the page of the class."
    [line2, line4, line5, line6, line7] = response.context["form"].errors["lines"]
    assert line2 == f"Line 2: The user name “timur” {taken}"
    assert line4 == "Line 4: “a, b” is not “user name, first name, last name”, nor a name."
    assert line5.startswith("Line 5: Enter a valid username.")
    assert line6 == f"Line 6: The user name “LAILA” {taken}"
    assert line7.startswith("Line 7: Ensure this value has at most 150 characters")
    assert "with blank, Ann, Lee" in response.text
    assert [user.username for user in User.objects.order_by("pk")] == ["rahimova", "Timur"]
    assert not Enrolment.objects.exists()


def test_a_user_name_that_is_given_further_down_is_not_made_before(client: Client, cohort: Cohort) -> None:
    response = post(client, cohort, "accounts", lines="Timur\ntimur, Timur, Khan")

    assert [slip["User name"] for slip in slips(response)] == ["timur2", "timur"]


@pytest.mark.parametrize("lines", ["", " \r\n ", "Ti\x00mur", "\n".join(f"Student {n}" for n in range(101))])
def test_a_list_that_is_no_list_is_refused(client: Client, cohort: Cohort, lines: str) -> None:
    response = post(client, cohort, "accounts", lines=lines)

    assert response.context["form"].errors.keys() == {"lines"}
    assert not Enrolment.objects.exists()


def test_nobody_gets_an_account_in_a_class_that_has_ended(client: Client, cohort: Cohort) -> None:
    cohort.archive()

    response = post(client, cohort, "accounts", lines="Timur")

    assert "This class has ended. Bring it back before somebody joins it." in response.text
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("name", PAGES)
def test_forms_from_elsewhere_and_other_methods_are_refused(client: Client, cohort: Cohort, name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cohort.instructors.get())

    assert strict.post(page(cohort, name), {"act": "close"}).status_code == 403
    assert client.put(page(cohort, name)).status_code == 405


def test_pages_ask_as_much_for_30_students_as_for_one(client: Client, cohort: Cohort) -> None:
    counts = []
    for rows in (1, 29):
        for _ in range(rows):
            make_enrolment(cohort=cohort)
        for name in PAGES:
            with data_statements() as statements:
                client.get(page(cohort, name))
            counts.append(len(statements))
        for fields in ({"everybody": "on"}, {"everybody": "on", "sure": "on"}):
            with data_statements() as statements:
                post(client, cohort, "passwords", **fields)
            counts.append(len(statements))
    made = []
    for lines in (["A"], [f"S{n}" for n in range(30)]):
        with data_statements() as statements:
            post(client, cohort, "accounts", lines="\n".join(lines))
        made.append(len(statements))

    assert counts[:7] == counts[7:]
    assert made[0] == made[1]
