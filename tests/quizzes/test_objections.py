"""An objection is raised by a student and decided once; what was said stays as it was said."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from quizzes.models import Objection, Response
from quizzes.models.append_only import AppendOnlyError
from quizzes.objections import deciding_paragraphs, object_to, own_responses
from quizzes.reviews import reviewed
from tests.factories import (
    choice,
    make_attempt,
    make_check,
    make_check_answer,
    make_claim,
    make_closed_attempt,
    make_course,
    make_enrolment,
    make_lesson,
    make_objection,
    make_paragraph,
    make_question,
    make_quiz,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def response() -> Response:
    return make_closed_attempt(make_quiz(make_course(), questions=1), given={1: "no"}).responses.get()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "open", "decided_at": NOW},
        {"state": "open", "answer": "Well seen."},
        {"state": "accepted", "answer": "Well seen.", "decided_at": None},
        {"state": "closed", "decided_at": None},
        {"state": "accepted", "answer": "", "decided_at": NOW},
        {"state": "answered", "answer": "", "decided_at": NOW},
        {"state": "forgotten", "answer": "Well seen.", "decided_at": NOW},
        {"reason": ""},
        {"reason": "x" * 2001},
    ],
)
def test_the_database_refuses_what_cannot_be(response: Response, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(response=response, **{"reason": "Why?", **fields})


def test_the_database_refuses_a_second_open_objection(response: Response) -> None:
    make_objection(response)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_objection(response, reason="And again.")


@pytest.mark.parametrize("fields", [{"reason": "ż" * 2000}, {"state": "closed", "answer": "", "decided_at": NOW}])
def test_the_database_takes_what_may_be(response: Response, fields: dict[str, Any]) -> None:
    assert Objection.objects.create(response=response, **{"reason": "Why?", **fields}).pk


def test_the_model_says_how_long_a_reason_may_be(response: Response) -> None:
    with pytest.raises(ValidationError) as refused:
        Objection(response=response, reason="x" * 2001).full_clean(validate_constraints=False)

    assert list(refused.value.message_dict) == ["reason"]


CHANGES: dict[str, Callable[[Objection], object]] = {
    "save": lambda row: row.save(),
    "save of a field": lambda row: row.save(update_fields=["reason"]),
    "update": lambda row: Objection.objects.update(reason="x"),
    "update with a decision": lambda row: Objection.objects.update(reason="x", state="closed", decided_at=NOW),
    "bulk_update": lambda row: Objection.objects.bulk_update([row], ["reason"]),
    "through its response": lambda row: row.response.objections.update(raised_at=NOW),
    "update_or_create": lambda row: Objection.objects.update_or_create({"reason": "x"}, pk=row.pk),
    "upsert": lambda row: Objection.objects.bulk_create(
        [row], update_conflicts=True, update_fields=["reason"], unique_fields=["id"]
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_what_a_student_said_is_never_changed(change: Callable[[Objection], object]) -> None:
    objection = make_objection()
    before = Objection.objects.values().get()
    objection.reason = "x"

    with pytest.raises(AppendOnlyError):
        change(objection)

    assert Objection.objects.values().get() == before


def test_an_objection_is_decided_once() -> None:
    objection = make_objection()
    same = Objection.objects.get()
    first, second = make_user(), make_user()

    assert objection.decide(state="answered", answer="It does.", by=first)
    assert not same.decide(state="accepted", answer="You are right.", by=second)

    assert (same.state, same.answer, same.decided_by) == ("answered", "It does.", first)
    assert same.decided_at == Objection.objects.get().decided_at
    assert same.reason == "The paper does not say so."


def test_a_decision_outlives_the_account_that_made_it() -> None:
    objection = make_objection(state="closed", decided_by=make_user("saltanat"))

    User.objects.get(username="saltanat").delete()

    objection.refresh_from_db()
    assert (objection.state, objection.decided_by) == ("closed", None)


def test_an_objection_goes_with_its_student() -> None:
    make_objection().response.attempt.enrolment.user.delete()

    assert not Objection.objects.exists()


def test_the_same_reason_once_more_is_the_same_objection(response: Response) -> None:
    first = object_to(response=response, reason="It does not say so.")

    assert object_to(response=response, reason="It does not say so.") == first
    assert Objection.objects.get() == first


@pytest.mark.parametrize(
    ("states", "may"),
    [
        ([], True),
        (["open"], False),
        (["accepted"], False),
        (["answered"], True),
        (["closed"], True),
        (["answered", "open"], False),
        (["closed", "accepted"], False),
        (["closed", "answered"], False),
    ],
)
def test_one_may_object_once_and_once_more_when_not_agreed_with(
    response: Response, states: list[str], may: bool
) -> None:
    for number, state in enumerate(states):
        make_objection(response, state=state, reason=f"Reason {number}.")

    kept = object_to(response=response, reason="What I mean is this.")

    assert (kept is not None, Objection.objects.count()) == (may, len(states) + may)


def test_own_responses_are_those_that_were_told() -> None:
    student = make_enrolment()
    course = student.cohort.course
    quiz = make_quiz(course, questions=1)
    told = make_closed_attempt(quiz, enrolment=student).responses.get()
    make_attempt(quiz, enrolment=student)
    section = make_section(make_lesson(course))
    make_check(section)
    answered = make_check_answer(student, make_check(section))
    make_closed_attempt(quiz, enrolment=make_enrolment(cohort=student.cohort))

    assert answered.attempt.closed_at is None
    assert set(own_responses(student.user)) == {told, answered}


def test_the_deciding_paragraphs_come_with_the_claims_that_decide() -> None:
    course = make_course()
    right = make_claim(course, "P2f1", paragraph=make_paragraph(course, "P2", gist="Two."))
    other = make_claim(course, "P3f1")
    payload = choice(claim=other.key)
    payload["options"][0]["claim"] = right.key
    question = make_question(course, claims=[other], payload=payload)
    response = make_closed_attempt(make_quiz(course, questions=[question]), given={1: "no"}).responses.get()

    places = deciding_paragraphs(reviewed([response], course)[0])

    assert [(place.paragraph.gist, [claim.key for claim in place.claims]) for place in places] == [("Two.", ["P2f1"])]


def test_without_a_claim_of_the_key_what_the_question_tests_decides() -> None:
    course = make_course()
    question = make_question(course, claims=[make_claim(course, "P2f1"), make_claim(course, "P2f2")], payload=choice())
    response = make_closed_attempt(make_quiz(course, questions=[question])).responses.get()

    places = deciding_paragraphs(reviewed([response], course)[0])

    assert [(place.paragraph.label, [claim.key for claim in place.claims]) for place in places] == [
        ("P2", ["P2f1", "P2f2"])
    ]


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_make_one_objection(response: Response) -> None:
    ready = Barrier(2)

    def send(reason: str) -> Objection | None:
        try:
            ready.wait(timeout=10)
            return object_to(response=response, reason=reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(send, ("One.", "Two.")))

    assert {objection for objection in kept if objection} == {Objection.objects.get()}
    assert None in kept
