"""The page of practice: one item at a time, told at once, nothing doubled and nothing told that a quiz asks."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from lessons.models import Claim, Course, Enrolment
from quizzes.models import Attempt, Card, Question, Response
from quizzes.progress import course_progress
from quizzes.reports import class_matrix
from tests.factories import (
    choice,
    make_attempt,
    make_check,
    make_claim,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_practised,
    make_question,
    make_quiz,
    make_section,
    make_topic,
    make_user,
)
from tests.pages import PageReader
from tests.quizzes.question_types.browser import form_post
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADDRESS = "/courses/course/practice/"
SECRETS = ("Rationale of yes.", "Rationale of no.", "Explanation.", "Statement P9f1", "What P9 says", "is-right")


@pytest.fixture
def course() -> Course:
    return make_course("course")


@pytest.fixture
def claim(course: Course) -> Claim:
    return make_claim(course, "P9f1", mode="causal")


@pytest.fixture
def student(course: Course, client: Client) -> Enrolment:
    enrolment = make_enrolment(course)
    client.force_login(enrolment.user)
    return enrolment


def make_secret_check(claim: Claim, key: str = "C1", **fields: Any) -> Question:
    payload = choice("yes", "no", claim=claim.key)
    for option in payload["options"]:
        option["rationale"] = f"Rationale of {option['key']}."
    section = make_section(make_lesson(claim.course))
    return make_check(section, key, claims=[claim], payload=payload, explanation="Explanation.", **fields)


@pytest.fixture
def check(claim: Claim) -> Question:
    return make_secret_check(claim)


@pytest.fixture
def spoken(course: Course) -> Claim:
    """A claim that can be asked for its voice."""
    claim = make_claim(course, "P8f1")
    make_section(make_lesson(course), claims=[claim])
    return claim


def page(client: Client, query: str = "") -> PageReader:
    return PageReader(client.get(ADDRESS + query).text)


def filled(client: Client, query: str = "", **fields: Any) -> QueryDict:
    """What a browser sends from the form of the item that is asked."""
    html = re.search(r'<form class="check".*?</form>', client.get(ADDRESS + query).text, re.S)
    assert html
    form = form_post(html[0])
    for name, value in fields.items():
        form[name.replace("_", "-")] = value
    return form


def said(client: Client, data: Any) -> list[str]:
    reply = client.post(ADDRESS, data, follow=True)
    return [str(message) for message in reply.context["messages"]]


def test_a_visitor_logs_in_first(client: Client, course: Course) -> None:
    assert client.get(ADDRESS).headers["Location"] == f"/accounts/login/?next={ADDRESS}"


def test_who_is_in_no_class_of_the_course_is_told_so_and_asked_nothing(client: Client, check: Question) -> None:
    client.force_login(make_enrolment().user)

    reply = client.get(ADDRESS)

    assert "You are in no class of this course, so there is nothing to practise." in PageReader(reply.text).text
    assert 'class="check"' not in reply.text
    assert f"/accounts/join/?next={ADDRESS}" in PageReader(reply.text).links
    assert said(client, {"place": "1"}) == [
        "Your answer was not taken: the page was opened for another class or by another."
    ]


def test_a_course_that_is_not_there_is_not_found(client: Client, student: Enrolment) -> None:
    assert client.get("/courses/other/practice/").status_code == 404


def test_an_item_is_asked_without_what_gives_it_away(client: Client, student: Enrolment, check: Question) -> None:
    html = client.get(ADDRESS).text

    assert "What of C1?" in html
    assert [secret for secret in SECRETS if secret in html] == []
    assert "1 item can be asked here; you have practised 0." in PageReader(html).text


def test_an_answer_is_kept_marked_and_told_and_another_is_asked(
    client: Client, student: Enrolment, check: Question, spoken: Claim
) -> None:
    reply = client.post(ADDRESS, filled(client, practice_choice="yes", practice_certainty="sure"), follow=True)

    response = Response.objects.get()
    kept = (response.attempt.kind, response.attempt.enrolment, response.version.question)
    assert kept == ("practice", student, check)
    assert (response.value, response.certainty, response.fraction) == ({"choice": "yes"}, "sure", 1)
    assert response.current_mark
    assert [mark.version for mark in response.all_marks.all()] == [response.version]
    assert reply.redirect_chain == [(f"{ADDRESS}?told={response.pk}", 302)]
    assert [secret for secret in SECRETS if secret not in reply.text] == ["Rationale of no."]
    text = PageReader(reply.text).text
    assert "This comes back on" in text
    assert "Statement P8f1." in text
    assert "2 items can be asked here; you have practised 1 of them." in text
    assert "of 1 mark" not in text


def test_the_voice_of_a_claim_is_asked_and_told(client: Client, student: Enrolment, spoken: Claim) -> None:
    asked = client.get(ADDRESS).text

    reply = client.post(ADDRESS, filled(client, practice_kind="author_claim"), follow=True)

    assert "Statement P8f1." in asked
    assert [word for word in ("What P8 says", "is-right") if word in asked] == []
    assert (Response.objects.get().version.claim, Response.objects.get().fraction) == (spoken, 0)
    assert "Read the deciding paragraph, P8" in reply.text


def test_there_is_always_another_one(client: Client, student: Enrolment, check: Question) -> None:
    for number in range(3):
        reply = client.post(ADDRESS, filled(client, practice_choice="no"), follow=True)
        assert Response.objects.count() == number + 1
        assert 'href="#next"' in reply.text

    assert [row.position for row in Attempt.objects.get().responses.all()] == [1, 2, 3]
    assert Card.objects.get().answers == 1


def test_i_do_not_know_is_an_answer(client: Client, student: Enrolment, check: Question) -> None:
    reply = client.post(ADDRESS, filled(client, unknown="on"), follow=True)

    assert (Response.objects.get().value, Response.objects.get().fraction) == ({}, 0)
    assert "Rationale of yes." in reply.text


@pytest.mark.parametrize("fields", [{}, {"practice_choice": "nonsense"}, {"practice_choice": "yes\x00"}])
def test_a_blank_or_nonsense_is_asked_for_again(
    client: Client, student: Enrolment, check: Question, fields: dict[str, str]
) -> None:
    reply = client.post(ADDRESS, filled(client, **fields), follow=True)

    assert "Choose an answer first." in reply.text
    assert "What of C1?" in reply.text
    assert Attempt.objects.count() == 0


def test_the_field_stays_from_item_to_item(client: Client, student: Enrolment, claim: Claim, spoken: Claim) -> None:
    make_secret_check(claim)
    topic = make_topic(claim.course, "gwadar")
    claim.topics.add(topic)
    query = "?topic=gwadar"
    asked = client.get(ADDRESS + query).text
    [action] = re.findall(r'<form class="check" method="post" action="(.*?)"', asked)

    reply = client.post(action, filled(client, query, practice_choice="yes"), follow=True)

    assert action == f"{ADDRESS}{query}"
    assert reply.redirect_chain == [(f"{ADDRESS}{query}&told={Response.objects.get().pk}", 302)]
    assert "What of C1?" in reply.text
    assert "Statement P8f1." not in reply.text
    assert "You practise: Gwadar" in reply.text


def test_what_is_not_offered_is_said_and_all_is_practised(client: Client, student: Enrolment, check: Question) -> None:
    text = page(client, "?topic=nowhere&module=%00").text

    assert text.count("is not one of the available choices.") == 2
    assert "You practise: all of the course" in text
    assert "What of C1?" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "There is nothing here that may be asked now."), ("?wrong=on", "There is nothing here that you got wrong")],
)
def test_an_empty_field_says_why(client: Client, student: Enrolment, query: str, words: str) -> None:
    make_quiz(student.cohort.course)

    html = client.get(ADDRESS + query).text

    assert words in PageReader(html).text
    assert 'class="check"' not in html
    assert (ADDRESS in PageReader(html).links) == bool(query)


def test_the_last_one_that_was_wrong_is_told_and_the_field_is_empty(
    client: Client, student: Enrolment, check: Question
) -> None:
    make_practised(student, check, {"choice": "no"})
    query = "?wrong=on"

    reply = client.post(ADDRESS + query, filled(client, query, practice_choice="yes"), follow=True)

    assert "Rationale of yes." in reply.text
    assert "There is nothing here that you got wrong and have not put right since" in PageReader(reply.text).text


def test_a_second_click_counts_once(client: Client, student: Enrolment, check: Question) -> None:
    form = filled(client, practice_choice="no")

    first, second = client.post(ADDRESS, form), client.post(ADDRESS, form)

    assert first.headers["Location"] == second.headers["Location"]
    assert Response.objects.count() == 1


def test_another_answer_from_an_older_window_is_not_taken(client: Client, student: Enrolment, check: Question) -> None:
    form = filled(client, practice_choice="no")
    client.post(ADDRESS, form)
    form["practice-choice"] = "yes"

    assert said(client, form) == ["You had answered this in another window, and that answer counts. Not taken: “Yes”."]
    assert [response.value for response in Response.objects.all()] == [{"choice": "no"}]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stem": "What now?"}, "The question has been changed since"),
        ({"status": "withdrawn"}, "This is not asked any more: it has left"),
        ({"use": "reserved", "section": None}, "This is not asked any more: it has left"),
    ],
)
def test_a_question_that_has_gone_or_changed_meanwhile_is_not_answered(
    client: Client, student: Enrolment, check: Question, change: dict[str, Any], words: str
) -> None:
    form = filled(client, practice_choice="no")
    Question.objects.update(**change)

    [refusal] = said(client, form)

    assert refusal.startswith(words)
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [({"retired": True}, "This is not asked any more"), ({"statement": "Another."}, "The question has been changed")],
)
def test_a_claim_that_has_gone_or_changed_meanwhile_is_not_answered(
    client: Client, student: Enrolment, spoken: Claim, change: dict[str, Any], words: str
) -> None:
    form = filled(client, practice_kind="fact")
    Claim.objects.filter(pk=spoken.pk).update(**change)

    [refusal] = said(client, form)

    assert refusal.startswith(words)
    assert Attempt.objects.count() == 0


def test_what_stands_in_an_attempt_that_was_opened_meanwhile_is_not_told(
    client: Client, student: Enrolment, course: Course
) -> None:
    question = make_question(course, "Q1", claims=[make_claim(course, mode="causal")])
    quiz = make_quiz(course, questions=[question])
    make_closed_attempt(quiz, enrolment=student, given={1: "no"})
    form = filled(client, practice_choice="yes")
    make_attempt(quiz, enrolment=student)

    reply = client.post(ADDRESS, form, follow=True)

    assert [str(message)[:28] for message in reply.context["messages"]] == ["This is not asked any more: "]
    assert "What of Q1?" not in reply.text
    assert not Attempt.objects.filter(kind="practice").exists()


def test_a_page_of_somebody_else_takes_no_answer(client: Client, student: Enrolment, check: Question) -> None:
    form = filled(client, practice_choice="yes")
    client.force_login(make_enrolment(cohort=student.cohort).user)

    assert said(client, form) == ["Your answer was not taken: the page was opened for another class or by another."]
    assert Attempt.objects.count() == 0


def test_a_page_of_another_class_takes_no_answer(client: Client, student: Enrolment, check: Question) -> None:
    form = filled(client, practice_choice="yes")
    make_enrolment(cohort=make_cohort(student.cohort.course), user=student.user).choose()

    assert said(client, form) == ["Your answer was not taken: the page was opened for another class or by another."]
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"question": "C9"},
        {"question": "C1\x00"},
        {"question": "x" * 41},
        {"question": ""},
        {"claim": "P9f1"},
        {"question": "", "claim": "P9f1"},
        {"item": "x"},
        {"item": ""},
        {"times": "1"},
        {"times": "-1"},
        {"times": str(10**30)},
        {"place": "0"},
        {"place": str(10**30)},
    ],
)
def test_nonsense_is_refused_with_a_word(
    client: Client, student: Enrolment, check: Question, change: dict[str, str]
) -> None:
    words = said(client, filled(client, practice_choice="yes", **change))

    assert len(words) == 1
    assert Attempt.objects.count() == 0


def test_a_question_of_another_course_is_not_answered(client: Client, student: Enrolment, check: Question) -> None:
    other = make_secret_check(make_claim(make_course(), "P9f1", mode="causal"), "C2")
    form = filled(client, practice_choice="yes", question=other.key)

    [refusal] = said(client, form)

    assert refusal.startswith("This is not asked any more")
    assert Attempt.objects.count() == 0


def test_in_a_class_that_has_ended_nothing_is_asked(client: Client, student: Enrolment, check: Question) -> None:
    told = make_practised(student, check)
    form = filled(client, practice_choice="yes")
    student.cohort.archive()

    [words] = said(client, form)
    assert words.endswith("has ended: nothing is asked any more. All that you did in it stays to be seen.")
    reply = client.get(f"{ADDRESS}?told={told.pk}")
    assert "has ended: nothing is asked any more" in PageReader(reply.text).text
    assert "Rationale of yes." in reply.text
    assert 'name="practice-choice"' not in reply.text
    assert Response.objects.count() == 1


@pytest.mark.parametrize("told", ["", "x", "0", str(10**30), "foreign"])
def test_only_ones_own_answer_is_told(client: Client, student: Enrolment, check: Question, told: str) -> None:
    foreign = make_practised(make_enrolment(cohort=student.cohort), check)

    text = page(client, f"?told={foreign.pk if told == 'foreign' else told}").text

    assert "Answered" not in text


def test_a_practised_item_can_be_objected_to(client: Client, student: Enrolment, check: Question) -> None:
    response = make_practised(student, check, {"choice": "no"})
    address = f"{reverse('quizzes:object', args=[response.attempt_id])}?position=1"

    reply = client.post(address, {"reason": "It is so."}, follow=True)

    assert reply.redirect_chain == [(address, 302)]
    assert "It is so." in reply.text
    assert "of 1 mark" not in reply.text
    assert f"{ADDRESS}?told={response.pk}" in PageReader(reply.text).links
    assert "An item that you practised: open" in PageReader(client.get("/progress/").text).text
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert "C1: What of C1?" in client.get(reverse("admin:quizzes_objection_changelist")).text


def test_practice_stands_in_no_mark_and_in_no_state_of_a_lesson(
    client: Client, student: Enrolment, check: Question
) -> None:
    before = class_matrix(student.cohort)
    progress = course_progress(enrolment=student, course=student.cohort.course)

    make_practised(student, check, {"choice": "yes"})
    Attempt.objects.update(closed_at=Attempt.objects.get().started_at)

    assert replace(class_matrix(student.cohort).rows[0], away=None) == before.rows[0]
    assert course_progress(enrolment=student, course=student.cohort.course) == progress
    assert Attempt.objects.counted().count() == 0


def test_an_instructor_sees_the_days_of_practice_without_marks(
    client: Client, student: Enrolment, check: Question
) -> None:
    for key in ("yes", "no"):
        make_practised(student, check, {"choice": key})
    Attempt.objects.update(closed_at=Attempt.objects.get().started_at)
    attempt = Attempt.objects.get()
    client.force_login(make_instructor(student.cohort))
    places = [student.cohort_id, student.pk]

    shown = client.get(reverse("admin:progress_student", args=places))
    of_attempt = client.get(reverse("admin:progress_attempt", args=[*places, attempt.pk])).text
    listed = client.get(reverse("admin:quizzes_attempt_changelist")).text

    assert [(day.kind, day.size, day.right) for day in shown.context["report"].days] == [("practice", 2, 1)]
    assert reverse("admin:progress_attempt", args=[*places, attempt.pk]) in PageReader(shown.text).links
    assert "What of C1?" in of_attempt
    assert [words for words in ("Score", "of 1 mark", "Handed in") if words in of_attempt] == []
    assert "1 of 2" not in listed


def test_pages_lead_to_practice(client: Client, student: Enrolment, course: Course, claim: Claim) -> None:
    topic = make_topic(course, "gwadar")
    claim.topics.add(topic)
    quiz = make_quiz(course, questions=1)
    wrong, right = (make_closed_attempt(quiz, enrolment=student, given={1: key}) for key in ("no", "yes"))

    def links(address: str) -> list[str]:
        return [link for link in PageReader(client.get(address).text).links if link.startswith(ADDRESS)]

    assert links(reverse("quizzes:quizzes", args=[course.slug])) == [ADDRESS]
    assert links(wrong.get_absolute_url()) == [f"{ADDRESS}?wrong=on"]
    assert links(right.get_absolute_url()) == []
    assert links(topic.get_absolute_url()) == [f"{ADDRESS}?topic=gwadar"]
    assert links("/progress/") == [f"{ADDRESS}?wrong=on"]
    assert links("/recall/") == [ADDRESS]


@pytest.mark.parametrize("number", [1, 30])
def test_many_items_need_no_more_statements(client: Client, student: Enrolment, course: Course, number: int) -> None:
    course.bump_revision()
    for _ in range(number):
        make_secret_check(make_claim(course, mode="causal"), f"C{course.question_set.count()}")
    questions = [make_question(course, claims=[make_claim(course, mode="causal")]) for _ in range(number)]
    make_section(make_lesson(course), claims=[make_claim(course) for _ in range(number)])
    make_closed_attempt(make_quiz(course, questions=questions), enrolment=student, given={1: "no"})
    client.get(ADDRESS)  # What follows from the content alone is kept.
    counts = {}
    with data_statements() as counts["page"]:
        client.get(ADDRESS)
    form = filled(client, practice_choice="no")
    with data_statements() as counts["answer"]:
        client.post(ADDRESS, form)
    with data_statements() as counts["told"]:
        client.get(f"{ADDRESS}?told={Response.objects.latest('pk').pk}")
    with data_statements() as counts["wrong"]:
        client.get(f"{ADDRESS}?wrong=on")

    found = {name: len(statements) for name, statements in counts.items()}
    assert found == {"page": 11, "answer": 19, "told": 22, "wrong": 13}


def test_an_answer_after_the_session_has_ended_is_kept_through_the_log_in(
    client: Client, student: Enrolment, claim: Claim
) -> None:
    make_secret_check(claim)
    form = filled(client, practice_choice="no", practice_certainty="sure")
    client.logout()

    sent = client.post(ADDRESS, form)
    assert Response.objects.count() == 0
    client.force_login(student.user)
    back = client.get(ADDRESS, follow=True)

    assert sent.headers["Location"] == f"/accounts/login/?next={ADDRESS}"
    response = Response.objects.get()
    assert (response.attempt.enrolment, response.value, response.certainty) == (student, {"choice": "no"}, "sure")
    assert back.redirect_chain == [(f"{ADDRESS}?told={response.pk}", 302)]


def test_what_waits_is_not_taken_over_by_whoever_else_logs_in(client: Client, student: Enrolment, claim: Claim) -> None:
    make_secret_check(claim)
    form = filled(client, practice_choice="no")
    client.logout()
    client.post(ADDRESS, form)

    client.force_login(make_enrolment(cohort=student.cohort).user)
    client.get(ADDRESS)

    assert Response.objects.count() == 0
