"""Fills an empty database for mangled requests: a tiny course with a question of every type, and some people."""

import json
from typing import Any

from django.core.management import call_command
from django.db import transaction

from quizzes.marking import submit
from quizzes.models import Question
from quizzes.question_types import QUESTION_TYPES
from tests.bench.classroom import session
from tests.factories import make_attempt, make_course, make_enrolment, make_question, make_quiz, make_user


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--no-input", verbosity=0)
    with transaction.atomic():
        print(json.dumps(fill()))


def fill() -> dict[str, Any]:
    course = make_course()
    asked, answers = every_type(course)
    quiz = make_quiz(course, "open", questions=asked, items_per_page=5)
    others = [
        make_quiz(course, "closed"),
        make_quiz(course, "once", attempts_allowed=1),
        make_quiz(course, "draft", status="draft"),
    ]
    student, neighbour = make_enrolment(course), make_enrolment(course)
    attempts = [make_attempt(quiz, enrolment=student), make_attempt(others[0], enrolment=student)]
    attempts += [make_attempt(quiz, enrolment=neighbour), make_attempt(others[1], enrolment=neighbour)]
    submit(attempt=attempts[1])
    people = {"student": student.user, "neighbour": neighbour.user, "stranger": make_user()}
    return {
        "sessions": {name: session(user) for name, user in people.items()},
        "mangler": {
            "people": list(people),
            "attempts": [
                *(f"/attempts/{attempt.pk}/" for attempt in attempts),
                "/attempts/0/",
                "/attempts/99999999999/",
            ],
            "starts": [one.get_absolute_url() for one in (quiz, *others)] + [f"/courses/{course.slug}/quizzes/none/"],
            "answers": answers,
        },
    }


def every_type(course: Any) -> tuple[list[Question], list[Any]]:
    """A question of each type, and an answer to each that fits."""
    cases = [next(iter(kind.examples())) for kind in QUESTION_TYPES.values()]
    rows = [make_question(course, type=content.slug, payload=content.to_payload()) for content, _answer, _mark in cases]
    return rows, [answer for _content, answer, _mark in cases]
