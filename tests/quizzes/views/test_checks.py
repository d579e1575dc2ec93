"""Answering the checks of a lesson: students in the lesson, visitors on a page that stores nothing."""

import re

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from lessons.models import Enrolment, Section
from quizzes.models import Attempt, Question, Response
from tests.factories import (
    choice,
    make_check,
    make_check_answer,
    make_claim,
    make_course,
    make_editor,
    make_enrolment,
    make_lesson,
    make_section,
    make_user,
)
from tests.quizzes.question_types.browser import form_post
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

IN_LESSON = Template(
    "{% load checks %}{% lesson_checks lesson enrolment as checks %}"
    '{% for section in sections %}{% include "quizzes/_section_checks.html" %}{% endfor %}'
    '{% lesson_state sections read checks as state %}{% include "quizzes/_completion_rule.html" %}'
)


@pytest.fixture
def section() -> Section:
    course = make_course()
    return make_section(make_lesson(course), claims=[make_claim(course, "P9f1")], text="Nine it is.[P9f1]")


@pytest.fixture
def student(section: Section, client: Client) -> Enrolment:
    enrolment = make_enrolment(section.course)
    client.force_login(enrolment.user)
    return enrolment


def make_secret_check(section: Section, key: str = "C1", **fields: object) -> Question:
    """A check that can be told on each of its secrets."""
    payload = choice("yes", "no", claim="P9f1")
    for option in payload["options"]:
        option["rationale"] = f"Rationale of {option['key']}."
    return make_check(section, key, payload=payload, explanation="Explanation.", **fields)


SECRETS = ("Rationale of yes.", "Rationale of no.", "Explanation.", "P9", "is-right", "Right answer")


def address(section: Section) -> str:
    return reverse("quizzes:checks", args=[section.course.slug, section.lesson.slug])


def post(client: Client, section: Section, **fields: object) -> HttpResponse:
    return client.post(address(section), fields)


def lesson_html(section: Section, enrolment: Enrolment | None, query: str = "") -> str:
    """What the lesson's page draws."""
    request = RequestFactory().get(f"/{query}")
    lesson = section.lesson
    sections = list(lesson.sections.current())
    context = {"lesson": lesson, "course": lesson.course, "enrolment": enrolment, "sections": sections, "read": set()}
    return IN_LESSON.render(Context({**context, "action": address(section), "request": request}))


def test_an_answer_is_stored_and_leads_back_to_the_check(client: Client, section: Section, student: Enrolment) -> None:
    make_secret_check(section)
    fields = {"check": "C1", "C1-choice": "no", "C1-certainty": "sure", "C1-answered": 0}

    response = post(client, section, **fields)

    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"{section.lesson.get_absolute_url()}#check-C1",
    )
    stored = Response.objects.get()
    assert (stored.attempt.enrolment, stored.value, stored.certainty) == (student, {"choice": "no"}, "sure")


def test_the_form_in_the_lesson_is_what_the_view_takes(client: Client, section: Section, student: Enrolment) -> None:
    make_secret_check(section)
    form = form_post(lesson_html(section, student))

    post(client, section, **form.dict(), **{"C1-choice": "yes"})

    assert [response.value for response in Response.objects.all()] == [{"choice": "yes"}]


def test_a_second_click_changes_nothing(client: Client, section: Section, student: Enrolment) -> None:
    make_secret_check(section)
    fields = {"check": "C1", "C1-choice": "no", "C1-answered": 0}

    statuses = [post(client, section, **fields).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"C1-answered": 0},
        {"C1-answered": 0, "C1-choice": ""},
        {"C1-answered": 0, "C1-choice": "nonsense"},
        {"C1-answered": 0, "C1-choice": "yes\x00"},
        {"C1-answered": -1, "C1-choice": "yes"},
        {"C1-answered": 0, "C1-choice": "yes", "C1-certainty": "nonsense"},
        {"C1-choice": "yes"},
    ],
)
def test_a_blank_or_nonsense_is_not_stored_and_asked_for_again(
    client: Client, section: Section, student: Enrolment, fields: dict[str, object]
) -> None:
    make_secret_check(section)

    response = post(client, section, check="C1", **fields)

    assert response.headers["Location"] == f"{section.lesson.get_absolute_url()}?blank=C1#check-C1"
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("key", ["", "C2", "C3", "C4"])
def test_only_checks_of_the_lesson_are_answered(client: Client, section: Section, student: Enrolment, key: str) -> None:
    make_secret_check(section, "C2", status="draft")
    make_secret_check(make_section(make_lesson(section.course)), "C3")

    response = post(client, section, **{"check": key, f"{key}-choice": "yes", f"{key}-answered": 0})

    assert response.status_code == 404


