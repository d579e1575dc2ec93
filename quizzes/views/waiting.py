"""Forms that arrive after their session has ended wait in the browser's next one until their owner has logged in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

from lessons.models import Enrolment
from quizzes.forms import PlaceForm

WAITING = "forms that wait for a log-in"
MOST_WAITING = 64 * 1024
"""In bytes, as for one answer of a script: a page of a form holds less."""
MOST_FORMS = 5
"""Of several windows; the oldest gives way."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class Waiting(NamedTuple):
    page: str | None
    """The page of the attempt, as its address names it."""
    fields: QueryDict


def let_wait(request: HttpRequest, *, owner: str) -> None:
    """`owner` says to whom and to what it belongs: nobody else's visit takes it up."""
    form = {"owner": owner, "page": request.GET.get("page"), "fields": request.POST.urlencode()}
    if len(form["fields"] or "") <= MOST_WAITING:
        others = [other for other in request.session.get(WAITING, []) if other != form]
        request.session[WAITING] = [*others, form][-MOST_FORMS:]


def take_up(request: HttpRequest, *, owner: str) -> Waiting | None:
    """The oldest form that has waited for this owner; it waits no longer, unless the request fails."""
    forms = request.session.get(WAITING, [])
    form = next((form for form in forms if form["owner"] == owner), None)
    if form is None:
        return None
    request.session[WAITING] = [other for other in forms if other != form]
    return Waiting(form["page"], QueryDict(form["fields"]))


def form_waits_for_log_in(view: View[P]) -> View[P]:
    """As `login_required`, for a page whose form names the place for which it was drawn, as `PlaceForm` does.

    The view gets what has waited from `sent`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        form = PlaceForm(request.POST)
        if form.is_valid():
            let_wait(request, owner=owner(request, form.cleaned_data["place"]))
        return redirect_to_login(request.get_full_path())

    return guarded


def sent(request: HttpRequest, place: Enrolment | None) -> QueryDict | None:
    """What such a page has to take: the POST, or a form that has waited for the student whose own place this is."""
    if request.method == "POST":
        return request.POST
    waiting = take_up(request, owner=owner(request, place.pk)) if place else None
    return waiting.fields if waiting else None


def owner(request: HttpRequest, place: int) -> str:
    return f"place {place} at {request.path}"
