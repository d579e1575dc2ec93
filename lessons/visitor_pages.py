"""Pages that every visitor sees alike, kept whole until their course changes."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeGuard

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from lessons.models import CourseRevision

DAY = 24 * 60 * 60
PERSONAL = {settings.SESSION_COOKIE_NAME, "messages"}
Key = ParamSpec("Key")
View = Callable[Concatenate[HttpRequest, Key], HttpResponse]


class CoursePage(HttpResponse):
    """A page of a course, which is in its context with its revision selected."""

    def __init__(self, request: HttpRequest, template: str, context: dict[str, Any]) -> None:
        super().__init__(render_to_string(template, context, request))
        self.revision: int = context["course"].revision_number


def kept_for_visitors(view: View[Key]) -> View[Key]:
    """For a page of the course that the argument `course` names, which shows its content and nothing else.

    Whoever may be somebody, for they have a session or a message waits for them, gets a page of their own, and so
    does every address with a query. A page is stored as it was made for a browser without any cookie, so that no
    token can be in it. An entry says of which revision it is, read before the content: a newer one takes its place.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Key.args, **kwargs: Key.kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.GET or PERSONAL & request.COOKIES.keys():
            return view(request, *args, **kwargs)
        key = f"visitors:{get_language()}:{hashlib.sha256(request.path.encode()).hexdigest()}"
        known = cache.get(key)
        if known is None or known[0] != current_revision(str(kwargs["course"])):
            response = view(request, *args, **kwargs)
            if not is_for_everybody(response, request):
                return response
            known = (response.revision, f'"{hashlib.sha256(response.content).hexdigest()}"', response.content)
            cache.set(key, known, DAY)
        return conditional(request, etag=known[1], page=known[2])

    return answer


def current_revision(slug: str) -> int | None:
    return next(iter(CourseRevision.objects.filter(course__slug=slug).values_list("number", flat=True)), None)


def is_for_everybody(response: HttpResponse, request: HttpRequest) -> TypeGuard[CoursePage]:
    """Whether a page came about without anything of the one who asked. A token leaves its secret in META."""
    own = request.method == "HEAD" or request.COOKIES or response.cookies or "CSRF_COOKIE" in request.META
    return isinstance(response, CoursePage) and response.revision > 0 and not own


def conditional(request: HttpRequest, *, etag: str, page: bytes) -> HttpResponse:
    """The page, or word that the browser's own is still right. Who logs in must get another one: hence `Vary`."""
    response = HttpResponse(page, headers={"Cache-Control": "no-cache", "ETag": etag})
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=etag, response=response) or response
