"""Whether a student may begin an attempt now: the page of a quiz says it, and `attempts.start` holds to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lessons.models import Enrolment, Lesson
from quizzes.counting import result_of
from quizzes.models import Attempt, Quiz
from quizzes.progress import lesson_states
from quizzes.rules import Rules
from quizzes.terms import Terms, terms_for


@dataclass(frozen=True)
class Admission:
    """The rules that a new attempt would have, and why there can be none, in words for the student."""

    rules: Rules
    terms: Terms
    refusal: str = ""
    missing: Lesson | Quiz | None = None
    """What has to be done before, where that is why."""


def admission(*, enrolment: Enrolment, quiz: Quiz, attempts: Sequence[Attempt]) -> Admission:
    """`attempts` are all of the student's at the quiz. Two statements, and two more where something comes before.

    Wants `after_lesson` and `after_quiz` of the quiz selected.
    """
    terms = terms_for(enrolment=enrolment, quiz=quiz)
    allowed = None if quiz.attempts_allowed is None else quiz.attempts_allowed + terms.more_attempts
    granted = {"attempts_allowed": allowed, "closes": terms.closes, "extra_minutes": terms.extra_minutes}
    rules = Rules.of(quiz, number=len(attempts) + 1, **granted)
    if refusal := refused(enrolment, quiz, terms):
        return Admission(rules, terms, refusal)
    if missing := missing_before(enrolment, quiz):
        return Admission(rules, terms, missing_in_words(missing), missing)
    return Admission(rules, terms, used_up(enrolment, quiz, rules, attempts))


def refused(enrolment: Enrolment, quiz: Quiz, terms: Terms) -> str:
    """For a reason that has nothing to do with what the student did."""
    now, zone = timezone.now(), enrolment.cohort.zone
    if enrolment.cohort.archived_at:
        text = _("The class “%(name)s” has ended: no new attempt begins. All that you did in it stays to be seen.")
        return text % {"name": enrolment.cohort}
    if quiz.status != Quiz.Status.PUBLISHED or quiz.retired:
        return _("This quiz is not open.")
    if terms.opens and now < terms.opens:
        return _("This quiz opens on %(when)s.") % {"when": moment(terms.opens, zone)}
    if terms.closes and now >= terms.closes:
        return _("This quiz closed on %(when)s.") % {"when": moment(terms.closes, zone)}
    return ""


def missing_before(enrolment: Enrolment, quiz: Quiz) -> Lesson | Quiz | None:
    """The lesson or quiz that has to be done first and is not."""
    lesson, other = quiz.lesson_before, quiz.quiz_before
    if lesson:
        state = lesson_states(enrolment=enrolment, lessons=[lesson])[lesson.pk]
        if state.sections and not state.complete:
            return lesson
    if other:
        attempts = enrolment.attempts.counted().filter(quiz=other).with_score()
        if not result_of(attempts).passed:
            return other
    return None


def missing_in_words(missing: Lesson | Quiz) -> str:
    text = _("Complete the lesson “%(title)s” first.") if isinstance(missing, Lesson) else ""
    return (text or _("Pass the quiz “%(title)s” first.")) % {"title": missing.title}


def used_up(enrolment: Enrolment, quiz: Quiz, rules: Rules, attempts: Sequence[Attempt]) -> str:
    """Void attempts use up nothing, and nobody waits after them."""
    own = [attempt for attempt in attempts if attempt.counts]
    if rules.attempts_allowed is not None and len(own) >= rules.attempts_allowed:
        return _("You have used all attempts at this quiz.")
    ends = [attempt.closed_at for attempt in own if attempt.closed_at]
    begins = max(ends) + timedelta(minutes=quiz.delay) if ends else None
    if begins and timezone.now() < begins:
        return _("The next attempt can begin on %(when)s.") % {"when": moment(begins, enrolment.cohort.zone)}
    return ""


def moment(time: datetime, zone: ZoneInfo) -> str:
    return date_format(time.astimezone(zone), "j F Y, H:i T")
