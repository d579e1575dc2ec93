"""One site for the table of rights: two courses that hold the same rows, and one person in each role."""

from dataclasses import dataclass, field
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Permission, User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from lessons.models import Cohort, Enrolment
from quizzes.models import Attempt, Response
from tests.desk import sent
from tests.factories import (
    make_attempt,
    make_check_answer,
    make_closed_attempt,
    make_cohort,
    make_due,
    make_enrolment,
    make_essay_answer,
    make_objection,
    make_opening,
    make_override,
    make_read,
    make_user,
)
from tests.site_content import HIDDEN, OURS, PERSON, UNPUBLISHED, Content, make_content

PASSWORD = "a-password-of-the-tests"
CODE = "K7MXP4TR"
"""Opens the class of the student."""
BACKEND = "django.contrib.auth.backends.ModelBackend"

ROLES = (
    *("visitor", "inactive", "student", "classmate", "neighbour", "outsider", "leaver"),
    *("instructor", "colleague", "editor", "outside editor", "newcomer", "administrator"),
)
READERS = ROLES[:7]
"""Those who may not enter the admin."""
STAFF = ROLES[7:]


def make_people(ours: Content, theirs: Content, cohort: Cohort) -> dict[str, User | None]:
    """One in each role, all with the same password. In a class of their own are the neighbour and the outsider."""
    tasks: dict[str, dict[str, bool]] = {role: {"is_staff": True} for role in STAFF}
    tasks["administrator"]["is_superuser"] = True
    tasks["inactive"] = {"is_active": False, "is_staff": True, "is_superuser": True}
    names = {"student": PERSON, "classmate": PERSON}
    users = {
        role: make_user(
            f"{role.replace(' ', '-')}-{names.get(role, '')}",
            **{"password": PASSWORD, "email": f"{role.replace(' ', '-')}@example.org", **tasks.get(role, {})},
        )
        for role in ROLES[1:]
    }
    for role in ("inactive", "student", "classmate"):
        make_enrolment(cohort=cohort, user=users[role])
    other, outside = make_cohort(ours.course, name="Next door"), make_cohort(theirs.course, name="Outside")
    make_enrolment(cohort=other, user=users["neighbour"])
    make_enrolment(cohort=outside, user=users["outsider"])
    cohort.instructors.set([users["instructor"], users["inactive"]])
    users["colleague"].taught_cohorts.set([other, outside])
    ours.course.editors.set([users["editor"], users["inactive"]])
    theirs.course.editors.set([users["outside editor"]])
    # Rows of Django's permissions open nothing; only those of axes, which has no rights of ours, are left to Django.
    users["newcomer"].user_permissions.set(Permission.objects.exclude(content_type__app_label="axes"))
    return {"visitor": None, **users}


def make_work(content: Content, enrolment: Enrolment) -> dict[str, Attempt]:
    """What a student has read and answered: two attempts, a check that is objected to, and a claim that is due."""
    course = content.course
    content.add(make_read(enrolment, course.section_set.get(key="s1")))
    check = make_check_answer(enrolment, course.question_set.get(key="check"))
    content.add(make_objection(check))
    closed = make_closed_attempt(course.quiz_set.get(slug="closed"), enrolment=enrolment, given={1: "no"})
    attempt = content.add(make_attempt(course.quiz_set.get(slug="open"), enrolment=enrolment, given={1: "no"}))
    content.add(Response.objects.get(attempt=attempt))
    make_due(enrolment, content.rows["lessons_claim"])
    return {"open attempt": attempt, "closed attempt": closed, "check": check.attempt}


class BareClient(Client):
    """Keeps no contexts of templates and raises no errors of views: a third of the time of a page."""

    def request(self, **request: Any) -> Any:
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


@dataclass
class Site:
    ours: Content
    theirs: Content
    people: dict[str, User | None]
    places: dict[str, list[Any]] = field(default_factory=dict)
    """What the table calls the rows, and what the addresses of their pages are made with."""
    clients: dict[str, BareClient] = field(default_factory=dict)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clients = {role: self.log_in(role) for role in ROLES}

    def log_in(self, role: str) -> BareClient:
        client = BareClient()
        if user := self.people[role]:
            client.force_login(user, backend=BACKEND)
        return client

    def reader(self, role: str) -> Client:
        """A client whose responses have their contexts."""
        client = Client()
        client.cookies = self.clients[role].cookies
        return client

    def form(self, url: str, changes: dict[str, Any]) -> dict[str, Any]:
        """What an administrator's browser would send from a page of the admin."""
        if url not in self.forms:
            self.forms[url] = dict(sent(self.reader("administrator"), url, **changes).lists())
        return self.forms[url]


