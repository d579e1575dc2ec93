"""What a browser would send to each address that takes a POST, so that it does something where it may."""

from typing import Any
from uuid import UUID

from lessons.models import Enrolment
from quizzes.due import read_day
from quizzes.mending import Choice, dealt_responses, read_plan
from quizzes.models import Question, Response
from quizzes.practice import read_practice
from quizzes.practice_field import PracticeField
from quizzes.regrading import Rule
from tests.site_rows import CODE, PASSWORD, Site

NEW_PASSWORD = "another-password-of-the-tests"
NEW_ANSWER = {"uuid": str(UUID(int=1)), "sequence": 9, "position": 1, "value": {"choice": "yes"}}

POSTS: dict[str, dict[str, Any]] = {
    "login": {"username": "leaver-", "password": PASSWORD},
    "signup": {"code": CODE, "username": "new", "first_name": "New"}
    | {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    "join": {"code": CODE},
    "password_change": {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
    "password_reset": {"email": "leaver@example.org"},
    "password_reset_confirm": {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
    "lessons:read": {"section": "s2"},
    "quizzes:checks": {"check": "check", "check-choice": "yes", "check-answered": "0"},
    "quizzes:attempt": {"position": "1", "seen": "9", "i1-choice": "yes"},
    "quizzes:save": {"seen": 9, "answers": [NEW_ANSWER]},
    "quizzes:kept": {"seen": 9, "answers": [NEW_ANSWER]},
    "quizzes:recall_settings": {"minutes": "5"},
    "quizzes:object": {"reason": "The paragraph says no."},
    "admin:progress_receipt": {"pasted": "This is no receipt."},
    "admin:marking_answer": {"rubric-who": "there", "rubric-why": "partly", "comment": "Who says it?"},
    "admin:quizzes_attempt_intervene": {"kind": "close", "reason": "The bell rang."},
    "admin:lessons_cohort_joining": {"act": "open"},
    "admin:lessons_cohort_archive": {"act": "archive"},
    "admin:lessons_cohort_start_anew": {"name": "New", "term": "Spring"},
    "admin:lessons_cohort_passwords": {"everybody": "on", "sure": "on"},
    "admin:lessons_cohort_accounts": {"lines": "new, New, Student"},
    "admin:quizzes_objection_change": {"state": "answered", "answer": "Read it again."},
    "admin:auth_user_password_change": {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
}
POSTS["admin:password_change"] = POSTS["password_change"]

CHANGES: dict[str, dict[str, str]] = {
    "lessons_course": {"title": "Changed"},
    "lessons_module": {"title": "Changed"},
    "lessons_document": {"title": "Changed"},
    "lessons_paragraph": {"gist": "Changed"},
    "lessons_claim": {"statement": "Changed"},
    "lessons_editornote": {"title": "Changed"},
    "lessons_topic": {"name": "Changed"},
    "lessons_predicate": {"definition": "Changed"},
    "lessons_relation": {"note": "Changed"},
    "lessons_event": {"text": "Changed"},
    "lessons_lesson": {"title": "Changed"},
    "lessons_section": {"title": "Changed"},
    "lessons_cohort": {"name": "Changed"},
    "lessons_enrolment": {},
    "quizzes_misconception": {"statement": "Changed"},
    "quizzes_question": {"stem": "Changed?"},
    "quizzes_quiz": {"title": "Changed"},
    "quizzes_quizopening": {"closes": "2126-01-01T12:00"},
    "quizzes_override": {"extra_minutes": "9"},
    "auth_user": {"first_name": "Changed"},
}
"""By table, what is changed in a row of the admin."""

KEY = {"key": "new"}
ADDITIONS: dict[str, dict[str, str]] = {
    "lessons_course": {"slug": "new", "title": "New"},
    "lessons_module": {"slug": "new", "title": "New"},
    "lessons_document": {"slug": "new", "title": "New", "letter": "N"},
    "lessons_paragraph": {"label": "P9", "gist": "New", "document": "lessons_document"},
    "lessons_claim": {**KEY, "statement": "New", "area": "actor", "paragraph": "lessons_paragraph"},
    "lessons_editornote": {**KEY, "title": "New", "text": "New", "confidence": "certain"},
    "lessons_topic": {"slug": "new", "name": "New", "kind": "actor"},
    "lessons_predicate": {**KEY, "definition": "New", "family": "doing", "subject_kinds": "actor"}
    | {"object_kinds": "actor"},
    "lessons_relation": {
        **KEY,
        "subject": "lessons_topic",
        "object": "lessons_topic",
        "predicate": "lessons_predicate",
    },
    "lessons_event": {**KEY, "sort": "1", "text": "New", "precision": "year", "origin": "source", "order": "certain"},
    "lessons_lesson": {**KEY, "slug": "new", "title": "New", "module": "lessons_module"},
    "lessons_section": {**KEY, "title": "New", "lesson": "lessons_lesson"},
    "lessons_cohort": {"name": "New", "course": "lessons_course", "time_zone": "UTC"},
    "lessons_enrolment": {"cohort": "lessons_cohort", "student": "leaver-"},
    "quizzes_misconception": {**KEY, "statement": "New"},
    "quizzes_question": {**KEY, "stem": "New?", "area": "actor", "status": "draft"}
    | {f"payload-options-{n}-{name}": f"{name} {n}" for n in range(2) for name in ("text", "rationale")}
    | {"payload-options-right": "0"},
    "quizzes_quiz": {"slug": "new", "title": "New"},
    "quizzes_quizopening": {"quiz": "quizzes_quiz", "cohort": "lessons_cohort", "opens": "2026-01-01T12:00"},
    "quizzes_override": {"quiz": "quizzes_quiz", "cohort": "lessons_cohort", "more_attempts": "1"},
    "auth_user": {"username": "new", "usable_password": "true", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
}
"""By table, what a new row is given; the name of a table stands for the row of the course that it has there."""


def post_data(site: Site, name: str, place: str, table: str, url: str) -> dict[str, Any]:
    action, _space, called = place.partition(" ")
    if action == "action":
        row = site.ours.spares.get(table) or site.ours.rows[table]
        return {"action": called, "_selected_action": row.pk, "post": "yes"}
    if name.endswith("_delete"):
        return {"post": "yes"}
    if name == f"admin:{table}_add" and table in ADDITIONS:
        rows = site.ours.rows
        return site.form(
            url, {field: rows[value].pk if value in rows else value for field, value in ADDITIONS[table].items()}
        )
    if name == f"admin:{table}_change" and table in CHANGES:
        return site.form(url, CHANGES[table])
    special = {
        "admin:quizzes_question_regrade": regrading,
        "admin:progress_mark": marking,
        "quizzes:recall": recalling,
        "quizzes:practice": practising,
    }
    return special[name](site) if name in special else POSTS.get(name, {})


def recalling(site: Site) -> dict[str, Any]:
    """What the student's page of recall would send, with a wrong answer."""
    student = Enrolment.objects.select_related("cohort__course__revision").get(user=site.people["student"])
    item = read_day(student).items[0]
    return {"place": student.pk, **item.sent, "recall-choice": "no"}


def practising(site: Site) -> dict[str, Any]:
    """What the student's page of practice would send, with a wrong answer."""
    student = Enrolment.objects.select_related("cohort__course__revision").get(user=site.people["student"])
    item = read_practice(student, PracticeField()).item
    return {"place": student.pk, **(item.sent if item else {}), "practice-choice": "no"}


def marking(site: Site) -> dict[str, Any]:
    """Full marks by hand for the first item of the student's closed attempt."""
    attempt = site.places["item of the closed attempt"][-2]
    replaces = Response.objects.get(attempt=attempt, position=1).current_mark_id
    return {"marks": "1", "reason": "Said in class.", "replaces": replaces}


def regrading(site: Site) -> dict[str, Any]:
    """Full marks for the class of the student, as if its preview had been seen, by whomever."""
    question, cohort = Question.objects.get(pk=site.places["closed question"][0]), site.ours.rows["lessons_cohort"]
    dealt = dealt_responses(question).filter(attempt__enrolment__cohort=cohort)
    versions = list(question.versions.filter(responses__in=dealt).distinct())
    plan = read_plan(Choice(question, Rule.FULL_MARKS, versions, [cohort], None))
    return {
        "step": "apply",
        "rule": Rule.FULL_MARKS.value,
        "reason": "Both are right.",
        "seen": plan.digest,
        "versions": [version.pk for version in versions],
        "cohorts": [cohort.pk],
        "wanted": [change.response.pk for change in plan.changes],
    }
