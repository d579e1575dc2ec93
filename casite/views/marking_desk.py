"""What waits to be marked by a person, in the admin: a queue, and each answer beside its rubric.

Only answers of classes that the user teaches exist here.
"""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quizzes.forms import CommentForm
from quizzes.hand_marks import OtherMarkStands, judge
from quizzes.models import Response
from quizzes.question_types.base import JudgeForm
from quizzes.reviews import reviewed

ON_A_PAGE = 50


def show(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    frame = {**admin.site.each_context(request), "title": title}
    return render(request, f"admin/progress/{template}.html", {**frame, **context})


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What was handed in first comes first."""
    waiting = Response.objects.to_be_marked().taught_by(request.user).with_places()
    page = Paginator(waiting, ON_A_PAGE).get_page(request.GET.get("page"))
    return show(request, "marking", _("To be marked"), page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer beside its rubric. The button writes the mark and goes on to the next one that waits."""
    judged = Response.objects.judged_by_hand().taught_by(request.user).with_places()
    response = get_object_or_404(judged, pk=pk)
    content, mark = response.version.content, response.current_mark
    data = request.POST if request.method == "POST" else None
    rubric = content.judge_form(data, levels=mark.levels if mark else None)
    comment = CommentForm(data, initial={"comment": mark.comment if mark else ""})
    if data is not None and rubric and all([rubric.is_valid(), comment.is_valid()]):
        try:
            return write(request, response, rubric, comment)
        except OtherMarkStands as refusal:
            comment.add_error(None, str(refusal))
            response = judged.get(pk=pk)
    [item] = reviewed([response], response.attempt.enrolment.cohort.course)
    around = Response.objects.to_be_marked().taught_by(request.user).around(response)
    title = _("Item %(number)s of “%(quiz)s”") % {"number": response.position, "quiz": response.attempt.quiz}
    return show(request, "judge", title, item=item, rubric=rubric, comment=comment, around=around)


def write(request: HttpRequest, response: Response, rubric: JudgeForm, comment: CommentForm) -> HttpResponse:
    judge(response=response, levels=rubric.levels, by=cast(User, request.user), **comment.cleaned_data)
    _before, after = Response.objects.to_be_marked().taught_by(request.user).around(response)
    messages.success(request, _("The mark is written. The student reads it with your comment."))
    return redirect("admin:marking_answer", after.pk) if after else redirect("admin:marking")
