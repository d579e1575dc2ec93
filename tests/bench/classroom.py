"""Fills an empty database for the bench: the real course and a class that has read and answered.

Runs in a process of its own, with the settings of the site, and prints what the visits need to know, as JSON.
"""

import json
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from casite.demo import read_and_answer, simulate_student, take
from casite.environment import BASE_DIR
from casite.loading import load
from lessons.models import Cohort, Course, Enrolment, Lesson
from quizzes.due import read_day
from quizzes.models import Question, Quiz
from tests.factories import make_attempt, make_due, make_enrolment, make_quiz, make_user

STUDENTS = 30
ITEMS = 10
DUE = 40


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--no-input", verbosity=0)
    load(BASE_DIR / "fixtures" / "pakistan-looks-north")
    with transaction.atomic():
        print(json.dumps(fill(Course.objects.get())))


def fill(course: Course) -> dict[str, Any]:
    teacher = make_user("instructor", is_staff=True)
    cohort = Cohort.objects.create(course=course, name="Bench")
    cohort.instructors.add(teacher)
    for number in range(STUDENTS):
        simulate_student(cohort=cohort, name=f"S{number} Bench", draw=Random(number))
    diligent = make_enrolment(course, cohort=cohort)
    lesson = Lesson.objects.published().get(slug="india")
    read_and_answer(enrolment=diligent, lesson=lesson, share=1, skill=0.6, draw=Random(0))
    quizzes = [ten_items(course, slug) for slug in ("bench-pages", "bench-saves", "bench-review", "bench-whole")]
    students = list(cohort.enrolments.exclude(pk=diligent.pk).select_related("user"))
    return {
        "addresses": {
            "home": reverse("home"),
            "lesson": lesson.get_absolute_url(),
            "source": course.document_set.get(letter="P").get_absolute_url(),
            "quiz": quizzes[3].get_absolute_url(),
            "recall": reverse("quizzes:recall"),
            "practice": reverse("quizzes:practice", args=[course.slug]),
            "matrix": reverse("admin:progress_class", args=[cohort.pk]),
        },
        "students": [seat(student, quizzes) for student in students],
        "diligent": {"session": session(diligent.user)},
        "instructor": {"session": session(teacher)},
        "answers": [item.question.content.simulated_answer(Random(1), skill=1) for item in quizzes[3].items.ready()],
    }


def ten_items(course: Course, slug: str) -> Quiz:
    """The questions of the course's own quizzes; a check among them would not be asked."""
    questions = Question.objects.filter(course=course).ready().for_quizzes().order_by("key")[:ITEMS]
    return make_quiz(course, slug, questions=list(questions), items_per_page=5)


def seat(student: Enrolment, quizzes: list[Quiz]) -> dict[str, Any]:
    pages, saves, review, _whole = quizzes
    take(enrolment=student, quiz=review, skill=0.6, draw=Random(student.pk))
    return {
        "session": session(student.user),
        "attempt": make_attempt(pages, enrolment=student).get_absolute_url(),
        "saves": make_attempt(saves, enrolment=student).get_absolute_url(),
        "review": student.attempts.get(quiz=review).get_absolute_url(),
        "due": due_forms(student),
    }


def due_forms(student: Enrolment) -> list[str]:
    """What the forms of many due claims send, each for one answer."""
    for claim in student.cohort.course.claim_set.order_by("key")[:DUE]:
        make_due(student, claim)
    place = Enrolment.objects.select_related("cohort__course__revision").get(pk=student.pk)
    return [urlencode({"place": place.pk, **item.sent, "unknown": "on"}) for item in read_day(place).items]


def session(user: User) -> str:
    """The key of a session in which somebody is logged in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
