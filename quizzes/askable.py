"""Which questions a student may be asked outside quizzes, so that nothing that a quiz is to find out is told before.

Checks of published lessons, always. A question for quizzes once the student has answered it in a quiz whose review has
told the key, or where no quiz that may ask it has an attempt left; never while it stands in an open attempt. A quiz
that is still a draft will begin one day: it has all its attempts left; one that never tells its keys keeps them.
Reserved questions never, and none that a person has to mark, for nothing could be told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q, QuerySet

from lessons.memory import kept_by_revision
from lessons.models import Course, Enrolment, Lesson
from quizzes.bank import place_of, read_bank
from quizzes.closing import tell
from quizzes.models import Attempt, Item, Question, Quiz, Response
from quizzes.question_types import QUESTION_TYPES
from quizzes.telling import From, moments

BY_HAND = [slug for slug, kind in QUESTION_TYPES.items() if kind.marked_by_hand]
Limits = Mapping[int, int | None]
"""How many attempts quizzes allow, by their numbers; None for any number."""


def askable(*, enrolment: Enrolment, questions: QuerySet[Question]) -> list[Question]:
    """Those of the questions that may be asked, in the order of their keys; at most seven statements.

    Wants the enrolment with `cohort__course__revision`.
    """
    checks = Q(use=Question.Use.CHECK, section__retired=False, section__lesson__in=Lesson.objects.published())
    ready = Q(status=Question.Status.READY, retired=False) & ~Q(type__in=BY_HAND)
    found = list(questions.filter(ready, checks | Q(use=Question.Use.QUIZ)).order_by("key"))
    of_quizzes = [row for row in found if row.use == Question.Use.QUIZ]
    allowed = told_or_spent(enrolment, of_quizzes) if of_quizzes else set()
    return [row for row in found if row.use == Question.Use.CHECK or row.pk in allowed]


def told_or_spent(enrolment: Enrolment, questions: Sequence[Question]) -> set[int]:
    """The numbers of those that the student has been told already, or can no longer meet in a quiz."""
    met = Response.objects.filter(
        attempt__kind=Attempt.Kind.QUIZ,
        attempt__enrolment__user=enrolment.user_id,
        version__question__in=questions,
    )
    dealt = list(met.order_by().values_list("version__question", "attempt", "current_answer"))
    rows = Attempt.objects.filter(pk__in={attempt for _pk, attempt, _answer in dealt})
    attempts = {attempt.pk: attempt for attempt in tell(rows.select_related("quiz", "enrolment__cohort"))}
    open_now = {pk for pk, attempt, _answer in dealt if attempts[attempt].closed_at is None}
    told = {pk for pk, attempt, answer in dealt if answer is not None and attempts[attempt].told.key}
    sittings = enrolment.attempts.of_quizzes().order_by().values_list("quiz").annotate(Count("pk"))
    used, asking = dict(sittings), quizzes_asking(enrolment.cohort.course)
    spent = {row.pk for row in questions if is_spent(asking.get(row.key, {}), used)}
    return (told | spent) - open_now


def is_spent(quizzes: Limits, used: Mapping[int | None, int]) -> bool:
    """Whether none of the quizzes has an attempt left."""
    return all(allowed is not None and used.get(pk, 0) >= allowed for pk, allowed in quizzes.items())


def keeps_its_keys(quiz: Quiz) -> bool:
    return moments(quiz)["key"] == From.NEVER


@kept_by_revision(size=16)
def quizzes_asking(course: Course) -> dict[str, dict[int, int | None]]:
    """By the key of a question, the quizzes that ask it or whose draws may take it, with the attempts they allow.

    One that never tells its keys is never spent, as if it allowed any number.
    """
    items = list(Item.objects.ready().filter(quiz__course=course, quiz__retired=False).select_related("quiz"))
    places = {item.pk: place_of(item) for item in items}
    bank = read_bank(course.pk, places.values())
    found: dict[str, dict[int, int | None]] = defaultdict(dict)
    for item in items:
        place = places[item.pk]
        for key in bank.fitting(place) if place.count else [place.question]:
            found[key][item.quiz_id] = None if keeps_its_keys(item.quiz) else item.quiz.attempts_allowed
    return dict(found)
