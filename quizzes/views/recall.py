"""Recall: the claims that are due today, one at a time."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lessons.models import Enrolment
from quizzes.checks import CHOOSE
from quizzes.due import KIND, read_day
from quizzes.forms import RecallForm, RecallSettingsForm, ToldForm
from quizzes.loose_items import AnswerRefused, told_answer
from quizzes.models import Certainty, RecallSettings
from quizzes.models.recall import MOST_MINUTES
from quizzes.recalling import answer_recall
from quizzes.views.waiting import form_waits_for_log_in, sent


@never_cache
@form_waits_for_log_in
@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: HttpRequest) -> HttpResponse:
    """One class at a time: the one chosen last, or the one that `?class=` names; the others are links."""
    places = own_places(request)
    place = chosen(request, places)
    data = sent(request, place)
    if data is not None:
        return take_answer(request, place, data)
    context = {"here": "recall", "places": places, "place": place, **(content_of(request, place) if place else {})}
    return render(request, "quizzes/recall.html", context)


def own_places(request: HttpRequest) -> list[Enrolment]:
    places = Enrolment.objects.for_user(request.user).select_related("cohort__course__revision")
    return list(places.last_chosen_first())


def chosen(request: HttpRequest, places: list[Enrolment]) -> Enrolment | None:
    named = next((place for place in places if str(place.cohort_id) == request.GET.get("class")), None)
    return named or next(iter(places), None)


def content_of(request: HttpRequest, place: Enrolment) -> dict[str, Any]:
    which = ToldForm(request.GET)
    told = told_answer(place, which.cleaned_data["told"], kind=KIND) if which.is_valid() else None
    context: dict[str, Any] = {"told": told, "action": address(place)}
    if place.cohort.archived_at:
        return context
    day = read_day(place)
    context |= {"day": day, "item": day.next, "degrees": Certainty.choices}
    if day.next:
        context["form"] = form = day.next.answer_form({} if "blank" in request.GET else None)
        if form.is_bound and form.is_valid():
            form.add_error(None, CHOOSE)
    return context | {"settings": RecallSettingsForm(initial={"minutes": day.minutes})}


def address(place: Enrolment | None, query: str = "", anchor: str = "") -> str:
    own = f"?class={place.cohort_id}{query}{anchor}" if place else ""
    return reverse("quizzes:recall") + own


def take_answer(request: HttpRequest, place: Enrolment | None, data: QueryDict) -> HttpResponse:
    """Keep the answer and tell what is right. What cannot be taken is said, and what is due is asked."""
    form = RecallForm(data)
    if place is None or not form.is_valid() or form.cleaned_data["place"] != place.pk:
        messages.warning(request, _("Your answer was not taken: the page was opened for another class or by another."))
        return redirect(address(place))
    try:
        response = answer_recall(enrolment=place, asked=form.cleaned_data, data=data)
    except AnswerRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect(address(place))
    if response is None:
        return redirect(address(place, "&blank=yes", "#next"))
    return redirect(address(place, f"&told={response.pk}"))


@login_required
@require_POST
def recall_settings(request: HttpRequest) -> HttpResponse:
    """How many minutes a day a student wants to give."""
    place = chosen(request, own_places(request))
    form = RecallSettingsForm(request.POST)
    if place and form.is_valid():
        RecallSettings.objects.update_or_create(defaults=form.cleaned_data, enrolment=place)
        messages.success(request, _("Your minutes a day are kept."))
    elif place:
        text = _("Not kept: give a whole number of minutes from 1 to %(most)s.")
        messages.warning(request, text % {"most": MOST_MINUTES})
    return redirect(address(place))
