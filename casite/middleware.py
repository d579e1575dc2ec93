"""Headers that neither Django nor django-csp sends."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]

# What browsers would offer to scripts and no page of ours uses.
UNUSED = ("camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED)


def permissions_policy(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return middleware


def private_pages(get_response: View) -> View:
    """What somebody who is logged in sees is kept by no shared cache, and asked for anew by their own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def newer_sessions(get_response: View) -> View:
    """An answer to a request whose session had ended takes away no cookie: another window may have logged in since.

    Only who ends a session, as by logging out, deletes its cookie; a script that is told 401 never does.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.session.modified or response.status_code == HTTPStatus.UNAUTHORIZED:
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return response

    return middleware


def client_address(request: HttpRequest) -> str:
    """For the limit on log-ins. Behind a proxy (HTTPS=on) it is the address that the proxy has added to the header."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
