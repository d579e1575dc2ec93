"""“I think this is wrong”: an item that the student has been told about, and the form to object to it."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.closing import tell
from quizzes.forms import ItemForm, ObjectionForm
from quizzes.models import Attempt, Response
from quizzes.objections import object_to, own_responses
from quizzes.reviews import reviewed

WAITING = "objection that waits for a log-in"
PLACES: dict[str, str] = {
    Attempt.Kind.QUIZ: "quizzes",
    Attempt.Kind.CHECK: "lessons",
    Attempt.Kind.RECALL: "recall",
    Attempt.Kind.PRACTICE: "quizzes",
}
"""The entry of the menu to which an attempt belongs, by its kind."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return log_in_first(request)
    response = own_response(request, pk)
    if request.method == "POST":
        return take_objection(request, response)
    waiting = request.session.get(WAITING, {})
    if waiting.get("page") != request.get_full_path():
        return show_item(request, response)
    messages.warning(request, _("What you had written before you logged in stands below. It is not sent yet."))
    return show_item(request, response, ObjectionForm.at(response, initial={"reason": waiting["reason"]}))


def own_response(request: HttpRequest, pk: int) -> Response:
    which = ItemForm(request.GET)
    if not which.is_valid():
        raise Http404
    return get_object_or_404(own_responses(request.user), attempt=pk, position=which.cleaned_data["position"])


def log_in_first(request: HttpRequest) -> HttpResponse:
    """The session has ended. What was written waits in the browser's next one until its owner has logged in."""
    form = ObjectionForm(request.POST)
    if request.method == "POST" and form.is_valid():
        request.session[WAITING] = {"page": request.get_full_path(), **form.cleaned_data}
    return redirect_to_login(request.get_full_path())


def take_objection(request: HttpRequest, response: Response) -> HttpResponse:
    """Keep it, and go back to the item in the review; a check has no review, so that its page here is shown."""
    form = ObjectionForm.at(response, request.POST)
    if not form.is_valid():
        return show_item(request, response, form)
    if object_to(response=response, **form.cleaned_data) is None:
        form.add_error("reason", _("Not sent: an objection of yours to this item is here already."))
        return show_item(request, response, form, status=409)
    request.session.pop(WAITING, None)
    if response.attempt.quiz_id is None:
        return redirect(request.get_full_path())
    return redirect(reverse("quizzes:review", args=[response.attempt_id]) + f"#i{response.position}")


def show_item(
    request: HttpRequest, response: Response, form: ObjectionForm | None = None, status: int = 200
) -> HttpResponse:
    attempt = response.attempt
    course = attempt.enrolment.cohort.course
    tell([attempt])
    item = reviewed([response], course, attempt.told)[0]
    if form:
        item.objection_form = form
    context = {"attempt": attempt, "course": course, "here": PLACES[attempt.kind], "item": item}
    return render(request, "quizzes/objection.html", context, status=status)
