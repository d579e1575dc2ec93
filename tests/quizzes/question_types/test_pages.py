"""Every question type where people meet it: in the admin, as a check, in an attempt and in its review."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Course
from quizzes.models import Answer, Question, Response
from quizzes.question_types import QUESTION_TYPES
from quizzes.question_types.base import Answer as Given
from quizzes.question_types.base import QuestionType
from tests.desk import errors, save
from tests.factories import (
    make_attempt,
    make_check,
    make_claim,
    make_course,
    make_editor,
    make_enrolment,
    make_lesson,
    make_misconception,
    make_question,
    make_quiz,
    make_section,
)
from tests.quizzes.question_types.browser import answer_post

pytestmark = pytest.mark.django_db


def best(cls: type[QuestionType]) -> tuple[QuestionType, Given]:
    """A question with an answer that is right, or that only a person can mark."""
    examples = cls.examples()
    return next((question, answer) for question, answer, fraction in examples if fraction in (1, None))


KEYS = pytest.mark.parametrize(("content", "answer"), list(map(best, QUESTION_TYPES.values())), ids=QUESTION_TYPES)
AT_ONCE = pytest.mark.parametrize(
    ("content", "answer"), [best(cls) for cls in QUESTION_TYPES.values() if not cls.marked_by_hand]
)


def course_of(content: QuestionType) -> Course:
    course = make_course("ours")
    for key in content.claim_keys():
        make_claim(course, key)
    for key in content.misconception_keys():
        make_misconception(course, key)
    return course


def fields(content: QuestionType, course: Course) -> dict[str, object]:
    return {"type": content.slug, "payload": content.to_payload(), "claims": list(course.claim_set.all())}


@KEYS
def test_a_question_saved_as_it_is_stays_as_it_is(content: QuestionType, answer: Given, client: Client) -> None:
    course = course_of(content)
    question = make_question(course, **fields(content, course))
    client.force_login(make_editor(course))

    response = save(client, reverse("admin:quizzes_question_change", args=[question.pk]))

    assert errors(response) == {}
    assert Question.objects.get().payload == content.to_payload()


@KEYS
def test_the_claims_of_the_key_say_what_they_ask_of_the_stem(
    content: QuestionType, answer: Given, client: Client
) -> None:
    course = course_of(content)
    course.claim_set.update(keying="attribute")
    question = make_question(course, **fields(content, course) | {"claims": [make_claim(course, "P99f1")]})
    client.force_login(make_editor(course))

    response = client.get(reverse("admin:quizzes_question_change", args=[question.pk]))

    deciding = sorted(set(content.mark({}).deciding))
    hints = response.context["adminform"].form.hints()
    assert sorted(hints) == [f"{key}: the stem must say whose claim it is." for key in deciding]


@KEYS
def test_the_preview_shows_the_form_and_every_reason(content: QuestionType, answer: Given, client: Client) -> None:
    course = course_of(content)
    question = make_question(course, **fields(content, course))
    client.force_login(make_editor(course))

    html = client.get(reverse("admin:quizzes_question_preview", args=[question.pk])).content.decode()

    assert 'name="preview-' in html
    assert [part.rationale for part in content.mark({}).parts if part.rationale not in html] == []


@AT_ONCE
def test_a_check_is_answered_told_and_stored(content: QuestionType, answer: Given, client: Client) -> None:
    course = course_of(content)
    enrolment, section = make_enrolment(course), make_section(make_lesson(course))
    check = make_check(section, "C1", **fields(content, course))
    client.force_login(enrolment.user)
    data = answer_post(content, answer, "C1")
    data.update({"check": check.key, "C1-answered": "0", "C1-certainty": "sure"})

    response = client.post(
        reverse("quizzes:checks", args=[course.slug, section.lesson.slug]), dict(data.lists()), follow=True
    )

    stored = Answer.objects.get()
    assert (stored.value, stored.certainty, stored.response.fraction) == (answer, "sure", 1)
    assert "Your answer is right." in response.content.decode()


@KEYS
def test_an_item_is_saved_by_script_and_by_form_alike(content: QuestionType, answer: Given, client: Client) -> None:
    course = course_of(content)
    attempt = make_attempt(make_quiz(course, questions=[make_question(course, **fields(content, course))]))
    client.force_login(attempt.enrolment.user)
    batch = {"seen": 0, "answers": [{"uuid": str(uuid4()), "sequence": 1, "position": 1, "value": answer}]}
    client.post(reverse("quizzes:save", args=[attempt.pk]), json.dumps(batch), content_type="application/json")
    data = answer_post(content, answer, "i1")
    data.update({"position": "1", "seen": "1"})

    client.post(attempt.get_absolute_url(), dict(data.lists()))

    assert [stored.value for stored in Answer.objects.all()] == [answer]


@KEYS
def test_a_review_tells_the_mark_and_the_reasons(content: QuestionType, answer: Given, client: Client) -> None:
    course = course_of(content)
    attempt = make_attempt(make_quiz(course, questions=[make_question(course, **fields(content, course))]))
    client.force_login(attempt.enrolment.user)
    data = answer_post(content, answer, "i1")
    data.update({"position": "1", "seen": "0"})
    client.post(attempt.get_absolute_url(), dict(data.lists()))
    client.post(reverse("quizzes:submit", args=[attempt.pk]))

    html = client.get(reverse("quizzes:review", args=[attempt.pk])).content.decode()

    assert Response.objects.get().fraction == (None if content.marked_by_hand else 1)
    assert [part.rationale for part in content.mark(answer).parts if part.right and part.rationale not in html] == []
