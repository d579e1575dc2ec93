"""The page on which students see how far they are."""

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from tests.factories import (
    make_attempt,
    make_check,
    make_check_answer,
    make_closed_attempt,
    make_course,
    make_enrolment,
    make_lesson,
    make_objection,
    make_quiz,
    make_read,
    make_section,
    make_user,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADDRESS = "/progress/"


def test_a_visitor_is_asked_to_log_in(client: Client) -> None:
    assert client.get(ADDRESS).headers["Location"] == f"{reverse('login')}?next={ADDRESS}"


def test_a_user_without_a_class_is_told_so(client: Client) -> None:
    client.force_login(make_user())

    assert "You are in no class yet." in client.get(ADDRESS).text


def test_a_student_sees_a_class_with_lessons_and_quizzes(client: Client) -> None:
    student = make_enrolment()
    course = student.cohort.course
    begun, done, untouched = (make_lesson(course, position=n) for n in (1, 2, 3))
    for _ in range(3):
        section = make_section(begun)
    make_read(student, section)
    make_check(section)
    make_read(student, make_section(done))
    make_section(untouched)
    quiz = make_quiz(course, questions=3, pass_percent=60)
    first = make_closed_attempt(quiz, enrolment=student, given={1: "yes", 2: "yes"})
    running = make_attempt(quiz, enrolment=student)
    client.force_login(student.user)

    html = client.get(ADDRESS).text

    mine = html[html.index(f"course-{student.pk}") :]
    assert "1 of 3 lessons complete, 1 begun" in " ".join(mine.split())
    assert "1 of 3 sections, 0 of 1 check" in mine
    assert [mine.count(f'href="#{tile}"') for tile in ("t0", "t1", "t2")] == [1, 1, 1]
    assert "66%, passed" in mine
    assert f'href="/attempts/{first.pk}/review/"' in mine
    assert f'href="/attempts/{running.pk}/"' in mine


def test_of_several_classes_the_newest_is_shown_and_the_others_are_links(client: Client) -> None:
    older = make_enrolment(make_course(title="Rivers"))
    newer = make_enrolment(make_course(title="Roads"), user=older.user)
    client.force_login(older.user)

    def shown(address: str) -> list[bool]:
        html = client.get(address).text
        assert f'href="?class={older.cohort_id}"' in html
        return [f'id="course-{place.pk}"' in html for place in (older, newer)]

    assert shown(ADDRESS) == [False, True]
    assert shown(f"{ADDRESS}?class={older.cohort_id}") == [True, False]
    assert shown(f"{ADDRESS}?class={make_enrolment().cohort_id}") == [False, True]
    assert shown(f"{ADDRESS}?class=x%00") == [False, True]


def test_own_objections_are_listed_with_what_became_of_them(client: Client) -> None:
    student = make_enrolment()
    quiz = make_quiz(student.cohort.course, title="Actors")
    check = make_check(make_section(make_lesson(student.cohort.course), title="The road"))
    first = make_objection(make_closed_attempt(quiz, enrolment=student).responses.get(position=2), state="closed")
    second = make_objection(make_check_answer(student, check))
    make_objection(make_closed_attempt(quiz, enrolment=make_enrolment(cohort=student.cohort)).responses.first())
    client.force_login(student.user)

    page = PageReader(client.get(ADDRESS).text)

    told = page.text[page.text.index("What you hold to be wrong") :]
    assert [link for link in page.links if "/object/" in link] == [
        second.get_absolute_url(),
        first.get_absolute_url(),
    ]
    assert "A check in “The road”: open since" in told
    assert "Item 2 of “Actors”: closed" in told


@pytest.mark.parametrize("classes", [1, 30])
def test_more_classes_need_no_more_statements(client: Client, classes: int) -> None:
    student = make_user()
    for _ in range(classes):
        make_enrolment(user=student)
    client.force_login(student)

    with data_statements() as statements:
        client.get(ADDRESS)

    assert len(statements) == 11


def test_nothing_of_other_students_is_shown(client: Client) -> None:
    student = make_enrolment()
    quiz = make_quiz(student.cohort.course)
    attempt = make_closed_attempt(quiz, enrolment=make_enrolment(cohort=student.cohort))
    client.force_login(student.user)

    html = client.get(ADDRESS).text

    assert quiz.title in html
    assert f"/attempts/{attempt.pk}/" not in html


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_statements_does_not_grow(client: Client, number: int) -> None:
    student = make_enrolment()
    quiz = make_quiz(student.cohort.course, questions=1)
    for _ in range(number):
        section = make_section(make_lesson(student.cohort.course))
        make_read(student, section)
        make_check_answer(student, make_check(section))
        make_objection(make_closed_attempt(quiz, enrolment=student).responses.get())
    client.force_login(student.user)

    with data_statements() as statements:
        client.get(ADDRESS)

    assert len(statements) == 13


def test_the_tag_gives_the_state_of_each_published_lesson() -> None:
    student = make_enrolment()
    lesson = make_lesson(student.cohort.course)
    make_lesson(student.cohort.course, status="draft")
    make_read(student, make_section(lesson))
    tag = Template(
        "{% load progress %}{% lesson_states course enrolment as states %}"
        "{% for lesson, state in states.items %}{{ lesson }}:{{ state.tile }}{% endfor %}"
    )

    shown = [tag.render(Context({"course": lesson.course, "enrolment": place})) for place in (student, None)]

    assert shown == [f"{lesson.pk}:t2", ""]
