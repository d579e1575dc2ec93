"""The page on which instructors extend, close, reopen, void and restore attempts of their classes."""

from collections.abc import Sequence
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from lessons.fields import validate_characters
from quizzes.admin.class_times import TimeInput
from quizzes.interventions import InterventionRefused, Kind, intervene
from quizzes.models import Attempt
from quizzes.models.objections import MOST_LETTERS

MOST_AT_ONCE = 200


class InterventionForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What to do"), choices=Kind.choices, widget=forms.RadioSelect)
    until = forms.DateTimeField(label=gettext_lazy("Until"), required=False, widget=TimeInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The student reads it. It cannot be changed once it is sent."),
        max_length=MOST_LETTERS,
        validators=[validate_characters],
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )

    def __init__(self, data: Any = None, *, zones: set[ZoneInfo]) -> None:
        super().__init__(data)
        self.zones = zones
        clocks = ", ".join(sorted(map(str, zones)))
        text = _("Only to extend or reopen; by the clock of the class (%(zone)s).")
        self.fields["until"].help_text = text % {"zone": clocks}

    def full_clean(self) -> None:
        with timezone.override(next(iter(self.zones))):
            super().full_clean()

    def clean_reason(self) -> str:
        return str(self.cleaned_data["reason"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("until") and len(self.zones) > 1:
            text = _("These attempts are of classes in different time zones. Choose those of one zone.")
            self.add_error("until", text)
        if given.get("kind") == Kind.EXTEND and not given.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until when."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def intervene_page(request: HttpRequest) -> HttpResponse:
    """`?attempt=` names an attempt, as often as there are some."""
    attempts = chosen_attempts(request)
    zones = {attempt.enrolment.cohort.zone for attempt in attempts}
    form = InterventionForm(request.POST if request.method == "POST" else None, zones=zones)
    refused: dict[int, str] = {}
    if form.is_valid():
        refused = act(request, attempts, form)
        if not refused:
            return redirect(*back_to(attempts))
    rows = [(attempt, refused.get(attempt.pk, "")) for attempt in attempts if not refused or attempt.pk in refused]
    title = ngettext("Intervene in an attempt", "Intervene in %(number)s attempts", len(rows)) % {"number": len(rows)}
    context = {**admin.site.each_context(request), "title": title, "opts": Attempt._meta, "form": form, "rows": rows}
    return render(request, "admin/quizzes/attempt/intervene.html", context)


def chosen_attempts(request: HttpRequest) -> list[Attempt]:
    """All that are named, or none: 404 where one of them is not of one's own classes, or no attempt at a quiz."""
    named = set(request.GET.getlist("attempt"))
    if not named or len(named) > MOST_AT_ONCE or not all(pk.isascii() and pk.isdecimal() for pk in named):
        raise Http404
    rows = Attempt.objects.of_quizzes().filter(pk__in=[int(pk) for pk in named if len(pk) < 19])
    own = rows if request.user.is_superuser else rows.filter(enrolment__cohort__instructors=request.user.pk)
    found = list(own.select_related("enrolment__user", "enrolment__cohort", "quiz").order_by("pk"))
    if len(found) != len(named):
        raise Http404
    return found


def act(request: HttpRequest, attempts: Sequence[Attempt], form: InterventionForm) -> dict[int, str]:
    """Do it to each attempt for itself; gives why not, by attempt."""
    refused = {}
    for attempt in attempts:
        try:
            intervene(attempt=attempt, by=cast(User, request.user), **form.cleaned_data)
        except InterventionRefused as refusal:
            refused[attempt.pk] = str(refusal)
    done = [attempt for attempt in attempts if attempt.pk not in refused]
    if done:
        label = Kind(form.cleaned_data["kind"]).label
        LogEntry.objects.log_actions(request.user.pk or 0, done, CHANGE, change_message=str(label))
        said = {"what": label, "number": len(done)}
        text = ngettext("Done for one attempt: %(what)s.", "Done for %(number)s attempts: %(what)s.", len(done))
        messages.success(request, text % said)
    return refused


def back_to(attempts: Sequence[Attempt]) -> tuple[Any, ...]:
    if len(attempts) > 1:
        return ("admin:quizzes_attempt_changelist",)
    [attempt] = attempts
    return ("admin:progress_attempt", attempt.enrolment.cohort_id, attempt.enrolment_id, attempt.pk)
