"""Whether a quiz has closed for a student: the one place where that is asked."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils import timezone

from quizzes.models import Attempt, Quiz
from quizzes.telling import EVERYTHING, From, told_at, waits_for_closing
from quizzes.terms import Terms, terms_by_place

Place = tuple[int, int]
"""An enrolment and a quiz, by their numbers."""


def tell(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Set `told` of each attempt; wants the quiz and the class of each. Three statements, only where a quiz waits."""
    rows = list(attempts)
    closed = closed_places([attempt for attempt in rows if attempt.quiz and waits_for_closing(attempt.quiz)])
    for attempt in rows:
        attempt.told = EVERYTHING if attempt.quiz is None else told_at(attempt.quiz, moment_of(attempt, closed))
    return rows


def moment_of(attempt: Attempt, closed: set[Place]) -> From:
    if attempt.closed_at is None:
        return From.MARKED
    return From.CLOSED if place_of(attempt) in closed else From.HANDED_IN


def place_of(attempt: Attempt) -> Place:
    return (attempt.enrolment_id, attempt.quiz_id or 0)


def closed_places(attempts: Sequence[Attempt]) -> set[Place]:
    """Where no attempt is open and none can begin any more."""
    if not attempts:
        return set()
    around = {"enrolment__in": {a.enrolment_id for a in attempts}, "quiz__in": {a.quiz_id for a in attempts}}
    used_up = Attempt.objects.of_quizzes().filter(void=False, **around)
    rows = list(used_up.values_list("enrolment", "quiz", "closed_at"))
    used = Counter((enrolment, quiz) for enrolment, quiz, _closed_at in rows)
    open_ = {(enrolment, quiz) for enrolment, quiz, closed_at in rows if closed_at is None}
    terms = terms_by_place(attempts)
    places = [(attempt, place_of(attempt)) for attempt in attempts]
    ended = {place for attempt, place in places if no_more_begin(attempt, used[place], terms[place])}
    return ended - open_


def no_more_begin(attempt: Attempt, used: int, terms: Terms) -> bool:
    quiz = attempt.quiz
    if quiz is None:
        return False
    gone = quiz.retired or quiz.status != Quiz.Status.PUBLISHED or attempt.enrolment.cohort.archived_at is not None
    over = terms.closes is not None and timezone.now() >= terms.closes
    allowed = quiz.attempts_allowed
    return gone or over or (allowed is not None and used >= allowed + terms.more_attempts)
