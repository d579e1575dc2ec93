"""Receipts of attempts in the admin: whether one that a student brings is genuine, and all it names is still there."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quizzes.forms import ReceiptForm
from quizzes.models import Attempt
from quizzes.receipts import Altered, Verified, verify


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Writes nothing. Of attempts in classes of others it says no more than what the receipt itself tells."""
    form, verified = ReceiptForm(), None
    if request.method == "POST":
        form = ReceiptForm(request.POST, request.FILES)
        verified = verified_by(form, request)
    context = {**admin.site.each_context(request), "title": _("Check a receipt"), "form": form, "verified": verified}
    return render(request, "admin/progress/receipt.html", context)


def verified_by(form: ReceiptForm, request: HttpRequest) -> Verified | None:
    if not form.is_valid():
        return None
    attempts = Attempt.objects.taught_by(request.user).select_related("quiz", "enrolment__cohort", "enrolment__user")
    try:
        return verify(form.cleaned_data["text"], attempts)
    except Altered:
        form.add_error(None, _("This site has not written this text, or something in it was changed afterwards."))
        return None
