"""The review of a closed attempt: what was right, why, and where it stands."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.attempts import save_answers
from quizzes.marking import append_mark, submit
from quizzes.models import Attempt
from tests.factories import (
    choice,
    make_attempt,
    make_claim,
    make_closed_attempt,
    make_course,
    make_given,
    make_item,
    make_lesson,
    make_misconception,
    make_question,
    make_quiz,
    make_section,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


def review(client: Client, attempt: Attempt) -> str:
    client.force_login(attempt.enrolment.user)
    text = client.get(reverse("quizzes:review", args=[attempt.pk])).text
    return re.sub(r">\s+<", "><", " ".join(text.split()))


def test_an_open_attempt_has_no_review(client: Client) -> None:
    attempt = make_attempt(make_quiz(make_course()))
    client.force_login(attempt.enrolment.user)

    reply = client.get(reverse("quizzes:review", args=[attempt.pk]))

    assert reply.headers["Location"] == reverse("quizzes:attempt", args=[attempt.pk])


def test_the_score_is_told_with_its_whole_and_against_the_frozen_pass_mark(client: Client) -> None:
    course = make_course()
    quiz = make_quiz(course, questions=2, pass_percent=60)
    make_item(quiz, make_question(course), position=5, max_marks=3)
    attempt = make_closed_attempt(quiz, given={3: "yes"})
    response = attempt.responses.get(position=1)
    append_mark(response=response, fraction=0.5, rule="hand", version=response.version)
    quiz.pass_percent = 90
    quiz.save()

    text = review(client, attempt)

    assert "<h1>3.5 of 5</h1>" in text
    assert "Attempt 1 · 70%, passed (pass mark 60%)" in text


def test_attempts_are_numbered(client: Client) -> None:
    quiz = make_quiz(make_course())
    make_closed_attempt(quiz)
    first = make_closed_attempt(quiz)
    second = make_closed_attempt(quiz, enrolment=first.enrolment)

    assert "Attempt 1 · 0%, not passed" in review(client, first)
    assert "Attempt 2 · 0%, not passed" in review(client, second)


def test_items_are_right_partly_right_wrong_or_not_answered(client: Client) -> None:
    attempt = make_closed_attempt(make_quiz(make_course(), questions=4), given={1: "yes", 2: "yes", 3: "no"})
    response = attempt.responses.get(position=2)
    append_mark(response=response, fraction=0.5, rule="hand", version=response.version)

    text = review(client, attempt)

    cells = re.findall(r'class="(yes|half|no)" href="#i(\d)">\d<span class="vh">, ([^<]+)<', text)
    assert cells == [
        ("yes", "1", "right"),
        ("half", "2", "partly right"),
        ("no", "3", "wrong"),
        ("no", "4", "not answered"),
    ]


def test_the_chosen_and_the_right_options_say_why_in_the_order_they_were_dealt(client: Client) -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=1), given={1: "no"})
    attempt.responses.update(option_order=["perhaps", "no", "yes"])
    submit(attempt=attempt)

    text = review(client, attempt)

    assert re.findall(r'<li class="opt ?(is-right|is-wrong)?">', text) == ["", "is-wrong", "is-right"]
    assert '<b>No</b><span class="tag">Your answer · not right</span><p>Why no.' in text
    assert '<b>Yes</b><span class="tag">Right answer</span><p>Why yes.' in text
    assert "Why perhaps." not in text
    assert "So it is with" in text


def test_a_claim_opens_the_lesson_at_its_sentence(client: Client) -> None:
    course = make_course()
    claim = make_claim(course, "P24f2", statement="Roads need peace.", kind="author_claim")
    lesson = make_lesson(course, "roads")
    make_section(lesson, claims=[claim], text="The road is long.[P24f2]")
    question = make_question(course, claims=[claim], explanation="It says so.[P24f2]")
    attempt = make_closed_attempt(make_quiz(course, questions=[question]))

    text = review(client, attempt)

    link = f'class="chip author" href="/courses/{course.slug}/lessons/roads/?open=P24f2#P24f2"'
    assert text.count(link) == 3  # At the right option, in the explanation, and where it stands.
    assert "Roads need peace." in text


def test_sure_and_wrong_comes_first(client: Client) -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=4))
    answers = [
        make_given(1, "no", certainty="guessing"),
        make_given(2, "no", certainty="sure"),
        make_given(3, "yes", certainty="sure"),
        make_given(4, value={}, certainty="sure"),
    ]
    save_answers(attempt=attempt, answers=answers)
    submit(attempt=attempt)

    text = review(client, attempt)

    start = text.index("Begin with the items where you were sure and wrong")
    assert re.findall(r'href="#i(\d)"', text[start : text.index("<section", start)]) == ["2"]
    assert re.findall(r"<span class=\"count\">you were sure</span>", text) == [
        '<span class="count">you were sure</span>'
    ]


def test_without_certainty_nothing_is_said_about_it(client: Client) -> None:
    text = review(client, make_closed_attempt(make_quiz(make_course()), given={1: "no"}))

    assert re.findall("you were (?:sure|guessing)|sure and wrong", text) == []


def test_the_misconception_behind_a_chosen_option_is_named(client: Client) -> None:
    course = make_course()
    make_misconception(course, "plans", statement="Plans are roads.")
    make_misconception(course, "maps", statement="Maps are land.")
    make_misconception(make_course(), "plans", statement="Of another course.")
    payload = choice()
    payload["options"][1]["misconception"], payload["options"][2]["misconception"] = "plans", "maps"
    attempt = make_closed_attempt(
        make_quiz(course, questions=[make_question(course, payload=payload)]), given={1: "no"}
    )

    text = review(client, attempt)

    assert re.findall(r"What may have misled you: <b>([^<]+)</b>", text) == ["Plans are roads."]


def test_the_review_shows_the_version_that_was_dealt(client: Client) -> None:
    course = make_course()
    question = make_question(course, stem="Old wording?")
    attempt = make_closed_attempt(make_quiz(course, questions=[question]), given={1: "yes"})
    question.stem, question.payload = "New wording?", choice("no", "yes")
    question.save()

    text = review(client, attempt)

    assert "Old wording?" in text
    assert "New wording?" not in text
    assert "<h1>1 of 1</h1>" in text


def test_a_review_costs_the_same_for_one_item_and_for_thirty(client: Client) -> None:
    counts = []
    for number in (1, 30):
        course = make_course()
        claims = [make_claim(course) for _ in range(number)]
        make_section(make_lesson(course), claims=claims)
        make_misconception(course, "plans")
        payload = choice()
        payload["options"][1]["misconception"] = "plans"
        questions = [make_question(course, claims=[claim], payload=payload) for claim in claims]
        attempt = make_closed_attempt(make_quiz(course, questions=questions), given={1: "no"})
        client.force_login(attempt.enrolment.user)
        with data_statements() as statements:
            client.get(reverse("quizzes:review", args=[attempt.pk]))
        counts.append(len(statements))

    assert counts == [14, 14]
