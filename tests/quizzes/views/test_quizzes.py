"""The list of quizzes and the page of one: what visitors, strangers and students see, and how an attempt begins."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Enrolment
from quizzes.models import Attempt, Override, Question, Quiz, QuizOpening
from quizzes.versions import current_versions
from tests.factories import (
    make_attempt,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_draw,
    make_enrolment,
    make_item,
    make_opening,
    make_override,
    make_question,
    make_quiz,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    return make_enrolment()


@pytest.fixture
def student(client: Client, enrolment: Enrolment) -> Client:
    client.force_login(enrolment.user)
    return client


def list_page(client: Client, enrolment: Enrolment) -> Any:
    return client.get(reverse("quizzes:quizzes", args=[enrolment.cohort.course.slug]))


def quiz_of(enrolment: Enrolment, **fields: Any) -> Quiz:
    return make_quiz(enrolment.cohort.course, **fields)


def test_the_list_shows_published_quizzes_with_their_size(client: Client) -> None:
    course = make_course()
    quiz = make_quiz(course, title="Neighbours", summary="Who is who", questions=1, position=2)
    make_item(quiz, make_question(course), max_marks=4)
    make_item(quiz, make_question(course, status="draft"), max_marks=9)
    make_quiz(course, title="Rivers", position=1)
    make_quiz(course, title="Hidden", status="draft")
    make_quiz(course, title="Gone", retired=True)
    make_quiz(make_course(), title="Elsewhere")

    page = client.get(reverse("quizzes:quizzes", args=[course.slug]))

    assert [quiz.title for quiz, _state, _terms in page.context["entries"]] == ["Rivers", "Neighbours"]
    [_rivers, (neighbours, state, _terms)] = page.context["entries"]
    assert (neighbours.item_count, neighbours.mark_sum, state) == (2, 5, None)
    assert "Who is who" in page.text


def test_a_visitor_is_told_to_log_in(client: Client) -> None:
    quiz = make_quiz(make_course())
    address = reverse("quizzes:quizzes", args=[quiz.course.slug])

    assert f'href="/accounts/login/?next={address}"' in client.get(address).text
    assert f'href="/accounts/login/?next={quiz.get_absolute_url()}"' in client.get(quiz.get_absolute_url()).text


def test_whoever_is_in_no_class_is_told_so_and_cannot_begin(client: Client) -> None:
    quiz = make_quiz(make_course())
    client.force_login(make_enrolment().user)

    page = client.get(quiz.get_absolute_url())
    told = client.post(quiz.get_absolute_url(), follow=True)

    assert "You are in no class of this course" in page.text
    assert "Begin" not in page.text
    assert [str(message) for message in told.context["messages"]] == [
        "You are in no class of this course, so you cannot take its quizzes."
    ]
    assert Attempt.objects.count() == 0


def test_the_list_shows_a_student_where_each_quiz_stands(student: Client, enrolment: Enrolment) -> None:
    begun, done, untouched = (quiz_of(enrolment, position=number) for number in range(3))
    make_closed_attempt(done, enrolment=enrolment, given={1: "yes", 2: "yes"})
    make_closed_attempt(done, enrolment=enrolment, given={1: "yes"})
    make_closed_attempt(untouched, given={1: "yes"})
    attempt = make_attempt(begun, enrolment=enrolment)

    page = list_page(student, enrolment)

    states = [
        (state.result.percent, state.result.passed, state.open) for _quiz, state, _terms in page.context["entries"]
    ]
    assert states == [(None, False, attempt), (100, True, None), (None, False, None)]
    assert "best attempt 100%" in page.text
    assert f'href="/attempts/{attempt.pk}/"' in page.text


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_quiz_and_for_thirty(
    student: Client, enrolment: Enrolment, number: int
) -> None:
    for _ in range(number):
        quiz = quiz_of(enrolment, questions=1)
        make_closed_attempt(quiz, enrolment=enrolment)
        make_opening(quiz, enrolment.cohort, opens=-1)
        make_override(quiz, enrolment, closes=3)

    with data_statements() as statements:
        list_page(student, enrolment)

    assert len(statements) == 9


def test_the_list_says_when_each_quiz_is_open_to_the_student(client: Client) -> None:
    student = make_enrolment(cohort=make_cohort(make_course(), time_zone="Asia/Karachi"))
    client.force_login(student.user)
    free, soon, over, granted = (quiz_of(student, title=title) for title in ("Free", "Soon", "Over", "Granted"))
    times = {"opens": datetime(2999, 1, 1, 4, tzinfo=UTC), "closes": datetime(2999, 1, 2, 4, tzinfo=UTC)}
    QuizOpening.objects.create(quiz=soon, cohort=student.cohort, **times)
    past = {"opens": datetime(2020, 1, 1, 4, tzinfo=UTC), "closes": datetime(2020, 1, 2, 4, tzinfo=UTC)}
    for quiz in (over, granted):
        QuizOpening.objects.create(quiz=quiz, cohort=student.cohort, **past)
    QuizOpening.objects.create(quiz=free, cohort=make_cohort(student.cohort.course), **times)
    Override.objects.create(quiz=granted, enrolment=student, closes=times["closes"])
    Override.objects.create(quiz=free, enrolment=make_enrolment(cohort=student.cohort), closes=past["closes"])

    rows = re.findall("<li class=.claim.>(.*?)</li>", list_page(client, student).text, re.DOTALL)

    said = [re.findall(r"(?:opens|opened|closes|closed) on [^·<]*PKT", row) for row in rows]
    assert said == [
        [],
        ["opens on 1 January 2999, 09:00 PKT", "closes on 2 January 2999, 09:00 PKT"],
        ["opened on 1 January 2020, 09:00 PKT", "closed on 2 January 2020, 09:00 PKT"],
        ["opened on 1 January 2020, 09:00 PKT", "closes on 2 January 2999, 09:00 PKT"],
    ]
    client.logout()
    assert " on 1 January" not in list_page(client, student).text


def test_the_page_of_a_quiz_tells_the_rules(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, questions=7, items_per_page=5, pass_percent=65, attempts_allowed=3)

    text = student.get(quiz.get_absolute_url()).text

    assert "7 items, 5 on a page" in text
    assert "7 in all, pass mark 65%." in text
    assert "<dd>3; the best attempt counts.</dd>" in text


def test_attempts_before_are_listed_with_their_scores(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, pass_percent=50)
    first = make_closed_attempt(quiz, enrolment=enrolment)
    second = make_closed_attempt(quiz, enrolment=enrolment, given={1: "yes"})
    make_closed_attempt(quiz)

    page = student.get(quiz.get_absolute_url())

    assert page.context["attempts"] == [first, second]
    assert "Attempt 1: 0 of 2, that is 0%, not passed." in " ".join(page.text.split())
    assert "Attempt 2: 1 of 2, that is 50%, passed." in " ".join(page.text.split())
    assert f'href="/attempts/{second.pk}/review/"' in page.text


def test_the_button_begins_an_attempt(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment)

    reply = student.post(quiz.get_absolute_url())

    attempt = Attempt.objects.get()
    assert (attempt.enrolment, attempt.quiz) == (enrolment, quiz)
    assert reply.headers["Location"] == f"/attempts/{attempt.pk}/"


def test_an_open_attempt_is_continued(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment)
    attempt = make_attempt(quiz, enrolment=enrolment)

    text = student.get(quiz.get_absolute_url()).text

    assert f'href="/attempts/{attempt.pk}/">Continue the open attempt' in text
    assert student.post(quiz.get_absolute_url()).headers["Location"] == f"/attempts/{attempt.pk}/"


def test_used_up_attempts_are_said_and_not_begun(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, attempts_allowed=1)
    make_closed_attempt(quiz, enrolment=enrolment)

    text = student.get(quiz.get_absolute_url()).text
    told = student.post(quiz.get_absolute_url(), follow=True)

    assert "You have used all attempts at this quiz." in text
    assert "Begin" not in text
    assert [str(message) for message in told.context["messages"]] == ["You have used all attempts at this quiz."]
    assert Attempt.objects.count() == 1


def test_a_quiz_without_ready_questions_has_no_button(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, questions=0)

    assert "This quiz has no questions yet." in student.get(quiz.get_absolute_url()).text
    assert "no questions yet" in student.post(quiz.get_absolute_url(), follow=True).text


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"retired": True}])
def test_a_quiz_that_is_not_published_is_not_found(
    student: Client, enrolment: Enrolment, fields: dict[str, Any]
) -> None:
    quiz = quiz_of(enrolment, **fields)

    assert student.get(quiz.get_absolute_url()).status_code == 404
    assert student.post(quiz.get_absolute_url()).status_code == 404


def test_a_quiz_is_found_only_in_its_course(student: Client, enrolment: Enrolment) -> None:
    elsewhere = make_quiz(make_course())

    address = reverse("quizzes:quiz", args=[enrolment.cohort.course.slug, elsewhere.slug])

    assert student.get(address).status_code == 404


def test_a_visitor_who_begins_is_asked_to_log_in(client: Client) -> None:
    quiz = make_quiz(make_course())

    reply = client.post(quiz.get_absolute_url())

    assert reply.headers["Location"] == f"/accounts/login/?next={quiz.get_absolute_url()}"
    assert Attempt.objects.count() == 0


def test_an_unknown_course_has_no_list(client: Client) -> None:
    client.force_login(make_user())

    assert client.get(reverse("quizzes:quizzes", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_beginning_costs_the_same_for_one_item_and_for_thirty(
    student: Client, enrolment: Enrolment, number: int
) -> None:
    quiz = quiz_of(enrolment, questions=number)

    with data_statements() as first:
        student.post(quiz.get_absolute_url())
    Attempt.objects.all().delete()
    with data_statements() as again:
        student.post(quiz.get_absolute_url())

    assert (len(first), len(again)) == (11, 10)


@pytest.mark.parametrize("granted", [0, 1, 3])
@pytest.mark.parametrize(("draws", "count"), [(1, 1), (1, 30), (30, 1)])
def test_beginning_a_drawn_quiz_costs_the_same_for_one_question_and_for_thirty(
    student: Client, enrolment: Enrolment, draws: int, count: int, granted: int
) -> None:
    quiz = quiz_of(enrolment, questions=1, time_limit=30)
    for _ in range(granted):
        make_override(quiz, enrolment, extra_minutes=5)
    if granted:
        make_override(quiz, enrolment.cohort, more_attempts=1)
        make_opening(quiz, enrolment.cohort, opens=-1, closes=1)
    for _ in range(draws):
        make_draw(quiz, count, area="actor")
    for _ in range(40):
        make_question(quiz.course)

    with data_statements() as first:
        student.post(quiz.get_absolute_url())
    attempt = Attempt.objects.get()
    assert attempt.responses.count() == 1 + draws * count
    attempt.delete()
    current_versions(Question.objects.all())
    with data_statements() as again:
        student.post(quiz.get_absolute_url())

    assert (len(first), len(again)) == ((12, 11) if granted else (11, 10))


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_drawn_quiz_and_for_thirty(
    student: Client, enrolment: Enrolment, number: int
) -> None:
    for _ in range(number):
        make_draw(quiz_of(enrolment, questions=1), 2)

    with data_statements() as statements:
        list_page(student, enrolment)

    assert len(statements) == 11


def test_pages_say_what_each_attempt_draws(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, questions=0, items_per_page=5)
    make_draw(quiz, 10, max_marks=2)
    for _ in range(15):
        make_question(quiz.course)

    page, listed = student.get(quiz.get_absolute_url()).text, list_page(student, enrolment).text

    drawn = "drawn anew for each attempt from 15 questions"
    assert f"10 items, 5 on a page; {drawn}" in " ".join(page.split())
    assert "20 in all" in page
    assert f"10 items, {drawn} · 20 marks" in " ".join(listed.split())


def test_pages_tell_drawn_from_fixed_items(student: Client, enrolment: Enrolment) -> None:
    course = enrolment.cohort.course
    quiz = quiz_of(enrolment, questions=[make_question(course, use="reserved") for _ in range(2)])
    make_draw(quiz, 3)
    for _ in range(7):
        make_question(course)

    assert "5 items; 3 of them drawn anew for each attempt from 7 questions" in " ".join(
        student.get(quiz.get_absolute_url()).text.split()
    )


def test_where_all_attempts_ask_the_same_nothing_is_said_of_drawing(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, questions=0)
    make_draw(quiz, 4)
    for _ in range(3):
        make_question(quiz.course)

    page = student.get(quiz.get_absolute_url()).text

    assert "<dd>3 items</dd>" in page
    assert "drawn" not in page + list_page(student, enrolment).text


def test_a_drawn_quiz_whose_bank_is_empty_has_no_button(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment, questions=0)
    make_draw(quiz, 4)

    assert "This quiz has no questions yet." in student.get(quiz.get_absolute_url()).text
    assert "no questions yet" in student.post(quiz.get_absolute_url(), follow=True).text
    assert Attempt.objects.count() == 0


def test_the_page_says_that_the_class_has_ended_and_shows_what_was_done(student: Client, enrolment: Enrolment) -> None:
    quiz = quiz_of(enrolment)
    done = make_closed_attempt(quiz, enrolment=enrolment)
    enrolment.cohort.archive()

    page = student.get(quiz.get_absolute_url())
    refused = student.post(quiz.get_absolute_url(), follow=True)

    words = f"The class “{enrolment.cohort}” has ended: no new attempt begins. All that you did in it stays to be seen."
    assert [words in response.text for response in (page, refused)] == [True, True]
    assert "Begin" not in page.text
    assert done.get_absolute_url() in page.text
    assert [attempt.pk for attempt in Attempt.objects.all()] == [done.pk]


def test_the_page_leads_to_the_open_attempt_after_the_class_has_ended(student: Client, enrolment: Enrolment) -> None:
    attempt = make_attempt(quiz_of(enrolment), enrolment=enrolment)
    enrolment.cohort.archive()

    assert student.post(attempt.quiz.get_absolute_url()).headers["Location"] == attempt.get_absolute_url()
    assert "Continue the open attempt" in student.get(attempt.quiz.get_absolute_url()).text


@pytest.mark.parametrize("page", ["quizzes/", "quizzes/actors/"])
def test_visitors_and_strangers_are_told_how_to_take_a_quiz(client: Client, page: str) -> None:
    make_quiz(make_course("roads"), "actors")
    address = f"/courses/roads/{page}"
    visitor = client.get(address).text
    client.force_login(make_user())
    stranger = client.get(address).text

    assert [f"/accounts/{name}/?next={address}" in visitor for name in ("login", "signup", "join")] == [
        True,
        True,
        False,
    ]
    assert f"/accounts/join/?next={address}" in stranger