def test_answering_needs_few_statements(client: Client, section: Section, student: Enrolment) -> None:
    make_secret_check(section)
    make_check_answer(make_enrolment(cohort=student.cohort), section.checks.get())

    with data_statements() as statements:
        post(client, section, **{"check": "C1", "C1-choice": "no", "C1-answered": 0})

    assert len(statements) == 23


def test_a_student_who_asks_for_the_visitors_page_is_sent_to_the_lesson(
    client: Client, section: Section, student: Enrolment
) -> None:
    assert client.get(address(section)).headers["Location"] == section.lesson.get_absolute_url()


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_refused(client: Client, section: Section, method: str) -> None:
    assert getattr(client, method)(address(section)).status_code == 405


def test_a_draft_has_no_page_but_for_its_editors(client: Client, section: Section) -> None:
    draft = make_section(make_lesson(section.course, status="draft"))
    statuses = [client.get(address(draft)).status_code]
    for user in (make_user(), make_editor(make_course()), make_editor(section.course)):
        client.force_login(user)
        statuses.append(client.get(address(draft)).status_code)

    assert statuses == [404, 404, 404, 200]


def test_a_visitor_sees_forms_without_secrets(client: Client, section: Section) -> None:
    make_secret_check(section)

    html = re.sub('value="[A-Za-z0-9]{64}"', "", client.get(address(section)).text)  # A token may hold “P9” by chance.

    assert "What of C1?" in html
    assert [secret for secret in SECRETS if secret in html] == []
    assert "answers are marked and shown, but not stored" in html


def test_a_lesson_without_checks_says_so(client: Client, section: Section) -> None:
    assert "This lesson has no checks." in client.get(address(section)).text


def test_a_visitors_answer_is_told_and_not_stored(client: Client, section: Section) -> None:
    make_secret_check(section)

    response = post(client, section, **{"check": "C1", "C1-choice": "no"})

    assert response.status_code == 200
    assert [secret for secret in SECRETS if secret not in response.text] == []
    assert "Your answer is not right." in response.text
    assert Attempt.objects.count() == 0


def test_what_a_visitor_filled_in_elsewhere_comes_back(client: Client, section: Section) -> None:
    for key in ("C1", "C2", "C3"):
        make_secret_check(section, key)

    html = post(client, section, **{"check": "C1", "C1-choice": "no", "C2-choice": "yes"}).text
    again = form_post(html)

    again.pop("csrfmiddlewaretoken")
    assert again.dict() == {"told": "C1", "C1-choice": "no", "C2-choice": "yes"}


def test_a_user_without_a_class_is_a_visitor(client: Client, section: Section) -> None:
    make_secret_check(section)
    client.force_login(make_user())

    html = post(client, section, **{"check": "C1", "C1-choice": "no"}).text

    assert "You are in no class of this course" in html
    assert Attempt.objects.count() == 0


def test_a_student_of_another_course_is_a_visitor(client: Client, section: Section) -> None:
    make_secret_check(section)
    client.force_login(make_enrolment(make_course()).user)

    post(client, section, **{"check": "C1", "C1-choice": "no", "C1-answered": 0})

    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("number", [1, 30])
def test_the_visitors_page_needs_as_many_statements_for_many_checks(
    client: Client, section: Section, number: int
) -> None:
    keys = [f"C{n}" for n in range(number)]
    for key in keys:
        make_secret_check(section, key)

    with data_statements() as statements:
        client.post(address(section), {"told": keys, **{f"{key}-choice": "yes" for key in keys}})

    assert len(statements) == 7


def test_the_lesson_shows_no_secret_before_the_answer(section: Section, student: Enrolment) -> None:
    make_secret_check(section)

    html = lesson_html(section, student)

    assert [secret for secret in SECRETS if secret in html] == []
    assert 'name="C1-choice"' in html


def test_the_lesson_tells_why_after_the_answer(section: Section, student: Enrolment) -> None:
    make_check_answer(student, make_secret_check(section), "no", certainty="sure")

    html = lesson_html(section, student)

    assert [secret for secret in SECRETS if secret not in html] == []
    assert 'href="#P9f1">Read the deciding sentence again' in html
    assert 'href="?again=C1#check-C1"' in html
    assert "name=" not in html