def make_site() -> Site:
    ours, theirs = make_content("ours", OURS), make_content("theirs", "theirsword")
    cohort = make_cohort(ours.course, name=f"Class {PERSON}", code=CODE)
    people = make_people(ours, theirs, cohort)
    student = Enrolment.objects.get(user=people["student"])
    for role in ("neighbour", "outsider"):
        make_work(theirs if role == "outsider" else ours, Enrolment.objects.get(user=people[role]))
    attempts = make_work(ours, student)
    make_essay_answer(enrolment=student)
    for row in (cohort, student, people["student"]):
        ours.add(row)
    for name, of in (("closed", cohort), ("open", Cohort.objects.get(name="Next door"))):
        quiz = ours.course.quiz_set.get(slug=name)
        opening, override = make_opening(quiz, of, opens=-1), make_override(quiz, of, more_attempts=1)
        if of == cohort:
            ours.add(opening)
            ours.add(override)
    fresh = ours.course.quiz_set.get(slug="fresh")
    ours.add(make_opening(fresh, cohort, opens=-1), spare=True)
    ours.add(make_override(fresh, cohort, extra_minutes=5), spare=True)
    spare = make_cohort(ours.course, name="Spare")
    spare.instructors.set(cohort.instructors.all())
    spares = (spare, make_enrolment(cohort=cohort, user=make_user("spare")), make_user("spare-account"))
    for row in spares:
        ours.add(row, spare=True)
    for model in (AccessAttempt, AccessLog, AccessFailureLog):
        fields = {"failures_since_start": 1} if model is AccessAttempt else {}
        ours.add(model.objects.create(username="guest", ip_address="::1", **fields))
    site = Site(ours, theirs, people)
    site.places = make_places(ours, student, attempts)
    return site


def make_places(ours: Content, student: Enrolment, attempts: dict[str, Attempt]) -> dict[str, list[Any]]:
    course, cohort, user = ours.course, student.cohort, User.objects.get(pk=student.user_id)
    token = default_token_generator.make_token(user)
    own_pages = {
        f"of the {name}": [ContentType.objects.get_for_model(row).pk, row.pk]
        for name, row in {
            "lesson": ours.rows["lessons_lesson"],
            "draft": course.lesson_set.get(slug=f"draft-{UNPUBLISHED}"),
            "quiz": ours.rows["quizzes_quiz"],
            "course": course,
            "attempt": attempts["open attempt"],
            "objection": ours.rows["quizzes_objection"],
            "topic": ours.rows["lessons_topic"],
        }.items()
    }
    account = ContentType.objects.get_for_model(User).pk
    return {
        "": [],
        "course": ["ours"],
        "published lesson": ["ours", "published"],
        **{f"{name} quiz": ["ours", name] for name in ("open", "closed", "fresh")},
        **{f"{name} {what}": ["ours", f"{name}-{UNPUBLISHED}"] for name in HIDDEN for what in ("lesson", "quiz")},
        "document": ["ours", "document"],
        "claim": ["ours", "P1f1"],
        "topic": ["ours", "topic-0"],
        **{name: [attempt.pk] for name, attempt in attempts.items()},
        "reset link": [urlsafe_base64_encode(force_bytes(user.pk)), token],
        "class": [cohort.pk],
        "student": [cohort.pk, student.pk],
        **{f"student’s {name}": [cohort.pk, student.pk, row.pk] for name, row in attempts.items()},
        **{f"item of the {name}": [cohort.pk, student.pk, row.pk, 1] for name, row in attempts.items()},
        "essay": [Response.objects.to_be_marked().get(attempt__enrolment=student).pk],
        **own_pages,
        "of the account": [account, user.pk],
        "of nothing": [account + 1000, "nothing"],
        **{f"app {label}": [label] for label in ("lessons", "quizzes", "auth", "axes")},
        "nothing": ["nothing/of/ours"],
        "question": [ours.rows["quizzes_question"].pk],
        "closed question": [course.question_set.get(key="closed").pk],
        "account": [user.pk],
    }
