"""Signing up, logging in, and joining a class. All three take over what a visitor has read before."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from casite.forms import JoinForm, ReadBeforeForm, SignUpForm
from casite.middleware import client_address
from casite.throttles import NEW_ACCOUNTS_OF_ADDRESS
from lessons.class_codes import read_code, shown_code
from lessons.joining import join as join_class
from lessons.models import Cohort
from lessons.visitor_reads import forget, kept, take_over

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """A new account, in a class where a code is given; `?code=` fills it in. Whoever has an account joins."""
    if request.user.is_authenticated:
        return redirect(f"{reverse('join')}?{request.GET.urlencode()}")
    form = SignUpForm(request.POST or None, request=request, initial={"code": code_in(request)})
    user = make_account(form) if request.method == "POST" and form.is_valid() else None
    if user is None:
        return show_form(request, "registration/sign_up.html", form)
    NEW_ACCOUNTS_OF_ADDRESS.count(client_address(request))
    login(request, user, backend=BACKEND)
    take_over_reads(request, user)
    return redirect(wanted_page(request, form.cleaned_data["code"]))


def make_account(form: SignUpForm) -> User | None:
    """None where somebody has taken the user name since the form looked."""
    try:
        with transaction.atomic():
            user: User = form.save()
            if cohort := form.cleaned_data["code"]:
                join_class(user=user, cohort=cohort)
    except IntegrityError:
        form.add_error("username", _("This user name is taken. Choose another one."))
        return None
    return user


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """A place in the class that has the code. Whoever has one already keeps it."""
    form = JoinForm(request.POST or None, request=request, initial={"code": code_in(request)})
    if request.method != "POST" or not form.is_valid() or not isinstance(request.user, User):
        return show_form(request, "registration/join.html", form)
    cohort = form.cleaned_data["code"]
    _place, new = join_class(user=request.user, cohort=cohort)
    words = _("You are now in the class “%(name)s”.") if new else _("You were in the class “%(name)s” already.")
    messages.success(request, words % {"name": cohort})
    take_over_reads(request, request.user)
    return redirect(wanted_page(request, cohort))


class LogIn(LoginView):
    """Django's, which also takes over what was read before."""

    redirect_authenticated_user = True

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        return super().get_context_data(**{**read_before(self.request), **options})

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        take_over_reads(self.request, form.get_user())
        return response


def code_in(request: HttpRequest) -> str:
    code = read_code(request.GET.get("code", ""))
    return shown_code(code) if code else ""


def show_form(request: HttpRequest, template: str, form: JoinForm | SignUpForm) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    code = form["code"].value()
    join_address = f"{reverse('join')}?{urlencode({'code': code, 'next': wanted})}" if code else ""
    context = {"form": form, "next": wanted, "after_log_in": join_address or wanted}
    return render(request, template, {**context, **read_before(request)})


def read_before(request: HttpRequest) -> dict[str, int]:
    """How many sections the session has; how many the browser keeps by itself only its script knows."""
    return {"read_before": sum(len(keys) for keys in kept(request.session).values())}


def wanted_page(request: HttpRequest, cohort: Cohort | None) -> str:
    """Where to go on: the page on this site that asked for it, or else the course, or the first page."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return cohort.course.get_absolute_url() if cohort else "/"


def take_over_reads(request: HttpRequest, user: User) -> None:
    """Note what was read before in the user's classes, say so, and let session and browser forget it."""
    form = ReadBeforeForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["take_over"]:
        return
    brought, in_session = form.cleaned_data["read"], kept(request.session)
    reads = {course: [*brought.get(course, []), *in_session.get(course, [])] for course in {**brought, **in_session}}
    if taken := take_over(user=user, reads=reads):
        forget(request.session, taken)
        number = sum(taken.values())
        one, many = (
            "%(n)d section that you had read before is ticked off.",
            "%(n)d sections that you had read before are ticked off.",
        )
        messages.success(request, ngettext(one, many, number) % {"n": number}, extra_tags=" ".join(taken))