def test_a_student_answers_again_without_being_told_before(section: Section, student: Enrolment) -> None:
    make_check_answer(student, make_secret_check(section), "no")

    html = lesson_html(section, student, "?again=C1")

    assert [secret for secret in SECRETS if secret in html] == []
    assert form_post(html)["C1-answered"] == "1"


def test_a_blank_is_told_at_its_check(section: Section, student: Enrolment) -> None:
    make_secret_check(section, "C1")
    make_secret_check(section, "C2")

    html = lesson_html(section, student, "?blank=C2")

    assert html.count("Choose an answer first.") == 1
    assert 'aria-describedby="C2-choice-errors"' in html


def test_the_lesson_of_a_visitor_has_a_link_and_no_form(section: Section) -> None:
    make_secret_check(section, "C1")
    make_secret_check(section, "C2")
    make_section(section.lesson)

    html = lesson_html(section, None)

    assert "<form" not in html
    assert html.count(f'href="{address(section)}#checks-{section.key}">Answer the 2 checks of this section') == 1


def test_the_lesson_says_when_it_is_complete(section: Section, student: Enrolment) -> None:
    make_check_answer(student, make_secret_check(section, "C1"))
    make_secret_check(section, "C2")

    html = lesson_html(section, student)

    assert "all its sections are read and all its checks are answered, right or wrong" in html
    assert "0 of 1 section, 1 of 2 checks" in html


@pytest.mark.parametrize(("answered", "number"), [(False, 2), (True, 6)])
def test_the_checks_of_a_lesson_need_few_statements(
    section: Section, student: Enrolment, answered: bool, number: int
) -> None:
    for key in ("C1", "C2", "C3"):
        check = make_secret_check(section, key)
        if answered:
            make_check_answer(student, check)
    lesson = section.lesson
    context = {"lesson": lesson, "enrolment": student, "request": RequestFactory().get("/")}

    with data_statements() as statements:
        Template("{% load checks %}{% lesson_checks lesson enrolment as checks %}").render(Context(context))

    assert len(statements) == number


def test_another_answer_from_an_older_window_is_not_taken_and_the_student_is_told(
    client: Client, section: Section, student: Enrolment
) -> None:
    make_secret_check(section)
    fields = {"check": "C1", "C1-answered": 0}
    post(client, section, **fields, **{"C1-choice": "yes"})

    same = client.post(address(section), {**fields, "C1-choice": "yes"}, follow=True)
    other = client.post(address(section), {**fields, "C1-choice": "no"}, follow=True)

    assert [response.value for response in Response.objects.all()] == [{"choice": "yes"}]
    assert [str(message) for message in same.context["messages"]] == []
    assert [str(message) for message in other.context["messages"]] == [
        "You had answered this check in another window, and that answer counts. Not taken: “No”."
    ]


@pytest.mark.parametrize("key", ["", "C1\x00", "C2", "x" * 41])
def test_a_check_that_is_none_is_not_found(client: Client, section: Section, student: Enrolment, key: str) -> None:
    make_secret_check(section)

    assert post(client, section, check=key).status_code == 404


def test_a_visitor_marks_sections_as_read_in_the_session(client: Client, section: Section) -> None:
    make_secret_check(section)
    make_section(section.lesson, "quiet")
    before = client.get(address(section)).text

    page = post(client, section, read=section.key, **{"C1-choice": "no"}).text
    again = client.get(address(section)).text

    assert [f"Mark section {n} as read" in before for n in (1, 2)] == [True, True]
    assert [f"Mark section {n} as read" in page for n in (1, 2)] == [False, True]
    assert "Section 1 read" in page
    assert "Section 1 read" in again
    assert re.search('value="no"[^>]*checked', page)
    assert client.session["sections read by a visitor"] == {section.course.slug: [section.key]}


@pytest.mark.parametrize("key", ["", "nonsense", "s\x00"])
def test_a_visitor_marks_only_sections_of_the_lesson(client: Client, section: Section, key: str) -> None:
    assert post(client, section, read=key).status_code == 200
    assert list(client.session.keys()) == []


def test_a_draft_is_not_marked_as_read(client: Client, section: Section) -> None:
    draft = make_section(make_lesson(section.course, status="draft"))
    client.force_login(make_editor(section.course))

    page = post(client, draft, read=draft.key)

    assert "Mark section" not in page.text
    assert "sections read by a visitor" not in client.session


def drawn_for(student: Enrolment, key: str = "C1", choice: str = "no", **fields: object) -> dict[str, object]:
    """What a student's form sends."""
    form = form_post(lesson_html(student_section(student, key), student))
    return {**form.dict(), "check": key, f"{key}-choice": choice, **fields}


