"""The page of a lesson: who sees it, what stands on it, what it costs, and what it does not tell."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from lessons.models import Course, Enrolment, Lesson
from quizzes.models import Question
from tests.factories import (
    choice,
    make_check,
    make_check_answer,
    make_claim,
    make_course,
    make_editor,
    make_enrolment,
    make_lesson,
    make_objective,
    make_read,
    make_section,
    make_topic,
    make_user,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

SECRETS = ("Rationale of yes.", "Rationale of no.", "The explanation.", "is-right", "is-wrong", "Right answer")


@pytest.fixture
def course() -> Course:
    """With a revision, as every course that was loaded or edited."""
    course = make_course("roads", title="Roads")
    course.bump_revision()
    return course


@pytest.fixture
def lesson(course: Course) -> Lesson:
    """Two sections, each with a citation and a check."""
    lesson = make_lesson(course, "india", key="L09", position=9, title="India & co", take_away="Take this.")
    make_objective(lesson, text="Tell who speaks")
    for number in (1, 2):
        claim = make_claim(course, f"P{number}f1")
        section = make_section(lesson, f"L09s{number}", claims=[claim], text=f"Words {number}.[P{number}f1]")
        make_secret_check(section, f"C{number}")
    return lesson


@pytest.fixture
def student(course: Course, client: Client) -> Enrolment:
    enrolment = make_enrolment(course)
    client.force_login(enrolment.user)
    return enrolment


def make_secret_check(section: object, key: str) -> Question:
    payload = choice("yes", "no", claim="P1f1")
    for option in payload["options"]:
        option["rationale"] = f"Rationale of {option['key']}."
    return make_check(section, key, payload=payload, explanation="The explanation.")  # type: ignore[arg-type]


def get(client: Client, lesson: Lesson, query: str = "") -> HttpResponse:
    return client.get(lesson.get_absolute_url() + query)


def statements(client: Client, lesson: Lesson) -> tuple[int, int]:
    """How many a page needs that is made now, and one that has been made before."""
    with data_statements() as cold:
        get(client, lesson)
    with data_statements() as warm:
        get(client, lesson)
    return len(cold), len(warm)


def test_a_visitor_reads_the_lesson(client: Client, lesson: Lesson) -> None:
    page = PageReader(get(client, lesson).text)

    parts = ["India & co", "Tell who speaks", "Words 1.", "Words 2.", "Take this."]
    assert [part for part in parts if part not in page.text] == []
    assert {"L09s1", "L09s2", "end", "P1f1", "P2f1"} <= set(page.ids)
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)


def test_the_rail_leads_to_every_section(client: Client, lesson: Lesson) -> None:
    assert PageReader(get(client, lesson).text).internal_links()[""] == {"main", "L09s1", "L09s2", "end"}


def test_a_visitors_page_can_be_kept_by_a_cache(client: Client, lesson: Lesson) -> None:
    response = get(client, lesson)

    assert "<form" not in response.text
    assert "csrf" not in response.text
    assert re.findall(r"<script.*?>", response.text) == [
        '<script type="module" src="/static/casite/js/visitor_read.js">'
    ]
    assert response.cookies == {}
    assert get(Client(), lesson).content == response.content


def test_a_visitor_answers_checks_on_a_page_of_their_own(client: Client, lesson: Lesson) -> None:
    html = get(client, lesson).text

    assert [f"/courses/roads/lessons/india/checks/#checks-L09s{n}" in html for n in (1, 2)] == [True, True]
    assert [secret for secret in (*SECRETS, "What of C1?") if secret in html] == []


def test_a_visitor_is_told_how_to_keep_what_was_read(client: Client, lesson: Lesson) -> None:
    html = get(client, lesson).text
    links = PageReader(html).links

    assert '<article class="text" data-course="roads" data-read="Section %number% read; kept in this browser">' in html
    assert {f"/accounts/{page}/?next=/courses/roads/lessons/india/" for page in ("signup", "login")} <= set(links)
    assert '<noscript><p>Your browser runs no scripts here: <a href="/courses/roads/lessons/india/checks/">' in html


def test_a_student_sees_what_is_read_and_what_is_not(client: Client, lesson: Lesson, student: Enrolment) -> None:
    make_read(student, lesson.sections.get(key="L09s1"))

    response = get(client, lesson)
    page = PageReader(response.text)

    assert "you have read 1 of 2 sections" in page.text
    assert "Section 1 read" in page.text
    assert re.findall(r"Mark section \d as read", page.text) == ["Mark section 2 as read"]
    assert re.findall(r'name="section" value="(\w+)"', response.text) == ["L09s2"]
    assert "casite/js/read.js" in response.text
    assert (page.repeated_ids, page.skipped_headings, page.nests) == ([], [], True)


def test_a_student_of_another_course_is_a_visitor(client: Client, lesson: Lesson) -> None:
    client.force_login(make_enrolment(make_course()).user)

    html = get(client, lesson).text

    assert "<form" not in html
    assert "js/read.js" not in html
    assert '<article class="text" data-course="roads"' in html
    assert "/accounts/join/?next=/courses/roads/lessons/india/" in html


def test_a_student_is_told_nothing_of_a_check_before_the_answer(
    client: Client, lesson: Lesson, student: Enrolment
) -> None:
    html = get(client, lesson).text
    checks = re.findall(r'<form class="check".*?</form>', html, re.DOTALL)

    assert ["right" in check for check in checks] == [False, False]
    assert [secret for secret in SECRETS if secret in html] == []


def test_an_answer_to_one_check_tells_nothing_of_the_other(client: Client, lesson: Lesson, student: Enrolment) -> None:
    make_check_answer(student, Question.objects.get(key="C1"), "no")

    html = get(client, lesson).text

    assert {secret: html.count(secret) for secret in SECRETS} == dict.fromkeys(SECRETS, 1)
    assert html.count('<form class="check"') == 1


def test_a_draft_is_for_editors_of_its_course(client: Client, course: Course) -> None:
    draft = make_lesson(course, status="draft")
    make_section(draft, text="Not ready.")
    statuses = [get(client, draft).status_code]
    for user in (make_user(), make_enrolment(course).user, make_editor(make_course()), make_editor(course)):
        client.force_login(user)
        statuses.append(get(client, draft).status_code)

    assert statuses == [404, 404, 404, 404, 200]
    assert "This lesson is a draft. Only editors of the course see it." in get(client, draft).text


def test_an_editor_who_is_enrolled_cannot_mark_a_draft_as_read(client: Client, course: Course) -> None:
    draft = make_lesson(course, status="draft")
    make_section(draft)
    editor = make_editor(course)
    make_enrolment(course, user=editor)
    client.force_login(editor)

    assert "as read" not in get(client, draft).text


@pytest.mark.parametrize("fields", [{"retired": True}, {"status": "draft"}])
def test_there_is_no_page_for_what_is_not_taught(client: Client, course: Course, fields: dict[str, object]) -> None:
    assert get(client, make_lesson(course, **fields)).status_code == 404


def test_a_lesson_stands_in_its_own_course(client: Client, lesson: Lesson) -> None:
    make_course("rails")

    addresses = ["/courses/rails/lessons/india/", "/courses/none/lessons/india/", "/courses/roads/lessons/none/"]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_a_link_may_open_a_citation(client: Client, lesson: Lesson) -> None:
    opened = [
        re.findall(r'<details open [^>]*data-cites="(\w+)"', get(client, lesson, query).text)
        for query in ("", "?open=P2f1", "?open=.*", "?open=%00", "?open=(", "?open=")
    ]

    assert opened == [[], ["P2f1"], [], [], [], []]


def test_the_lesson_ends_with_terms_evidence_and_the_next_lesson(client: Client, lesson: Lesson) -> None:
    lesson.terms.add(make_topic(lesson.course, "road", name="Road"))
    make_lesson(lesson.course, "russia", position=10, title="Russia")

    page = PageReader(get(client, lesson).text)
    end = page.text[page.text.rindex("Looking back") :]

    parts = ["Key terms Road", "Paragraphs cited", "P1What P1 says.", "P2What P2 says.", "Lesson 10 Russia"]
    assert [part for part in parts if part not in end] == []


def test_only_get_and_head_are_answered(client: Client, lesson: Lesson) -> None:
    address = lesson.get_absolute_url()

    assert [client.post(address).status_code, client.put(address).status_code] == [405, 405]
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_a_visitors_page_needs_few_statements(client: Client, course: Course, number: int) -> None:
    assert statements(client, make_long_lesson(course, number)) == (11, 1)


@pytest.mark.parametrize("number", [1, 30])
def test_a_students_page_needs_few_statements(client: Client, course: Course, student: Enrolment, number: int) -> None:
    lesson = make_long_lesson(course, number)

    assert statements(client, lesson) == (17, 7)


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_with_answers_needs_few_statements(
    client: Client, course: Course, student: Enrolment, number: int
) -> None:
    lesson = make_long_lesson(course, number)
    for check in Question.objects.checks():
        make_check_answer(student, check)
        make_read(student, check.section)  # type: ignore[arg-type]

    assert statements(client, lesson) == (17, 7)


def make_long_lesson(course: Course, number: int) -> Lesson:
    lesson = make_lesson(course)
    lesson.terms.set([make_topic(course) for _ in range(number)])
    for _ in range(number):
        claim = make_claim(course)
        claim.speakers.add(make_topic(course))
        make_objective(lesson)
        make_lesson(course)
        section = make_section(lesson, claims=[claim], text=f"So.[{claim.key}]\n\n::note EN1")
        make_check(section, claims=[claim])
    return lesson
