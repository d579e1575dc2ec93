"""Practice: one item after the other, of what a student chooses, for as long as the student likes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lessons.models import Course, Enrolment
from quizzes.checks import CHOOSE
from quizzes.forms import PracticeForm, ToldForm
from quizzes.loose_items import AnswerRefused, told_answer
from quizzes.models import Certainty
from quizzes.practice import KIND, answer_practice, read_practice
from quizzes.practice_field import FieldForm, PracticeField, ground_of
from quizzes.views.waiting import form_waits_for_log_in, sent


@never_cache
@form_waits_for_log_in
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest, course: str) -> HttpResponse:
    """What to practise stands in the address, so that a link can say it."""
    of_course = get_object_or_404(Course.objects.select_related("revision"), slug=course)
    enrolment = Enrolment.objects.select_related("cohort__course__revision").current(request.user, of_course)
    fields = FieldForm(ground_of(of_course), request.GET)
    data = sent(request, enrolment)
    if data is not None:
        return take_answer(request, of_course, enrolment, fields.field, data)
    context = {"course": of_course, "here": "quizzes", "enrolment": enrolment, "fields": fields, "field": fields.field}
    content = content_of(request, enrolment, fields.field) if enrolment else {}
    return render(request, "quizzes/practice.html", context | content)


def content_of(request: HttpRequest, place: Enrolment, field: PracticeField) -> dict[str, Any]:
    which = ToldForm(request.GET)
    told = told_answer(place, which.cleaned_data["told"], kind=KIND) if which.is_valid() else None
    context: dict[str, Any] = {"told": told, "action": address(place.cohort.course, field)}
    if place.cohort.archived_at:
        return context
    practice = read_practice(place, field)
    context |= {"practice": practice, "item": practice.item, "degrees": Certainty.choices}
    if practice.item:
        context["form"] = form = practice.item.answer_form({} if "blank" in request.GET else None)
        if form.is_bound and form.is_valid():
            form.add_error(None, CHOOSE)
    return context


def address(course: Course, field: PracticeField, query: str = "", anchor: str = "") -> str:
    both = "&".join(filter(None, [field.query, query]))
    return reverse("quizzes:practice", args=[course.slug]) + (f"?{both}" if both else "") + anchor


def take_answer(
    request: HttpRequest, course: Course, place: Enrolment | None, field: PracticeField, data: QueryDict
) -> HttpResponse:
    """Keep the answer and tell what is right. What cannot be taken is said, and another item is asked."""
    form = PracticeForm(data)
    if place is None or not form.is_valid() or form.cleaned_data["place"] != place.pk:
        messages.warning(request, _("Your answer was not taken: the page was opened for another class or by another."))
        return redirect(address(course, field))
    try:
        response = answer_practice(enrolment=place, asked=form.cleaned_data, data=data)
    except AnswerRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect(address(course, field))
    if response is None:
        return redirect(address(course, field, "blank=yes", "#next"))
    return redirect(address(course, field, f"told={response.pk}"))
