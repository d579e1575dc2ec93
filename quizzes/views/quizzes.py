"""The quizzes of a course: the list, and the page on which an attempt begins."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lessons.models import Course, Enrolment
from quizzes.admission import admission
from quizzes.attempts import StartRefused, TimeIsUp, start
from quizzes.closing import tell
from quizzes.marking import submit_overdue
from quizzes.models import Attempt, Quiz
from quizzes.progress import quiz_progress
from quizzes.sizes import fit_to_bank
from quizzes.terms import terms_of_quizzes, with_terms


@require_safe
def quizzes(request: HttpRequest, course: str) -> HttpResponse:
    """All published quizzes, and for a student where each of them stands, and when it is open."""
    of_course = get_object_or_404(Course, slug=course)
    enrolment = Enrolment.objects.current(request.user, of_course)
    standing = {row.quiz.pk: row for row in quiz_progress(enrolment=enrolment, course=of_course)} if enrolment else {}
    shown = list(Quiz.objects.filter(course=of_course).published().with_size().select_related("course"))
    fit_to_bank(shown)
    terms = terms_of_quizzes(enrolment=enrolment, quizzes=shown) if enrolment else {}
    entries = [(quiz, standing.get(quiz.pk), terms.get(quiz.pk)) for quiz in shown]
    context = {"course": of_course, "here": "quizzes", "entries": entries, "enrolment": enrolment}
    context["now"] = timezone.now()
    return render(request, "quizzes/quizzes.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest, course: str, slug: str) -> HttpResponse:
    """The rules of a quiz and the attempts so far; its button begins an attempt, or opens the one that is open."""
    around = ("course", "module", "after_lesson__course", "after_quiz__course")
    published = with_terms(Quiz.objects.published().with_size().select_related(*around))
    quiz = get_object_or_404(published, course__slug=course, slug=slug)
    if request.method == "POST":
        return begin(request, quiz)
    fit_to_bank([quiz])
    enrolment = Enrolment.objects.current(request.user, quiz.course)
    attempts = own_attempts(quiz, enrolment) if enrolment else []
    admitted = admission(enrolment=enrolment, quiz=quiz, attempts=attempts) if enrolment else None
    context = {
        "course": quiz.course,
        "here": "quizzes",
        "quiz": quiz,
        "enrolment": enrolment,
        "attempts": [attempt for attempt in attempts if attempt.closed_at],
        "open": next((attempt for attempt in attempts if not attempt.closed_at), None),
        "admission": admitted,
        "allowed": admitted.rules.attempts_allowed if admitted else quiz.attempts_allowed,
    }
    return render(request, "quizzes/quiz.html", context)


def own_attempts(quiz: Quiz, enrolment: Enrolment) -> list[Attempt]:
    """Whoever looks is their owner, so that one whose time is up is closed here."""
    rows = enrolment.attempts.of_quizzes().filter(quiz=quiz).with_score().order_by("pk")
    attempts = list(rows)
    if any(submit_overdue(attempt=attempt) for attempt in attempts):
        attempts = list(rows.all())
    for attempt in attempts:
        attempt.quiz, attempt.enrolment = quiz, enrolment
    return tell(attempts)


def begin(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.locked().current(request.user, quiz.course)
            if enrolment is None:
                raise StartRefused(_("You are in no class of this course, so you cannot take its quizzes."))
            return redirect(start(enrolment=enrolment, quiz=quiz))
    except TimeIsUp as late:
        submit_overdue(attempt=late.attempt)
        return begin(request, quiz)
    except StartRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect(quiz)
