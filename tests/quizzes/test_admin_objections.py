"""The queue of objections in the admin, and the page on which one is decided."""

import re
from html import escape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from lessons.models import Cohort
from quizzes.checks import answer_check
from quizzes.models import Objection, Response
from quizzes.question_types.ordering import Ordering
from quizzes.versions import current_version
from tests.factories import (
    choice,
    make_check,
    make_check_answer,
    make_claim,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_editor,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_objection,
    make_paragraph,
    make_question,
    make_quiz,
    make_section,
    make_topic,
    make_user,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:quizzes_objection_changelist")
WORDS = "The paper says <i>both</i>.\nSo the key stays."


@pytest.fixture
def cohort(client: Client) -> Cohort:
    cohort = make_cohort(make_course(), name="11B")
    client.force_login(make_instructor(cohort, username="saltanat"))
    return cohort


def make_response(cohort: Cohort, username: str = "", **fields: Any) -> Response:
    """A wrong answer in a class."""
    quiz = make_quiz(cohort.course, questions=[make_question(cohort.course, **fields)], title="Actors")
    student = make_enrolment(cohort=cohort, user=make_user(username))
    return make_closed_attempt(quiz, enrolment=student, given={1: "no"}).responses.get()


def page(objection: Objection) -> str:
    return reverse("admin:quizzes_objection_change", args=[objection.pk])


def read(client: Client, objection: Objection) -> PageReader:
    reader = PageReader(client.get(page(objection)).text)
    assert (reader.repeated_ids, reader.skipped_headings, reader.empty_headings, reader.nests) == ([], [], 0, True)
    return reader


def listed(client: Client, **query: str) -> list[Objection]:
    return list(client.get(QUEUE, query).context["cl"].result_list)


def decide(client: Client, objection: Objection, state: str, answer: str = "") -> Any:
    return client.post(page(objection), {"state": state, "answer": answer}, follow=True)


def test_the_queue_has_the_open_ones_first_and_the_oldest_of_them_on_top(client: Client, cohort: Cohort) -> None:
    ages = [("closed", 1), ("open", 3), ("open", 2), ("accepted", 4)]
    closed, younger, older, accepted = (
        make_objection(make_response(cohort), state=state, raised_at=f"2026-11-0{day}T10:00Z") for state, day in ages
    )

    assert listed(client) == [older, younger, closed, accepted]


def test_the_queue_names_question_student_class_and_time(client: Client, cohort: Cohort) -> None:
    make_objection(make_response(cohort, "timur", key="QA7", stem="Who rules?"), raised_at="2026-11-03T10:00Z")

    html = client.get(QUEUE).text

    cells = re.findall(r'<t[hd] class="field-(\w+)[^>]*>(?:<a [^>]*>)?([^<]+)', html)
    assert cells == [
        ("question", "QA7: Who rules?"),
        ("state", "open"),
        ("student", "timur"),
        ("cohort", "11B"),
        ("raised_at", "Nov. 3, 2026, 10 a.m."),
    ]


def test_the_queue_is_filtered_by_state_class_and_question(client: Client, cohort: Cohort) -> None:
    other = make_cohort(cohort.course)
    other.instructors.set(cohort.instructors.all())
    mine = make_objection(make_response(cohort))
    closed, elsewhere = make_objection(make_response(cohort), state="closed"), make_objection(make_response(other))

    assert listed(client, state__exact="open") == [mine, elsewhere]
    assert listed(client, response__attempt__enrolment__cohort__id__exact=str(other.pk)) == [elsewhere]
    assert listed(client, question=str(closed.response.version.question_id)) == [closed]
    assert [listed(client, question=number) for number in ("x", "9" * 30)] == [[], []]


def test_the_queue_is_searched_by_student_question_and_reason(client: Client, cohort: Cohort) -> None:
    first = make_objection(make_response(cohort, "timur", key="QA7"), reason="It is the date.")
    make_objection(make_response(cohort))

    assert [listed(client, q=words) for words in ("timur", "qa7", "the date", "nobody")] == [[first]] * 3 + [[]]


def test_an_instructor_finds_only_what_students_of_own_classes_object(client: Client, cohort: Cohort) -> None:
    foreign = make_objection(make_response(make_cohort(cohort.course), "laila", key="QX1"))
    mine = make_objection(make_response(cohort))

    assert listed(client) == [mine]
    assert "QX1" not in client.get(QUEUE).text
    assert listed(client, question=str(foreign.response.version.question_id)) == []
    assert client.get(page(foreign)).headers["Location"] == reverse("admin:index")
    decide(client, foreign, "closed")
    foreign.refresh_from_db()
    assert foreign.state == "open"


def test_an_editor_of_the_course_cannot_decide(client: Client, cohort: Cohort) -> None:
    objection = make_objection(make_response(cohort))
    client.force_login(make_editor(cohort.course))

    assert [client.get(QUEUE).status_code, client.get(page(objection)).status_code] == [403, 403]
    assert decide(client, objection, "closed").status_code == 403


def test_an_administrator_decides_anywhere(client: Client) -> None:
    objection = make_objection()
    client.force_login(make_user("root", is_staff=True, is_superuser=True))

    decide(client, objection, "closed")

    objection.refresh_from_db()
    assert (objection.state, str(objection.decided_by)) == ("closed", "root")


def test_the_page_shows_the_question_as_dealt_beside_the_paragraph_that_decides(client: Client, cohort: Cohort) -> None:
    course = cohort.course
    make_paragraph(course, "P9", gist="Nine of them met.", heading="Meetings")
    claim = make_claim(course, "P9f1", statement="Nine met.", kind="author_claim", as_of="as of 2006")
    claim.speakers.add(make_topic(course, name="The author"))
    payload = choice(claim=claim.key)
    response = make_response(cohort, claims=[claim], payload=payload, stem="How *many* met?", explanation="Count them.")
    Response.objects.filter(pk=response.pk).update(option_order=["perhaps", "yes", "no"])
    objection = make_objection(response, reason="<script>alert(1)</script>\nIt was ten.")

    html, reader = client.get(page(objection)).text, read(client, objection)

    assert f'<p class="typed">{escape(objection.reason)}</p>' in html
    assert "How <em>many</em> met?" in html
    chip = "P9, author’s claim"
    parts = f"Perhaps Why perhaps.{chip} Yes right answer Why yes.{chip} No chosen by the student Why no.{chip}"
    assert parts in reader.text
    assert "Count them. 0 of 1 mark, wrong" in reader.text
    assert "The deciding paragraph P9 " in reader.text
    assert "Nine of them met. Author’s claim Nine met. Speaker: The author. as of 2006" in reader.text
    assert reverse("lessons:source", args=[course.slug, "document-p"]) + "#P9" in reader.links


def test_the_page_of_an_objection_to_a_check_names_its_section(client: Client, cohort: Cohort) -> None:
    check = make_check(make_section(make_lesson(cohort.course), title="No direct way"))
    objection = make_objection(make_check_answer(make_enrolment(cohort=cohort), check, "no"))

    assert "11B · No direct way" in read(client, objection).text


def test_the_page_tells_the_place_that_was_given_even_where_it_earned_something(client: Client, cohort: Cohort) -> None:
    content, _answer, _fraction = next(Ordering.examples())
    fields = {"type": content.slug, "payload": content.to_payload()}
    check = make_check(make_section(make_lesson(cohort.course)), **fields)
    given = {"survey": "2", "road": "3", "market": "4"}  # The road stands right after the survey.
    response = answer_check(enrolment=make_enrolment(cohort=cohort), question=check, value=given)

    text = read(client, make_objection(response)).text

    assert response
    assert response.fraction == 1 / 3
    assert "The road: 2 given: 3" in text
    assert "The bridge: 3 not answered" in text
    assert "The market & inn: 4 given They come across" in text


@pytest.mark.parametrize("state", ["accepted", "answered", "closed"])
def test_a_decision_is_kept_told_and_logged(client: Client, cohort: Cohort, state: str) -> None:
    objection = make_objection(make_response(cohort))

    reply = decide(client, objection, state, WORDS.replace("\n", "\r\n"))

    objection.refresh_from_db()
    assert (objection.state, objection.answer, str(objection.decided_by)) == (state, WORDS, "saltanat")
    assert reply.redirect_chain == [(QUEUE, 302)]
    assert "the student reads it at the item" in PageReader(reply.text).text
    assert [entry.get_change_message() for entry in LogEntry.objects.all()] == [f"Decided: {state}."]
    client.force_login(objection.response.attempt.enrolment.user)
    assert escape(WORDS) in client.get(objection.get_absolute_url()).text


@pytest.mark.parametrize("state", ["accepted", "answered"])
@pytest.mark.parametrize("answer", ["", " \r\n"])
def test_accepting_and_answering_need_words(client: Client, cohort: Cohort, state: str, answer: str) -> None:
    objection = make_objection(make_response(cohort))

    reply = decide(client, objection, state, answer)

    assert reply.context["form"].errors == {"answer": ["Say to the student why."]}
    assert "Say to the student why." in PageReader(reply.text).text
    assert Objection.objects.open().get() == objection


def test_an_act_that_does_not_exist_decides_nothing(client: Client, cohort: Cohort) -> None:
    objection = make_objection(make_response(cohort))

    for state in ("open", "forgiven", ""):
        reply = decide(client, objection, state, WORDS)
        assert list(reply.context["form"].errors) == ["state"]
        assert f"{escape(WORDS)}</textarea>" in reply.text
    assert Objection.objects.open().get() == objection


def test_what_somebody_else_has_decided_meanwhile_is_told_and_stays(client: Client, cohort: Cohort) -> None:
    objection = make_objection(make_response(cohort))
    colleague = make_instructor(cohort, first_name="Daniyar", last_name="Seit")
    objection.decide(state="answered", answer="Read P9.", by=colleague)

    reply = decide(client, objection, "accepted", "You are right.")

    text = PageReader(reply.text).text
    assert "Somebody else has decided this meanwhile. What you chose and wrote was not taken." in text
    assert "Daniyar Seit Read P9. What you wrote You are right." in text
    objection.refresh_from_db()
    assert (objection.state, objection.answer, objection.decided_by) == ("answered", "Read P9.", colleague)
    assert not LogEntry.objects.exists()


def test_what_is_decided_has_no_form_any_more(client: Client, cohort: Cohort) -> None:
    objection = make_objection(make_response(cohort), state="closed", answer="")

    html = client.get(page(objection)).text

    assert 'id="objection_form"' not in html
    assert "<b>Closed</b>" in html


def test_who_accepts_and_edits_the_course_goes_on_to_the_question(client: Client, cohort: Cohort) -> None:
    cohort.instructors.get().edited_courses.add(cohort.course)
    objection = make_objection(make_response(cohort))

    reply = decide(client, objection, "accepted", WORDS)

    question = objection.response.version.question
    assert reply.redirect_chain == [(reverse("admin:quizzes_question_change", args=[question.pk]), 302)]
    assert "You have promised the student that this question will be mended." in reply.text


@pytest.mark.parametrize(
    ("editors", "told"),
    [
        (["Aida Nur", ""], "These can do it: editor2, Aida Nur."),
        ([], "The course has no editors: ask an administrator."),
    ],
)
def test_who_accepts_and_does_not_edit_the_course_is_told_who_does(
    client: Client, cohort: Cohort, editors: list[str], told: str
) -> None:
    for number, name in enumerate(editors, start=1):
        first, _space, last = name.partition(" ")
        make_editor(cohort.course, username=f"editor{number}", first_name=first, last_name=last)

    reply = decide(client, make_objection(make_response(cohort)), "accepted", WORDS)

    assert reply.redirect_chain == [(QUEUE, 302)]
    assert told in reply.text


def test_only_who_edits_the_course_is_led_to_the_question(client: Client, cohort: Cohort) -> None:
    objection = make_objection(make_response(cohort))
    question = reverse("admin:quizzes_question_change", args=[objection.response.version.question_id])

    assert question not in read(client, objection).links
    cohort.instructors.get().edited_courses.add(cohort.course)
    assert question in read(client, objection).links


def test_editors_read_open_and_accepted_objections_without_the_name_of_the_student(
    client: Client, cohort: Cohort
) -> None:
    question = make_question(cohort.course, stem="Who rules?")
    quiz = make_quiz(cohort.course, questions=[question])
    reasons = {}
    for state in ("open", "accepted", "answered", "closed"):
        student = make_enrolment(cohort=cohort, user=make_user(f"zhanna-{state}", first_name="Zhanna"))
        response = make_closed_attempt(quiz, enrolment=student).responses.get()
        reasons[state] = make_objection(response, state=state, reason=f"<Because> it is {state}.").reason
    question.stem = "Who rules now?"
    question.save()
    current_version(question)
    newer = make_closed_attempt(quiz, enrolment=make_enrolment(cohort=cohort)).responses.get()
    make_objection(newer, reason="Who is meant?")
    make_objection(make_response(cohort), reason="Of another question.")
    client.force_login(make_editor(cohort.course))

    html = client.get(reverse("admin:quizzes_question_change", args=[question.pk])).text

    text = PageReader(html).text
    assert "3 objections of students" in text
    assert "Zhanna" not in html
    assert "zhanna" not in html
    assert [escape(reason) in html for reason in reasons.values()] == [True, True, False, False]
    assert "Of another question." not in html
    assert text.count("about an earlier version") == 2
    assert text.index("Who is meant?") > text.rindex("about an earlier version")


def test_a_question_without_objections_says_nothing_of_them(client: Client, cohort: Cohort) -> None:
    client.force_login(make_editor(cohort.course))
    question = make_question(cohort.course)

    assert "objection" not in client.get(reverse("admin:quizzes_question_change", args=[question.pk])).text


def test_the_first_page_leads_to_the_open_objections_of_a_class(client: Client, cohort: Cohort) -> None:
    objection = make_objection(make_response(cohort))
    make_objection(make_response(cohort), state="closed")

    reader = PageReader(client.get(reverse("admin:index")).text)

    assert "Open objections1 of 11B" in reader.text
    link = next(link for link in reader.links if link.startswith(f"{QUEUE}?"))
    assert list(client.get(link).context["cl"].result_list) == [objection]


def test_a_deleted_question_of_an_objection_names_no_student(client: Client, cohort: Cohort) -> None:
    response = make_response(cohort, "zhanna")
    make_objection(response)
    client.force_login(make_editor(cohort.course))

    html = client.get(reverse("admin:quizzes_question_delete", args=[response.version.question_id])).text

    assert "Responses: 1" in html
    assert "zhanna" not in html


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queue_and_a_page_need_few_statements(client: Client, cohort: Cohort, rows: int) -> None:
    for _ in range(rows):
        objection = make_objection(make_response(cohort))
    counts = []
    for address in (QUEUE, page(objection)):
        with data_statements() as statements:
            client.get(address)
        counts.append(len(statements))

    assert counts == [7, 10]
