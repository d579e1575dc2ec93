"""A form that arrives after its session has ended waits in the browser's next one until its owner has logged in."""

from typing import NamedTuple

from django.http import HttpRequest, QueryDict

WAITING = "a form that waits for a log-in"
MOST_WAITING = 64 * 1024
"""In bytes, as for one answer of a script: a page of a form holds less."""


class Waiting(NamedTuple):
    page: str | None
    """The page of the attempt, as its address names it."""
    fields: QueryDict


def let_wait(request: HttpRequest, *, owner: str) -> None:
    """`owner` says to whom and to what it belongs: nobody else's visit takes it up."""
    fields = request.POST.urlencode()
    if len(fields) <= MOST_WAITING:
        request.session[WAITING] = {"owner": owner, "page": request.GET.get("page"), "fields": fields}


def waiting_for(request: HttpRequest, *, owner: str) -> Waiting | None:
    """What waits for this owner; it waits on until it is forgotten."""
    waiting = request.session.get(WAITING)
    if not waiting or waiting["owner"] != owner:
        return None
    return Waiting(waiting["page"], QueryDict(waiting["fields"]))


def forget(request: HttpRequest) -> None:
    del request.session[WAITING]
