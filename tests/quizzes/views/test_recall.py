"""The page of recall: one claim at a time, told at once, nothing doubled and nothing lost without a word."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from lessons.models import Claim, Course, Enrolment
from quizzes.models import Attempt, Card, Question, QuestionVersion, Rating, RecallLog, RecallSettings, Response
from tests.factories import (
    choice,
    make_check,
    make_check_answer,
    make_claim,
    make_cohort,
    make_course,
    make_due,
    make_enrolment,
    make_lesson,
    make_question,
    make_recall,
    make_section,
    make_user,
)
from tests.pages import PageReader
from tests.quizzes.question_types.browser import form_post
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADDRESS = "/recall/"
SECRETS = ("Rationale of yes.", "Rationale of no.", "Explanation.", "Statement P9f1", "What P9 says", "is-right")


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.fixture
def claim(course: Course) -> Claim:
    return make_claim(course, "P9f1")


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


def page(client: Client, query: str = "") -> PageReader:
    return PageReader(client.get(ADDRESS + query).text)


def filled(client: Client, **fields: Any) -> QueryDict:
    """What a browser sends from the form of the claim that is asked."""
    html = re.search(r'<form class="check".*?</form>', client.get(ADDRESS).text, re.S)
    assert html
    form = form_post(html[0])
    for name, value in fields.items():
        form[name.replace("_", "-")] = value
    return form


def said(client: Client, data: Any) -> list[str]:
    reply = client.post(ADDRESS, data, follow=True)
    return [str(message) for message in reply.context["messages"]]


def test_a_visitor_logs_in_first(client: Client) -> None:
    assert client.get(ADDRESS).headers["Location"] == "/accounts/login/?next=/recall/"


def test_who_is_in_no_class_is_told_so(client: Client) -> None:
    client.force_login(make_user())

    assert "You are in no class yet." in page(client).text


def test_nothing_is_due_at_first(client: Client, student: Enrolment) -> None:
    assert "Nothing is due today." in page(client).text


def test_a_claim_is_asked_without_what_gives_it_away(client: Client, student: Enrolment, claim: Claim) -> None:
    make_secret_check(claim)
    make_due(student, claim)

    html = client.get(ADDRESS).text

    assert "What of C1?" in html
    assert [secret for secret in SECRETS if secret in html] == []
    assert "Claim 1 of 1 for today" in PageReader(html).text


def test_an_answer_is_kept_marked_scheduled_and_told(client: Client, student: Enrolment, claim: Claim) -> None:
    make_secret_check(claim)
    before = make_due(student, claim)

    reply = client.post(ADDRESS, filled(client, recall_choice="yes", recall_certainty="sure"), follow=True)

    response = Response.objects.get()
    assert (response.attempt.kind, response.attempt.enrolment, response.attempt.closed_at) == ("recall", student, None)
    assert (response.value, response.certainty, response.fraction) == ({"choice": "yes"}, "sure", 1)
    assert response.current_mark
    assert response.current_mark.version == response.version
    card = Card.objects.get()
    assert (card.answers, card.stability > before.stability) == (2, True)
    assert RecallLog.objects.get().rating == Rating.EASY
    assert reply.redirect_chain == [(f"{ADDRESS}?class={student.cohort_id}&told={response.pk}", 302)]
    assert [secret for secret in SECRETS if secret not in reply.text] == ["Rationale of no."]
    assert "This comes back on" in reply.text
    assert "1 claim answered today. Nothing more is due." in PageReader(reply.text).text


def test_i_do_not_know_is_an_answer(client: Client, student: Enrolment, claim: Claim) -> None:
    make_secret_check(claim)
    make_due(student, claim)

    reply = client.post(ADDRESS, filled(client, unknown="on"), follow=True)

    assert (Response.objects.get().value, RecallLog.objects.get().rating) == ({}, Rating.AGAIN)
    assert "Rationale of yes." in reply.text


@pytest.mark.parametrize("fields", [{}, {"recall_choice": "nonsense"}, {"recall_choice": "yes\x00"}])
def test_a_blank_or_nonsense_is_asked_for_again(
    client: Client, student: Enrolment, claim: Claim, fields: dict[str, str]
) -> None:
    make_secret_check(claim)
    make_due(student, claim)

    reply = client.post(ADDRESS, filled(client, **fields), follow=True)

    assert "Choose an answer first." in reply.text
    assert (Attempt.objects.count(), Card.objects.get().answers) == (0, 1)


def test_the_claims_of_a_day_are_one_attempt_and_the_next_day_closes_it(
    client: Client, student: Enrolment, course: Course
) -> None:
    claims = [make_claim(course) for _ in range(3)]
    make_recall(student, claims[0])
    make_recall(student, claims[1])
    today = Attempt.objects.get()
    assert [response.position for response in today.responses.all()] == [1, 2]
    Attempt.objects.update(started_at=today.started_at - timedelta(days=1))

    make_recall(student, claims[2])

    today.refresh_from_db()
    assert today.closed_at
    assert [attempt.responses.count() for attempt in Attempt.objects.order_by("pk")] == [2, 1]


def test_another_question_is_asked_than_the_last_time(student: Enrolment, claim: Claim) -> None:
    for key in ("C1", "C2", "C3"):
        make_secret_check(claim, key)

    asked = [make_recall(student, claim).version.question for _ in range(6)]

    assert all(one != other for one, other in pairwise(asked))
    assert len(set(asked)) == 3


def test_without_another_question_the_claim_itself_is_asked(student: Enrolment, claim: Claim) -> None:
    check = make_secret_check(claim)
    make_check_answer(student, check)

    asked = [make_recall(student, claim).version for _ in range(3)]

    assert [version.question for version in asked] == [None, check, None]
    assert [version.claim for version in asked] == [claim, None, claim]
    assert QuestionVersion.objects.filter(claim=claim).count() == 1


def test_the_voice_of_a_claim_is_asked_and_told(client: Client, student: Enrolment, claim: Claim) -> None:
    make_due(student, claim)
    asked = client.get(ADDRESS).text

    reply = client.post(ADDRESS, filled(client, recall_kind="author_claim"), follow=True)

    assert "Statement P9f1." in asked
    assert [word for word in ("What P9 says", "is-right") if word in asked] == []
    assert RecallLog.objects.get().rating == Rating.AGAIN
    assert "Read the deciding paragraph, P9" in reply.text


def test_a_claim_that_nothing_can_ask_waits_and_is_counted(client: Client, student: Enrolment, course: Course) -> None:
    make_due(student, make_claim(course, mode="causal"))

    assert "1 claim waits because there is no question" in page(client).text


def test_the_most_forgotten_come_first_and_the_rest_waits_without_alarm(
    client: Client, student: Enrolment, course: Course
) -> None:
    RecallSettings.objects.create(enrolment=student, minutes=1)
    for number, days in enumerate((1, 40, 5, 20)):
        make_due(student, make_claim(course, f"P{number + 1}f1"), days=days)

    asked = []
    for _ in range(2):
        form = filled(client, recall_kind="fact")
        asked.append(form["claim"])
        client.post(ADDRESS, form)

    assert asked == ["P2f1", "P4f1"]
    text = page(client).text
    assert "That was today’s share: 2 claims." in text
    assert "2 more claims are due. They wait for another day" in text
    assert 'name="recall-kind"' not in client.get(ADDRESS).text


def test_a_second_click_counts_once(client: Client, student: Enrolment, claim: Claim) -> None:
    make_secret_check(claim)
    make_due(student, claim)
    form = filled(client, recall_choice="no")

    first, second = client.post(ADDRESS, form), client.post(ADDRESS, form)

    assert first.headers["Location"] == second.headers["Location"]
    assert (Response.objects.count(), Card.objects.get().answers) == (1, 2)


def test_another_answer_from_an_older_window_is_not_taken(client: Client, student: Enrolment, claim: Claim) -> None:
    make_secret_check(claim)
    make_due(student, claim)
    form = filled(client, recall_choice="no")
    client.post(ADDRESS, form)
    form["recall-choice"] = "yes"

    assert said(client, form) == ["You had answered this in another window, and that answer counts. Not taken: “Yes”."]
    assert [response.value for response in Response.objects.all()] == [{"choice": "no"}]


@pytest.mark.parametrize("change", [{"retired": True}, {"statement": "Another."}])
def test_a_claim_that_has_gone_or_changed_meanwhile_is_not_answered(
    client: Client, student: Enrolment, claim: Claim, change: dict[str, Any]
) -> None:
    make_due(student, claim)
    form = filled(client, recall_kind="fact")
    Claim.objects.filter(pk=claim.pk).update(**change)

    [words] = said(client, form)

    assert words[:40] in {"This claim is not due any more, or has l", "The question has been changed since you "}
    assert Response.objects.count() == 0


def test_a_question_that_was_mended_meanwhile_is_asked_anew(client: Client, student: Enrolment, claim: Claim) -> None:
    check = make_secret_check(claim)
    make_due(student, claim)
    form = filled(client, recall_choice="no")
    check.stem = "What now?"
    check.save()

    assert said(client, form) == [
        "The question has been changed since you opened the page, so that your answer was not taken."
    ]
    assert Response.objects.count() == 0


def test_a_page_of_somebody_else_takes_no_answer(client: Client, student: Enrolment, claim: Claim) -> None:
    make_secret_check(claim)
    make_due(student, claim)
    form = filled(client, recall_choice="yes")
    other = make_enrolment(cohort=student.cohort)
    make_due(other, claim)
    client.force_login(other.user)

    assert said(client, form) == ["Your answer was not taken: the page was opened for another class or by another."]
    assert Response.objects.count() == 0


def test_an_answer_after_the_session_has_ended_is_kept_through_the_log_in(
    client: Client, student: Enrolment, claim: Claim
) -> None:
    make_secret_check(claim)
    make_due(student, claim)
    form, own = filled(client, recall_choice="no", recall_certainty="sure"), f"{ADDRESS}?class={student.cohort_id}"
    client.logout()

    sent = client.post(own, form)
    assert Response.objects.count() == 0
    client.force_login(student.user)
    back = client.get(own, follow=True)
    client.get(own)

    assert sent.headers["Location"] == f"/accounts/login/?next={ADDRESS}%3Fclass%3D{student.cohort_id}"
    response = Response.objects.get()
    assert (response.attempt.enrolment, response.value, response.certainty) == (student, {"choice": "no"}, "sure")
    assert back.redirect_chain == [(f"{own}&told={response.pk}", 302)]
    assert "Rationale of no." in back.text


def test_two_answers_from_two_windows_wait_and_none_goes_without_a_word(
    client: Client, student: Enrolment, claim: Claim
) -> None:
    make_secret_check(claim)
    make_due(student, claim)
    form = filled(client, recall_choice="no")
    client.logout()
    for key in ("no", "yes"):
        form["recall-choice"] = key
        client.post(ADDRESS, form)

    client.force_login(student.user)
    back = client.get(ADDRESS, follow=True)

    assert Response.objects.get().value == {"choice": "no"}
    assert [str(message) for message in back.context["messages"]] == [
        "You had answered this in another window, and that answer counts. Not taken: “Yes”."
    ]


def test_what_waits_is_not_taken_over_by_whoever_else_logs_in(client: Client, student: Enrolment, claim: Claim) -> None:
    make_secret_check(claim)
    make_due(student, claim)
    form = filled(client, recall_choice="no")
    other = make_enrolment(cohort=student.cohort)
    make_due(other, claim)
    client.logout()
    client.post(f"{ADDRESS}?class={student.cohort_id}", form)

    client.force_login(other.user)
    back = client.get(f"{ADDRESS}?class={student.cohort_id}")

    assert (back.status_code, Response.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"claim": "P9f9"},
        {"claim": "P9\x00"},
        {"claim": "x" * 41},
        {"item": "x"},
        {"item": ""},
        {"times": "2"},
        {"times": "-1"},
        {"times": str(10**30)},
        {"place": "0"},
        {"place": str(10**30)},
        {"place": "x"},
    ],
)
def test_nonsense_is_refused_with_a_word(
    client: Client, student: Enrolment, claim: Claim, change: dict[str, str]
) -> None:
    make_secret_check(claim)
    make_due(student, claim)

    words = said(client, filled(client, recall_choice="yes", **change))

    assert len(words) == 1
    assert Response.objects.count() == 0


def test_in_a_class_that_has_ended_nothing_is_asked(client: Client, student: Enrolment, claim: Claim) -> None:
    make_due(student, claim)
    form = filled(client, recall_kind="fact")
    student.cohort.archive()

    [words] = said(client, form)
    assert words.endswith("has ended: nothing is asked any more. All that you did in it stays to be seen.")
    assert "has ended: nothing is asked any more" in page(client).text
    assert Response.objects.count() == 0


def test_one_class_is_shown_and_the_others_are_links(client: Client, student: Enrolment, claim: Claim) -> None:
    other = make_enrolment(cohort=make_cohort(name="Second"), user=student.user)
    make_due(student, claim)

    assert "Nothing is due today." in page(client).text
    assert f"?class={student.cohort_id}" in page(client).links
    assert "Claim 1 of 1 for today" in page(client, f"?class={student.cohort_id}").text
    assert "Nothing is due today." in page(client, f"?class={other.cohort_id}").text


@pytest.mark.parametrize("told", ["", "x", "0", str(10**30), "foreign"])
def test_only_ones_own_answer_is_told(client: Client, student: Enrolment, claim: Claim, told: str) -> None:
    foreign = make_recall(make_enrolment(cohort=student.cohort), claim)

    text = page(client, f"?told={foreign.pk if told == 'foreign' else told}").text

    assert "Answered" not in text


def test_the_minutes_are_the_students_own(client: Client, student: Enrolment) -> None:
    other = make_enrolment(cohort=student.cohort)
    for minutes in ("5", "7", "0", "121", "x", ""):
        client.post(reverse("quizzes:recall_settings"), {"minutes": minutes})

    assert [(row.enrolment, row.minutes) for row in RecallSettings.objects.all()] == [(student, 7)]
    assert "at most 14 claims a day" in page(client).text
    client.force_login(other.user)
    assert "at most 20 claims a day" in page(client).text


def test_a_recalled_claim_can_be_objected_to(client: Client, student: Enrolment, claim: Claim) -> None:
    response = make_recall(student, claim, {"kind": "author_claim"})
    address = f"{reverse('quizzes:object', args=[response.attempt_id])}?position=1"

    reply = client.post(address, {"reason": "It is a fact."}, follow=True)

    assert reply.redirect_chain == [(address, 302)]
    assert "It is a fact." in reply.text
    assert f"{ADDRESS}?class={student.cohort_id}&told={response.pk}" in PageReader(reply.text).links
    assert "A claim that you recalled: open" in PageReader(client.get("/progress/").text).text


def test_an_objection_to_a_voice_is_read_in_the_admin(client: Client, student: Enrolment, claim: Claim) -> None:
    response = make_recall(student, claim, {"kind": "author_claim"})
    objection = response.objections.create(reason="It is a fact.")
    client.force_login(make_user(is_staff=True, is_superuser=True))

    listed = client.get(reverse("admin:quizzes_objection_changelist")).text
    shown = client.get(reverse("admin:quizzes_objection_change", args=[objection.pk])).text
    reply = client.post(
        reverse("admin:quizzes_objection_change", args=[objection.pk]), {"state": "accepted", "answer": "Right."}
    )

    assert "P9f1: Statement P9f1." in listed
    assert reverse("admin:lessons_claim_change", args=[claim.pk]) in shown
    assert reply.headers["Location"] == reverse("admin:lessons_claim_change", args=[claim.pk])


@pytest.mark.parametrize("number", [2, 30])
def test_many_due_claims_need_no_more_statements(
    client: Client, student: Enrolment, course: Course, number: int
) -> None:
    course.bump_revision()
    for _ in range(number):
        claim = make_claim(course)
        make_due(student, claim)
        make_secret_check(claim, f"C{claim.pk}")
        make_question(course, claims=[claim])
    client.get(ADDRESS)  # What follows from the content alone is kept.
    counts = {}
    with data_statements() as counts["page"]:
        client.get(ADDRESS)
    form = filled(client, recall_choice="yes")
    with data_statements() as counts["answer"]:
        client.post(ADDRESS, form)
    with data_statements() as counts["told"]:
        client.get(f"{ADDRESS}?told={Response.objects.get().pk}")

    assert {name: len(statements) for name, statements in counts.items()} == {"page": 11, "answer": 21, "told": 22}
