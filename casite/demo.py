"""The demo class: accounts to try the site with, and simulated students who have read and answered.

All that they do goes the way of real students: the same functions save and mark their answers.
"""

from datetime import timedelta
from random import Random
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from lessons.markdown import plain_text
from lessons.models import Cohort, Course, Enrolment, Lesson, SectionRead
from quizzes.attempts import save_answers, start
from quizzes.batches import GivenAnswer
from quizzes.checks import answer_check
from quizzes.marking import submit
from quizzes.models import Attempt, Certainty, Question, Quiz, Response
from quizzes.objections import object_to

PASSWORD = "casite-demo"  # noqa: S105  # For DEBUG only, and printed for everybody.
CLASS_NAME = "Demo class"
ADMINISTRATOR, INSTRUCTOR, STUDENT = "admin", "instructor", "student"
CLASSMATES = (
    *("Aigerim Bekova", "Bilal Khan", "Dilnoza Karimova", "Erlan Omarov", "Farah Yusufzai", "Gulmira Asanova"),
    *("Hamid Rahimi", "Inkar Sadykova", "Jasur Tursunov", "Kamila Noorzai", "Laziz Umarov", "Mehwish Afridi"),
)
OBJECTIONS = (
    "I chose “{given}”. As I read the paragraph that is named as the reason, it does not rule this answer out, so I "
    "think that it should count too.",
    "The question can be read in two ways. If it asks for more than the paragraph says in so many words, then "
    "“{given}” is not wrong.",
)


class RealStudents(Exception):
    """There are students here who are not simulated; a demo class does not belong beside them."""


@transaction.atomic
def make_demo(course: Course) -> Cohort:
    """The demo class of a course with its accounts; made once, and left as it is afterwards.

    Raises RealStudents where somebody real is enrolled already.
    """
    present = Cohort.objects.filter(course=course, name=CLASS_NAME).first()
    if present:
        return present
    if Enrolment.objects.filter(simulated=False).exists():
        raise RealStudents
    make_account(ADMINISTRATOR, is_staff=True, is_superuser=True)
    instructor = make_account(INSTRUCTOR, first_name="Saltanat", last_name="Rahimova", is_staff=True)
    cohort = Cohort.objects.create(course=course, name=CLASS_NAME, time_zone="Asia/Almaty")
    cohort.open_to_joining()
    cohort.instructors.add(instructor)
    course.editors.add(instructor)
    student = make_account(STUDENT, first_name="Zarina", last_name="Yusupova")
    Enrolment.objects.create(cohort=cohort, user=student, simulated=True)
    for number, name in enumerate(CLASSMATES):
        simulate_student(cohort=cohort, name=name, draw=Random(number))  # noqa: S311  # Nothing secret.
    object_to_some(cohort=cohort)
    return cohort


def make_account(username: str, **fields: str | bool) -> User:
    """An account with the printed password. One that exists is left alone, or a second run would log it out."""
    user, created = User.objects.get_or_create(username=username, defaults=fields)
    if created:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return user


def simulate_student(*, cohort: Cohort, name: str, draw: Random) -> None:
    """A classmate, who cannot log in, has read a part of the lessons and taken some of the quizzes."""
    first, last = name.split()
    fields = {"first_name": first, "last_name": last}
    user, _created = User.objects.get_or_create(username=f"demo-{first.lower()}", defaults=fields)
    enrolment = Enrolment.objects.create(cohort=cohort, user=user, simulated=True)
    skill, diligence = draw.uniform(0.3, 0.95), draw.random()
    for lesson in Lesson.objects.filter(course=cohort.course).published():
        read_and_answer(enrolment=enrolment, lesson=lesson, share=diligence, skill=skill, draw=draw)
    for quiz in Quiz.objects.filter(course=cohort.course).published():
        if draw.random() < diligence:
            take(enrolment=enrolment, quiz=quiz, skill=skill, draw=draw)


def read_and_answer(*, enrolment: Enrolment, lesson: Lesson, share: float, skill: float, draw: Random) -> None:
    sections = list(lesson.sections.current())
    read = sections[: round(share * len(sections))]
    now = timezone.now()
    SectionRead.objects.bulk_create(
        SectionRead(enrolment=enrolment, section=section, read_at=now - timedelta(hours=draw.uniform(1, 240)))
        for section in read
    )
    for check in Question.objects.checks_of(lesson.pk).filter(section__in=read):
        value = check.content.simulated_answer(draw, skill=skill)
        if value:
            answer_check(enrolment=enrolment, question=check, value=value, certainty=draw.choice(Certainty.values))


def take(*, enrolment: Enrolment, quiz: Quiz, skill: float, draw: Random) -> None:
    attempt = start(enrolment=enrolment, quiz=quiz, seed=draw.getrandbits(62))
    answers = [
        GivenAnswer(
            uuid=UUID(int=draw.getrandbits(128)),
            sequence=response.position,
            position=response.position,
            value=response.version.content.simulated_answer(draw, skill=skill),
            certainty=draw.choice(Certainty.values),
        )
        for response in attempt.responses.select_related("version")
    ]
    save_answers(attempt=Attempt.objects.locked().get(pk=attempt.pk), answers=answers)
    submit(attempt=attempt)


def object_to_some(*, cohort: Cohort) -> None:
    """Two classmates hold that a question to which they gave a wrong answer is wrong itself."""
    wrong = Response.objects.filter(attempt__in=Attempt.objects.counted().filter(enrolment__cohort=cohort), fraction=0)
    answered = [
        response
        for response in wrong.select_related("attempt", "version", "current_answer").order_by("pk")
        if not response.version.content.is_blank(response.value)
    ]
    first = answered[:1]
    others = [response for response in answered if differ(response, first[0])]
    for response, reason in zip([*first, *others], OBJECTIONS, strict=False):
        given = plain_text(response.version.content.describe(response.value))
        object_to(response=response, reason=reason.format(given=given))


def differ(one: Response, other: Response) -> bool:
    """In student and question."""
    return (
        one.attempt.enrolment_id != other.attempt.enrolment_id and one.version.question_id != other.version.question_id
    )
