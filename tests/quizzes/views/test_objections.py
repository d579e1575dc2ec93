"""“I think this is wrong”: the form at every item that was told, and what is shown of an objection."""

import re
from html import escape

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Enrolment
from quizzes.models import Attempt, Objection, Question, Response
from tests.factories import (
    make_attempt,
    make_check,
    make_check_answer,
    make_claim,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_lesson,
    make_misconception,
    make_objection,
    make_question,
    make_quiz,
    make_section,
    make_user,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

REASON = "Paragraph 9 says <b>both</b>.\n\n  So “no” is right & good."
CRLF, LF = "\r\n", "\n"
ALREADY = "Not sent: an objection of yours to this item is here already."


@pytest.fixture
def attempt() -> Attempt:
    return make_closed_attempt(make_quiz(make_course(), questions=3, title="Actors"), given={1: "no"})


@pytest.fixture
def student(attempt: Attempt, client: Client) -> Enrolment:
    client.force_login(attempt.enrolment.user)
    return attempt.enrolment


@pytest.fixture
def check(student: Enrolment) -> Question:
    return make_check(make_section(make_lesson(student.cohort.course, "roads", title="Roads")), "L1c1")


def address(attempt: int | Attempt, position: object = 2) -> str:
    pk = attempt.pk if isinstance(attempt, Attempt) else attempt
    return f"{reverse('quizzes:object', args=[pk])}?position={position}"


def place(response: Response) -> str:
    return address(response.attempt_id, response.position)


def review(attempt: Attempt) -> str:
    return reverse("quizzes:review", args=[attempt.pk])


def shown(client: Client, page: str) -> str:
    return re.sub(r">\s+<", "><", client.get(page).text)


def words(client: Client, page: str) -> str:
    read = PageReader(client.get(page).text)
    assert (read.repeated_ids, read.skipped_headings, read.empty_headings, read.nests) == ([], [], 0, True)
    return read.text


def test_an_objection_is_kept_as_typed_and_the_review_opens_at_its_item(
    client: Client, attempt: Attempt, student: Enrolment
) -> None:
    reply = client.post(address(attempt), {"reason": REASON.replace("\n", "\r\n")})

    assert reply.headers["Location"] == f"{review(attempt)}#i2"
    objection = Objection.objects.get()
    assert (objection.response.position, objection.reason, objection.state) == (2, REASON, "open")
    assert f'<p class="typed">{escape(REASON)}</p>' in client.get(review(attempt)).text


def test_every_item_of_a_review_has_the_form_for_itself(client: Client, attempt: Attempt, student: Enrolment) -> None:
    html = shown(client, review(attempt))

    forms = re.findall(r'<form method="post" action="([^"]+)"><input type="hidden" name="csrfmiddlewaretoken"', html)
    assert forms == [address(attempt, position) for position in (1, 2, 3)]
    assert re.findall(r'<textarea [^>]*id="([^"]+)"', html) == ["i1-reason", "i2-reason", "i3-reason"]
    assert html.count("<details") == html.count('<details class="objecting">') + html.count("<details>")
    assert words(client, review(attempt)).count("I think this is wrong") == 3


def test_the_page_of_an_item_shows_it_as_reviewed_with_the_form_open(
    client: Client, attempt: Attempt, student: Enrolment
) -> None:
    html = shown(client, address(attempt, 1))

    assert "Your answer · not right" in html
    assert html.count('<details class="objecting" open>') == 1
    assert re.findall(r'<section class="item" id="([^"]+)"', html) == ["i1"]
    assert f'<a href="{review(attempt)}#i1">Review of attempt 1</a>' in html


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("open", "Not decided yet. The instructors of your class have it before them."),
        ("accepted", "Accepted: the question will be mended. If that changes your marks, you are told so"),
        ("answered", "Answered."),
        ("closed", "Closed: nothing is changed."),
    ],
)
def test_an_item_tells_what_became_of_an_objection(
    client: Client, attempt: Attempt, student: Enrolment, state: str, told: str
) -> None:
    answer = "" if state == "open" else "See <i>P9</i>.\nIt says no."
    make_objection(attempt.responses.get(position=2), state=state, answer=answer)

    for page in (review(attempt), address(attempt)):
        html = client.get(page).text
        assert f"<b>{told}" in html
        assert (f'<p class="typed">{escape(answer)}</p>' in html) == bool(answer)


def test_while_an_objection_is_open_or_accepted_its_item_has_no_form(
    client: Client, attempt: Attempt, student: Enrolment
) -> None:
    make_objection(attempt.responses.get(position=1))
    make_objection(attempt.responses.get(position=2), state="accepted")

    assert re.findall(r'<textarea [^>]*id="([^"]+)"', shown(client, review(attempt))) == ["i3-reason"]
    assert [client.get(address(attempt, n)).text.count("<textarea") for n in (1, 2, 3)] == [0, 0, 1]


