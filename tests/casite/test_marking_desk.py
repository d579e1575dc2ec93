"""The queue of answers that a person must mark, from handing in to what the student reads."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from lessons.models import Cohort
from quizzes.hand_marks import mark_by_hand
from quizzes.interventions import intervene
from quizzes.marking import append_mark, submit
from quizzes.models import Attempt, Mark, Response
from tests.factories import (
    make_cohort,
    make_course,
    make_enrolment,
    make_essay_answer,
    make_instructor,
    make_user,
)
from tests.quizzes.question_types.browser import form_post
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

LEVELS = {"rubric-who": "there", "rubric-why": "partly"}


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(make_course(title="Rivers"), name="11B")


@pytest.fixture
def instructor(cohort: Cohort, client: Client) -> User:
    instructor = make_instructor(cohort)
    client.force_login(instructor)
    return instructor


def waiting(cohort: Cohort, name: str, minutes: int = 0) -> Response:
    response = make_essay_answer(enrolment=make_enrolment(cohort=cohort, user=make_user(name)))
    attempt = response.attempt
    assert attempt.closed_at
    Attempt.objects.filter(pk=attempt.pk).update(closed_at=attempt.closed_at + timedelta(minutes=minutes))
    return Response.objects.get(pk=response.pk)


def page(client: Client, response: Response | None = None) -> str:
    name = "admin:marking_answer" if response else "admin:marking"
    return client.get(reverse(name, args=[response.pk] if response else [])).content.decode()


def test_a_handed_in_essay_has_no_mark_and_a_blank_one_nothing(cohort: Cohort) -> None:
    written, blank = waiting(cohort, "writer"), make_essay_answer(cohort.course, text="  ")

    assert (written.fraction, blank.fraction) == (None, 0)
    assert Mark.objects.filter(response=written).count() == 0
    assert Attempt.objects.with_score().get(pk=written.attempt_id).unmarked == 1


def test_the_queue_lists_what_was_handed_in_first(instructor: User, client: Client, cohort: Cohort) -> None:
    late, early = waiting(cohort, "late", minutes=9), waiting(cohort, "early", minutes=-9)
    strange = make_essay_answer()

    html = page(client)

    places = [html.find(reverse("admin:marking_answer", args=[row.pk]) + '"') for row in (early, late, strange)]
    assert html.index("2 answers wait") < places[0] < places[1]
    assert places[2] == -1


def test_an_answer_stands_beside_its_rubric(instructor: User, client: Client, cohort: Cohort) -> None:
    response = waiting(cohort, "writer")

    html = page(client, response)

    assert "The paper says so." in html
    assert "The author hopes." in html
    assert [f'name="rubric-{key}"' in html for key in ("who", "why")] == [True, True]


def test_judging_writes_a_mark_by_hand_and_goes_on(instructor: User, client: Client, cohort: Cohort) -> None:
    first, second = waiting(cohort, "first", minutes=-5), waiting(cohort, "second")

    reply = client.post(
        reverse("admin:marking_answer", args=[first.pk]), {**LEVELS, "comment": "Who says it?\r\nWhen?"}
    )

    first.refresh_from_db()
    mark = first.current_mark
    assert mark
    assert reply.headers["Location"] == reverse("admin:marking_answer", args=[second.pk])
    assert (mark.rule, mark.by, mark.levels) == ("hand", instructor, {"who": "there", "why": "partly"})
    assert mark.comment == "Who says it?\nWhen?"
    assert first.fraction == pytest.approx((2 + 2 * 1) / 6)


def test_after_the_last_one_the_queue_is_empty(instructor: User, client: Client, cohort: Cohort) -> None:
    response = waiting(cohort, "only")

    reply = client.post(reverse("admin:marking_answer", args=[response.pk]), LEVELS, follow=True)

    assert "No answer waits to be marked." in reply.content.decode()


def test_a_level_that_is_missing_is_said_and_nothing_written(instructor: User, client: Client, cohort: Cohort) -> None:
    response = waiting(cohort, "writer")

    reply = client.post(
        reverse("admin:marking_answer", args=[response.pk]), {"rubric-who": "there", "comment": "Long thoughts."}
    )

    assert "This field is required." in reply.content.decode()
    assert "Long thoughts." in reply.content.decode()
    assert Mark.objects.count() == 0


def test_a_mark_can_be_given_again_and_the_old_one_stays(instructor: User, client: Client, cohort: Cohort) -> None:
    response = waiting(cohort, "writer")
    address = reverse("admin:marking_answer", args=[response.pk])
    client.post(address, {**LEVELS, "comment": "First."})

    html = page(client, response)
    client.post(address, {**form_post(html), "rubric-why": "there", "comment": "Better."})

    response.refresh_from_db()
    assert "First." in html
    assert html.count(" checked") == 2
    assert response.fraction == 1
    assert [mark.comment for mark in Mark.objects.filter(response=response)] == ["First.", "Better."]


def test_a_judgement_that_is_sent_twice_is_written_once(instructor: User, client: Client, cohort: Cohort) -> None:
    address = reverse("admin:marking_answer", args=[waiting(cohort, "writer").pk])

    replies = [client.post(address, {**LEVELS, "comment": "First.", "replaces": ""}) for _ in range(2)]

    assert [reply.headers["Location"] for reply in replies] == [reverse("admin:marking")] * 2
    assert Mark.objects.count() == 1


def test_a_judgement_is_not_put_over_one_that_was_given_meanwhile(
    instructor: User, client: Client, cohort: Cohort
) -> None:
    response = waiting(cohort, "writer")
    address = reverse("admin:marking_answer", args=[response.pk])
    other = make_instructor(cohort, username="colleague")
    mark_by_hand(response=response, replaces=None, fraction=0.5, by=other, reason="Half of it.")

    refused = client.post(address, {**LEVELS, "comment": "Mine."})
    again = client.post(address, form_post(refused.text))

    assert (refused.status_code, again.status_code) == (200, 302)
    assert "marked since you opened this page: 0.5 of 1 mark, by hand, colleague," in refused.text
    assert [mark.comment for mark in Mark.objects.order_by("pk")] == ["", "Mine."]


def test_the_student_reads_levels_comment_and_that_something_waits(
    instructor: User, client: Client, cohort: Cohort
) -> None:
    response = waiting(cohort, "writer")
    student = Client()
    student.force_login(response.attempt.enrolment.user)
    review = reverse("quizzes:review", args=[response.attempt_id])
    before = student.get(review).content.decode()
    client.post(reverse("admin:marking_answer", args=[response.pk]), {**LEVELS, "comment": "Who says <it>?"})

    after = student.get(review).content.decode()

    assert "One answer waits for your instructor" in before
    assert "not wholly marked yet" in before
    assert "not marked yet" in before
    assert "waits for your instructor" not in after
    assert "Who says &lt;it&gt;?" in after
    assert "who speaks: <b>all there</b>" in after


def test_handing_in_anew_or_marking_by_the_key_leaves_a_judgement(
    instructor: User, client: Client, cohort: Cohort
) -> None:
    response = waiting(cohort, "writer")
    client.post(reverse("admin:marking_answer", args=[response.pk]), LEVELS)
    intervene(attempt=response.attempt, kind="reopen", reason="The power failed.", by=None)

    submit(attempt=Attempt.objects.get(pk=response.attempt_id))
    append_mark(response=response, fraction=1, rule=Mark.Rule.FULL_MARKS, version=response.version)

    response.refresh_from_db()
    assert response.fraction == pytest.approx(4 / 6)


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_the_same_statements_for_many(instructor: User, client: Client, cohort: Cohort, number: int) -> None:
    for place in range(number):
        response = waiting(cohort, f"writer{place}")

    with data_statements() as of_queue:
        page(client)
    with data_statements() as of_answer:
        page(client, response)

    assert (len(of_queue), len(of_answer)) == (5, 11)


def test_what_is_marked_by_a_key_is_not_judged_here(instructor: User, client: Client, cohort: Cohort) -> None:
    response = waiting(cohort, "writer")
    others = Response.objects.filter(attempt__quiz__course=cohort.course).exclude(pk=response.pk)
    open_again = Attempt.objects.filter(pk=response.attempt_id)
    open_again.update(closed_at=None)

    assert others.count() == 0
    assert client.get(reverse("admin:marking_answer", args=[response.pk])).status_code == 404
