"""Pages that every visitor sees alike, kept whole until their course changes."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeGuard

import brotli
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from lessons.models import CourseRevision

DAY = 24 * 60 * 60
QUALITY = 10
"""Of compression: a page is compressed once, and half as fast as this for two per cent less at 11."""
PERSONAL = {settings.SESSION_COOKIE_NAME, "messages"}
Key = ParamSpec("Key")
View = Callable[Concatenate[HttpRequest, Key], HttpResponse]


class Kept(NamedTuple):
    """A page as it lies in the cache."""

    revision: int
    etag: str
    page: bytes
    compressed: bytes
    """By brotli. There is no token in it that could be guessed from its length."""


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
        key = f"visitor-page:{get_language()}:{hashlib.sha256(request.path.encode()).hexdigest()}"
        known: Kept | None = cache.get(key)
        if known is None or known.revision != current_revision(str(kwargs["course"])):
            response = view(request, *args, **kwargs)
            if not is_for_everybody(response, request):
                return response
            known = keep(response)
            cache.set(key, known, DAY)
        return conditional(request, known)

    return answer


def current_revision(slug: str) -> int | None:
    return next(iter(CourseRevision.objects.filter(course__slug=slug).values_list("number", flat=True)), None)


def is_for_everybody(response: HttpResponse, request: HttpRequest) -> TypeGuard[CoursePage]:
    """Whether a page came about without anything of the one who asked. A token leaves its secret in META."""
    own = request.method == "HEAD" or request.COOKIES or response.cookies or "CSRF_COOKIE" in request.META
    return isinstance(response, CoursePage) and response.revision > 0 and not own


def keep(response: CoursePage) -> Kept:
    page = response.content
    etag = hashlib.sha256(page).hexdigest()
    return Kept(response.revision, etag, page, brotli.compress(page, quality=QUALITY))


def conditional(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The page, or word that the browser's own is still right. Who logs in must get another one: hence `Vary`."""
    compressed = takes_brotli(request)
    etag = f'"{kept.etag}-br"' if compressed else f'"{kept.etag}"'
    response = HttpResponse(kept.page, headers={"Cache-Control": "no-cache", "ETag": etag})
    if compressed:
        response.content = kept.compressed
        response.headers["Content-Encoding"] = "br"
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=response) or response


def takes_brotli(request: HttpRequest) -> bool:
    """Whoever names a preference for it, perhaps of none, gets the page as it is."""
    return "br" in (name.strip() for name in request.headers.get("Accept-Encoding", "").split(","))