def test_after_an_answer_one_may_object_once_more_and_then_no_more(
    client: Client, attempt: Attempt, student: Enrolment
) -> None:
    response = attempt.responses.get(position=2)
    make_objection(response, state="answered")

    text = words(client, address(attempt))
    assert "I still think this is wrong" in text
    assert "You can object to the same item once more, but not a third time." in text

    client.post(address(attempt), {"reason": "You missed the date."})
    Objection.objects.get(reason="You missed the date.").decide(state="closed", answer="", by=make_user())
    text = words(client, address(attempt))
    assert "still think this is wrong" not in text
    assert "You have objected to this item twice." in text
    assert client.post(address(attempt), {"reason": "Third."}).status_code == 409
    assert Objection.objects.count() == 2


def test_what_is_sent_twice_is_there_once(client: Client, attempt: Attempt, student: Enrolment) -> None:
    replies = [client.post(address(attempt), {"reason": REASON}) for _ in range(2)]

    assert [reply.headers["Location"] for reply in replies] == [f"{review(attempt)}#i2"] * 2
    assert Objection.objects.count() == 1


def test_another_reason_while_one_is_open_is_told_and_not_lost(
    client: Client, attempt: Attempt, student: Enrolment
) -> None:
    make_objection(attempt.responses.get(position=2))

    reply = client.post(address(attempt), {"reason": "A <second> thought."})

    assert (reply.status_code, ALREADY in reply.text, Objection.objects.count()) == (409, True, 1)
    assert "A &lt;second&gt; thought.</textarea>" in reply.text


@pytest.mark.parametrize("reason", ["", "  \r\n ", "x" * 2001, "nul\x00"])
def test_what_cannot_be_kept_comes_back_with_words(
    client: Client, attempt: Attempt, student: Enrolment, reason: str
) -> None:
    reply = client.post(address(attempt), {"reason": reason})

    assert (reply.status_code, Objection.objects.count()) == (200, 0)
    assert reply.text.count('class="errorlist"') == 1
    assert f"\n{reason.replace(CRLF, LF)}</textarea>" in reply.text


def test_line_ends_count_as_one_letter(client: Client, attempt: Attempt, student: Enrolment) -> None:
    client.post(address(attempt), {"reason": "x\r\n" * 1000})

    assert Objection.objects.get().reason == "x\n" * 1000


@pytest.mark.parametrize("query", ["", "?position=", "?position=x", "?position=0", "?position=4", "?position=9e9"])
def test_an_item_that_is_not_there_is_not_found(
    client: Client, attempt: Attempt, student: Enrolment, query: str
) -> None:
    page = reverse("quizzes:object", args=[attempt.pk]) + query

    assert (client.get(page).status_code, client.post(page, {"reason": REASON}).status_code) == (404, 404)


def test_a_number_larger_than_any_is_not_found(client: Client, attempt: Attempt, student: Enrolment) -> None:
    assert client.get(address(attempt, 10**30)).status_code == 404


def test_an_open_attempt_has_nothing_to_object_to(client: Client) -> None:
    attempt = make_attempt(make_quiz(make_course()), given={1: "no"})
    client.force_login(attempt.enrolment.user)

    assert client.get(address(attempt)).status_code == 404
    assert client.post(address(attempt), {"reason": REASON}).status_code == 404
    assert not Objection.objects.exists()


@pytest.mark.parametrize("role", ["classmate", "instructor", "administrator"])
def test_a_stranger_finds_nothing(client: Client, attempt: Attempt, role: str) -> None:
    stranger = make_user(is_staff=role != "classmate", is_superuser=role == "administrator")
    make_enrolment(cohort=attempt.enrolment.cohort, user=stranger)
    attempt.enrolment.cohort.instructors.set([stranger] if role == "instructor" else [])
    client.force_login(stranger)

    assert client.get(address(attempt)).status_code == 404
    assert client.post(address(attempt), {"reason": REASON}).status_code == 404
    assert not Objection.objects.exists()


def test_a_visitor_is_asked_to_log_in(client: Client, attempt: Attempt) -> None:
    reply = client.get(address(attempt))

    assert reply.headers["Location"] == f"{reverse('login')}?next=/attempts/{attempt.pk}/object/%3Fposition%3D2"
    assert "sessionid" not in reply.cookies


