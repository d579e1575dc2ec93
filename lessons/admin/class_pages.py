"""Pages of the admin on a class as a whole: its code, its end, the next class, and accounts of its students.

The admin of classes wraps these views: only those who teach the class, and administrators, come here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from lessons.accounts import PASSWORD_BITS, Slip, create_accounts, reset_passwords, with_duties
from lessons.admin.class_forms import AccountsForm, ActForm, PasswordsForm, StartAnewForm
from lessons.models import Cohort

ClassPage = Callable[[HttpRequest, Cohort], HttpResponse]
page = require_http_methods(["GET", "HEAD", "POST"])


def show(request: HttpRequest, cohort: Cohort, template: str, title: str, **context: Any) -> HttpResponse:
    frame = {**admin.site.each_context(request), "title": title, "cohort": cohort, "opts": Cohort._meta}
    return render(request, f"admin/lessons/cohort/{template}.html", {**frame, **context})


def done(request: HttpRequest, cohort: Cohort, words: str, *, tell: bool = True) -> None:
    """Say what was done, and note it in the history of the class."""
    if tell:
        messages.success(request, words)
    user = request.user.pk or 0
    LogEntry.objects.log_actions(user, [cohort], CHANGE, change_message=words, single_object=True)


def sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def class_form(cohort: Cohort) -> str:
    return reverse("admin:lessons_cohort_change", args=[cohort.pk])


@page
def joining(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The class code with the address to give away; a new code, or none."""
    form = ActForm(sent(request), acts=("open", "close"))
    if form.is_valid() and form.cleaned_data["act"] == "open":
        cohort.open_to_joining()
        done(request, cohort, _("The class has a new code. The one before opens nothing any more."))
    elif form.is_valid():
        cohort.close_to_joining()
        done(request, cohort, _("Nobody can join the class by a code now."))
    if request.method == "POST":
        return redirect("admin:lessons_cohort_joining", cohort.pk)
    address = request.build_absolute_uri(f"{reverse('signup')}?code={cohort.shown_code}")
    return show(request, cohort, "joining", _("Joining %(class)s") % {"class": cohort}, address=address)


@page
def archive(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Ends a class, or brings it back."""
    form = ActForm(sent(request), acts=("archive", "bring-back"))
    if form.is_valid() and form.cleaned_data["act"] == "archive":
        cohort.archive()
        done(request, cohort, _("The class “%(class)s” is archived.") % {"class": cohort})
    elif form.is_valid():
        cohort.bring_back()
        done(request, cohort, _("The class “%(class)s” is running again.") % {"class": cohort})
    if request.method == "POST":
        return redirect(class_form(cohort))
    title = _("Bring back %(class)s") if cohort.archived_at else _("Archive %(class)s")
    return show(request, cohort, "archive", title % {"class": cohort})


@page
def start_anew(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The next class on the same course."""
    beside = Cohort(course=cohort.course, time_zone=cohort.time_zone, name=cohort.name)
    form = StartAnewForm(sent(request), instance=beside)
    if request.method == "POST" and form.is_valid():
        new = cohort.start_anew(**form.cleaned_data)
        done(request, new, _("The class “%(class)s” has been started, with a code of its own.") % {"class": new})
        return redirect(class_form(new))
    return show(request, cohort, "start_anew", _("Start a new class like %(class)s") % {"class": cohort}, form=form)


@sensitive_variables()
@page
def passwords(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """First who, then what will happen, then the slips with the new passwords, once."""
    everybody = User.objects.filter(enrolments__cohort=cohort).order_by("last_name", "first_name", "username")
    barred = with_duties(everybody.values_list("pk", flat=True))
    form = PasswordsForm(sent(request), students=everybody.exclude(pk__in=barred))
    title = _("New passwords for %(class)s") % {"class": cohort}
    others = [user for user in everybody if user.pk in barred]
    context: dict[str, Any] = {"form": form, "others": others, "bits": PASSWORD_BITS}
    if request.method != "POST" or not form.is_valid():
        return show(request, cohort, "passwords", title, **context)
    students = list(form.cleaned_data["students"])
    if not form.cleaned_data["sure"]:
        return show(request, cohort, "passwords_sure", title, students=students, **context)
    slips = reset_passwords(users=students)
    names = ", ".join(student.get_username() for student in students)
    done(request, cohort, _("New passwords: %(names)s.") % {"names": names}, tell=False)
    return show_slips(request, cohort, slips)


@sensitive_variables()
@page
def accounts(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """New accounts for a list of students, straight into the class."""
    form = AccountsForm(sent(request), cohort=cohort)
    if request.method == "POST" and form.is_valid():
        try:
            slips = create_accounts(cohort=cohort, accounts=form.accounts)
        except IntegrityError:
            form.add_error("lines", _("Somebody has just taken one of these names. Nothing was made: send it again."))
        else:
            names = ", ".join(slip.user.get_username() for slip in slips)
            done(request, cohort, _("New accounts: %(names)s.") % {"names": names}, tell=False)
            return show_slips(request, cohort, slips)
    title = _("New accounts for %(class)s") % {"class": cohort}
    return show(request, cohort, "accounts", title, form=form, bits=PASSWORD_BITS)


@sensitive_variables()
def show_slips(request: HttpRequest, cohort: Cohort, slips: Sequence[Slip]) -> HttpResponse:
    site, title = request.build_absolute_uri("/"), _("Log-in slips for %(class)s") % {"class": cohort}
    return show(request, cohort, "slips", title, slips=slips, site=site)


CLASS_PAGES: Mapping[str, ClassPage] = {
    "joining": joining,
    "archive": archive,
    "start_anew": start_anew,
    "passwords": passwords,
    "accounts": accounts,
}
