"""Answering the checks of a lesson: students in the lesson, where answers are kept, visitors on a page of their own."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lessons.markdown import plain_text
from lessons.models import Enrolment, Lesson
from lessons.visitor_reads import keep, kept
from quizzes.checks import AskForm, WhichForm, answer_check
from quizzes.models import Question, Response
from quizzes.question_types.answers import typed_in
from quizzes.question_types.base import Answer
from quizzes.shown_checks import by_section, visitor_checks
from quizzes.views.waiting import let_wait, take_up


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    drawn_for = WhichForm(request.POST).student_id
    if drawn_for and not request.user.is_authenticated:
        return log_in_first(request, drawn_for)
    lessons = Lesson.objects.visible_to(request.user).select_related("course", "course__revision")
    page = get_object_or_404(lessons, course__slug=course, slug=lesson)
    if drawn_for and drawn_for != request.user.pk:
        return refuse_stranger(request, page)
    enrolment = Enrolment.objects.current(request.user, page.course)
    if enrolment is None:
        return show_to_visitor(request, page)
    if request.method == "POST":
        return take_answer(request, page, enrolment, request.POST)
    return take_waiting(request, page, enrolment)


def owner(request: HttpRequest, student: int) -> str:
    return f"student {student} at {request.path}"


def log_in_first(request: HttpRequest, student: int) -> HttpResponse:
    """The session has ended. The answer waits until its student has logged in, who comes back to the check."""
    let_wait(request, owner=owner(request, student))
    return redirect_to_login(f"{request.path}#check-{request.POST.get('check', '')}")


def take_waiting(request: HttpRequest, lesson: Lesson, enrolment: Enrolment) -> HttpResponse:
    """Keep the answers that have waited for the log-in. Without any, a student's checks stand in the lesson."""
    reply: HttpResponse = redirect(lesson)
    while waiting := take_up(request, owner=owner(request, enrolment.user_id)):
        reply = take_answer(request, lesson, enrolment, waiting.fields)
    return reply


def refuse_stranger(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Several people may use one device: what one has filled in is no answer of another."""
    text = _("The answer was not kept: the page had been opened by somebody else, who is no longer logged in here.")
    messages.warning(request, text)
    return redirect(lesson)


def show_to_visitor(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """No answer is stored: the page that comes back carries them on. What is read is noted in the session."""
    if "read" in request.POST:
        keep(request.session, lesson, request.POST["read"])
    shown = by_section(visitor_checks(lesson=lesson, data=request.POST or None))
    sections = [(section, shown.get(section.pk, [])) for section in lesson.sections.current()]
    context = {"course": lesson.course, "here": "lessons", "lesson": lesson, "sections": sections}
    context |= {"read": kept(request.session).get(lesson.course.slug, []), "has_checks": bool(shown)}
    return render(request, "quizzes/checks.html", context)


def take_answer(request: HttpRequest, lesson: Lesson, enrolment: Enrolment, data: QueryDict) -> HttpResponse:
    """Keep the answer to one check and go back to it. Nothing, or nonsense, is not kept, and said to be missing."""
    which = WhichForm(data)
    if not which.is_valid():
        raise Http404
    questions = Question.objects.checks_of(lesson.pk).select_related("section")
    question = get_object_or_404(questions, key=which.cleaned_data["check"])
    form = question.content.answer_form(data, prefix=question.key)
    asking = AskForm(data, prefix=question.key)
    query = ""
    if form.is_valid() and asking.is_valid() and not question.content.is_blank(form.cleaned_data):
        given = {"value": form.cleaned_data, **asking.cleaned_data}
        if answer_check(enrolment=enrolment, question=question, **given) is None:
            tell_what_was_not_taken(request, enrolment, question, form.cleaned_data)
    else:
        query = "?" + urlencode({"blank": question.key} | typed_in(form))
    return redirect(f"{lesson.get_absolute_url()}{query}#check-{question.key}")


def tell_what_was_not_taken(request: HttpRequest, enrolment: Enrolment, question: Question, value: Answer) -> None:
    """The check was answered meanwhile. The same answer sent twice is no news; another one must not just vanish."""
    responses = Response.objects.of_checks().filter(attempt__enrolment=enrolment, version__question=question)
    newest = responses.select_related("current_answer").latest("pk")
    if newest.value != value:
        words = plain_text(question.content.describe(value))
        text = _("You had answered this check in another window, and that answer counts. Not taken: “%(words)s”.")
        messages.warning(request, text % {"words": words})