def student_section(student: Enrolment, key: str) -> Section:
    section = Question.objects.get(course=student.cohort.course, key=key).section
    assert section
    return section


def test_an_answer_after_the_session_has_ended_waits_for_the_log_in_and_comes_back_to_its_check(
    client: Client, section: Section, student: Enrolment
) -> None:
    make_secret_check(section)
    fields = drawn_for(student, **{"C1-certainty": "sure"})
    client.logout()

    sent = client.post(address(section), fields)
    assert Attempt.objects.count() == 0
    client.force_login(student.user)
    back = client.get(address(section))

    assert sent.headers["Location"] == f"/accounts/login/?next={address(section)}%23check-C1"
    assert back.headers["Location"] == f"{section.lesson.get_absolute_url()}#check-C1"
    stored = Response.objects.get()
    assert (stored.attempt.enrolment, stored.value, stored.certainty) == (student, {"choice": "no"}, "sure")
    client.get(address(section))
    assert Response.objects.count() == 1


def test_a_blank_that_waited_is_asked_for_again(client: Client, section: Section, student: Enrolment) -> None:
    make_secret_check(section)
    fields = drawn_for(student, choice="")
    client.logout()
    client.post(address(section), fields)
    client.force_login(student.user)

    assert client.get(address(section)).headers["Location"].endswith("?blank=C1#check-C1")
    assert Attempt.objects.count() == 0


def test_answers_to_two_checks_wait_together(client: Client, section: Section, student: Enrolment) -> None:
    for key in ("C1", "C2"):
        make_secret_check(section, key)
    sent = [drawn_for(student, key, **{"C1-choice": "no"}) for key in ("C1", "C2")]
    client.logout()
    for fields in sent:
        client.post(address(section), fields)

    client.force_login(student.user)
    back = client.get(address(section))

    assert back.headers["Location"] == f"{section.lesson.get_absolute_url()}#check-C2"
    assert sorted(Response.objects.values_list("version__question__key", flat=True)) == ["C1", "C2"]


def test_what_waits_is_never_the_answer_of_whoever_else_logs_in(
    client: Client, section: Section, student: Enrolment
) -> None:
    make_secret_check(section)
    fields = drawn_for(student)
    client.logout()
    client.post(address(section), fields)

    client.force_login(make_enrolment(cohort=student.cohort).user)
    back = client.get(address(section))

    assert back.headers["Location"] == section.lesson.get_absolute_url()
    assert Attempt.objects.count() == 0


def test_it_waits_for_its_own_lesson(client: Client, section: Section, student: Enrolment) -> None:
    make_secret_check(section)
    other = make_section(make_lesson(section.course))
    fields = drawn_for(student)
    client.logout()
    client.post(address(section), fields)

    client.force_login(student.user)

    assert client.get(address(other)).headers["Location"] == other.lesson.get_absolute_url()
    assert client.get(address(section)).headers["Location"].endswith("#check-C1")
    assert Response.objects.count() == 1


@pytest.mark.parametrize("enrolled", [True, False])
def test_a_page_that_was_drawn_for_one_student_takes_no_answer_of_another(
    client: Client, section: Section, student: Enrolment, enrolled: bool
) -> None:
    make_secret_check(section)
    fields = drawn_for(student)
    client.force_login(make_enrolment(cohort=student.cohort).user if enrolled else make_user())

    reply = client.post(address(section), fields, follow=True)

    assert reply.redirect_chain == [(section.lesson.get_absolute_url(), 302)]
    assert [str(message)[:27] for message in reply.context["messages"]] == ["The answer was not kept: th"]
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("student_field", ["", "1", "1:forged", "x" * 101, "1\x00"])
def test_a_forged_name_is_nobodys(client: Client, section: Section, student_field: str) -> None:
    make_secret_check(section)

    reply = post(client, section, **{"check": "C1", "C1-choice": "no", "student": student_field})

    assert reply.status_code == 200
    assert "Your answer is not right." in reply.text
    assert "sessionid" not in client.cookies


def test_a_flood_of_a_check_is_not_kept(client: Client, section: Section, student: Enrolment) -> None:
    make_secret_check(section)
    fields = drawn_for(student, x="x" * 70_000)
    client.logout()

    reply = client.post(address(section), fields)
    client.force_login(student.user)

    assert reply.status_code == 302
    assert client.get(address(section)).headers["Location"] == section.lesson.get_absolute_url()