def test_what_was_written_before_the_session_ended_waits_for_the_log_in(client: Client, attempt: Attempt) -> None:
    student = attempt.enrolment.user
    student.set_password("three-horses")
    student.save()
    reply = client.post(address(attempt), {"reason": REASON})
    assert not Objection.objects.exists()

    reply = client.post(
        reply.headers["Location"], {"username": student.username, "password": "three-horses", "next": address(attempt)}
    )
    page = client.get(reply.headers["Location"]).text
    assert f"{escape(REASON)}</textarea>" in page
    assert "What you had written before you logged in stands below. It is not sent yet." in page
    assert REASON not in client.get(address(attempt, 1)).text

    client.post(address(attempt), {"reason": REASON})
    Objection.objects.get().decide(state="closed", answer="", by=make_user())
    assert "before you logged in" not in client.get(address(attempt)).text


def test_what_waits_is_not_shown_to_another_student(client: Client, attempt: Attempt) -> None:
    client.post(address(attempt), {"reason": REASON})
    other = make_closed_attempt(attempt.quiz, enrolment=make_enrolment(cohort=attempt.enrolment.cohort))
    client.force_login(other.enrolment.user)

    assert client.get(address(attempt)).status_code == 404
    assert "before you logged in" not in client.get(address(other)).text


def test_other_methods_are_not_allowed(client: Client, attempt: Attempt, student: Enrolment) -> None:
    page = address(attempt)

    assert [client.head(page).status_code, client.put(page).status_code, client.delete(page).status_code] == [
        *(200, 405, 405)
    ]
    assert client.get(page).headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_an_answered_check_leads_to_its_page_and_back(client: Client, student: Enrolment, check: Question) -> None:
    lesson = check.section.lesson.get_absolute_url()  # type: ignore[union-attr]
    assert "/object/" not in client.get(lesson).text

    response = make_check_answer(student, check, "no")
    assert PageReader(client.get(lesson).text).links.count(place(response)) == 1
    page = PageReader(client.get(place(response)).text)
    assert f"{lesson}#check-L1c1" in page.links
    assert "Your answer · not right" in page.text
    assert "Item 1" not in page.text

    reply = client.post(place(response), {"reason": REASON})
    assert reply.headers["Location"] == place(response)
    assert "Not decided yet." in client.get(place(response)).text
    assert "Your objection, check 1" in PageReader(client.get(lesson).text).text


def test_each_answer_to_a_check_has_objections_of_its_own(client: Client, student: Enrolment, check: Question) -> None:
    make_objection(make_check_answer(student, check, "no"))
    again = make_check_answer(student, check, "yes", answered=1)

    page = PageReader(client.get(check.section.lesson.get_absolute_url()).text)  # type: ignore[union-attr]

    assert "I think this is wrong, check 1" in page.text
    assert place(again) in page.links


def test_what_others_object_is_not_shown(client: Client, attempt: Attempt, student: Enrolment) -> None:
    other = make_closed_attempt(attempt.quiz, enrolment=make_enrolment(cohort=student.cohort))
    make_objection(other.responses.get(position=2), reason="Of somebody else.")

    assert "Of somebody else." not in client.get(review(attempt)).text + client.get(address(attempt)).text


def test_times_are_those_of_the_class(client: Client) -> None:
    student = make_enrolment(cohort=make_cohort(time_zone="Asia/Almaty"))
    attempt = make_closed_attempt(make_quiz(student.cohort.course), enrolment=student)
    make_objection(attempt.responses.get(position=2), raised_at="2026-11-03T22:15:00Z")
    client.force_login(student.user)

    assert "Your objection of 4 November 2026, 03:15 +05:" in words(client, review(attempt))


def test_a_review_costs_the_same_for_one_objection_and_for_sixty(client: Client) -> None:
    counts = []
    for number in (1, 30):
        course = make_course()
        make_misconception(course, "plans")
        questions = [make_question(course, claims=[make_claim(course)]) for _ in range(number)]
        attempt = make_closed_attempt(make_quiz(course, questions=questions), given={1: "no"})
        for response in attempt.responses.all():
            make_objection(response, state="answered")
            make_objection(response, reason="And yet.")
        client.force_login(attempt.enrolment.user)
        with data_statements() as statements:
            client.get(review(attempt))
        counts.append(len(statements))

    assert counts == [13, 13]


def test_the_page_of_an_item_and_sending_need_few_statements(
    client: Client, attempt: Attempt, student: Enrolment
) -> None:
    make_objection(attempt.responses.get(position=2), state="answered")
    with data_statements() as reading:
        client.get(address(attempt))
    with data_statements() as sending:
        client.post(address(attempt), {"reason": REASON})

    assert (len(reading), len(sending)) == (11, 8)
