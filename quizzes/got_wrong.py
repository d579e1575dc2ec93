"""What a student got wrong and has not put right since, as far as the student has been told."""

from collections.abc import Iterable

from django.db.models import Max, Q

from lessons.models import Enrolment
from quizzes.closing import tell
from quizzes.models import Attempt, Rating, Response
from quizzes.recall import ratings


def claims_got_wrong(enrolment: Enrolment) -> set[str]:
    """The keys of the claims that were not right when they were answered last; at most six statements.

    Whatever has been told counts: checks, recall, practice, and the quizzes whose marks are shown. What a quiz has not
    told yet is as if it had not been answered, or the list would tell it. Wants the enrolment with its class.
    """
    wrong: dict[str, bool] = {}
    for response in newest_answers(enrolment):
        for key, rating in ratings(response).items():
            wrong[key] = rating == Rating.AGAIN and response.fraction != 1  # A regrade may have agreed with it.
    return {key for key, is_wrong in wrong.items() if is_wrong}


def newest_answers(enrolment: Enrolment) -> Iterable[Response]:
    """Of each question, and of each claim asked for its voice, the response that was answered last, oldest first."""
    told = Response.objects.filter(attempt__enrolment=enrolment, dropped=False, fraction__isnull=False)
    told = told.filter(~Q(attempt__kind=Attempt.Kind.QUIZ) | Q(attempt__in=told_quizzes(enrolment)))
    newest = told.order_by().values("version__question", "version__claim").annotate(newest=Max("current_answer"))
    rows = Response.objects.filter(current_answer__in=newest.values("newest"))
    return rows.select_related("version", "current_answer", "current_mark").order_by("current_answer_id")


def told_quizzes(enrolment: Enrolment) -> list[int]:
    """The numbers of the closed attempts of which the student may see what was right."""
    closed = enrolment.attempts.of_quizzes().closed().select_related("quiz", "enrolment__cohort")
    return [attempt.pk for attempt in tell(closed) if attempt.told.mark and attempt.told.key]
