"""The pages of an attempt: answering, handing in, and the review afterwards."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lessons.markdown import plain_text
from quizzes.calibration import calibrate
from quizzes.checking import check_item
from quizzes.closing import tell
from quizzes.forms import SheetForm
from quizzes.interventions import with_interventions
from quizzes.marking import submit as mark_and_close
from quizzes.marking import submit_overdue
from quizzes.models import Attempt
from quizzes.reviews import read_review
from quizzes.sheets import read_sheet, save_sheet, tell_checked
from quizzes.views.waiting import let_wait, take_up


def own_attempt(request: HttpRequest, pk: int) -> Attempt:
    """Closed, if its time is up: whoever asks for it is its owner."""
    attempts = with_interventions(Attempt.objects.for_user(request.user).sittings())
    attempt = get_object_or_404(attempts, pk=pk)
    submit_overdue(attempt=attempt)
    return attempt


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of items. Its form saves them, with or without the help of a script, and goes on."""
    if not request.user.is_authenticated:
        return log_in_first(request, pk)
    attempt = own_attempt(request, pk)
    if request.method == "POST":
        return save_and_go_on(request, attempt)
    not_taken = take_waiting(request, attempt)
    if attempt.closed_at:
        tell_closed(request, attempt, not_taken or {})
        return redirect("quizzes:review", pk)
    if not_taken == {}:  # All that waited is saved: on with the item that was in hand.
        return redirect(address_of(attempt, page=None, position=attempt.last_answered()))
    return show_sheet(request, attempt, not_taken)


def log_in_first(request: HttpRequest, pk: int) -> HttpResponse:
    """The session has ended. What was filled in waits until its owner has logged in, who comes back to the item."""
    item = ""
    if request.method == "POST":
        let_wait(request, owner=f"attempt {pk}")
        item = item_in_hand(request.POST)
    return redirect_to_login(request.get_full_path() + item)


def item_in_hand(data: QueryDict) -> str:
    """The place on its page of the last item in which something is filled in, as the end of an address."""
    given = {name.partition("-")[0] for name, value in data.items() if value}
    items = [f"i{position}" for position in data.getlist("position")]
    return next((f"#{item}" for item in reversed(items) if item in given), "")


def take_waiting(request: HttpRequest, attempt: Attempt) -> dict[int, str] | None:
    """Save what has waited for the log-in; gives what could not be taken, as `save_sheet` does, or None."""
    not_taken: dict[int, str] | None = None
    while waiting := take_up(request, owner=f"attempt {attempt.pk}"):
        page, data = waiting
        not_taken = not_taken or {}
        not_taken |= save_sheet(attempt=attempt, page=page, data=data, seen=SheetForm(data).known)
    if not_taken == {}:
        messages.success(request, _("What you had filled in before you logged in is saved."))
    return not_taken


def save_and_go_on(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    form, page = SheetForm(request.POST), request.GET.get("page")
    not_checked = {}
    with transaction.atomic():
        not_taken = save_sheet(attempt=attempt, page=page, data=request.POST, seen=form.known)
        if form.checked and form.checked not in not_taken:
            words = check_item(attempt=attempt, position=form.checked)
            not_checked = {form.checked: words} if words else {}
    if attempt.closed_at:
        tell_closed(request, attempt, not_taken)
        return redirect("quizzes:review", attempt.pk)
    if not_taken or not_checked:
        return show_sheet(request, attempt, not_taken, not_checked=not_checked, sent=request.POST, status=409)
    if form.hands_in:
        return redirect("quizzes:submit", attempt.pk)
    return redirect(address_of(attempt, page=page, position=form.checked or form.next_position))


def tell_closed(request: HttpRequest, attempt: Attempt, not_taken: dict[int, str]) -> None:
    text = _("Item %(position)s: your answer “%(words)s” was not taken; the attempt is closed.")
    if attempt.ran_out:
        text = _("Item %(position)s: your answer “%(words)s” came too late. It does not count; the time was up.")
    for position, words in not_taken.items():
        messages.warning(request, text % {"position": position, "words": plain_text(words)})


def address_of(attempt: Attempt, *, page: str | None, position: int | None) -> str:
    """Where an item is asked; without one, the page that is open."""
    address = reverse("quizzes:attempt", args=[attempt.pk])
    if position is None:
        return f"{address}?page={page}" if page and page.isdigit() else address
    return f"{address}?page={attempt.frozen.page_of(position)}#i{position}"


def show_sheet(
    request: HttpRequest,
    attempt: Attempt,
    not_taken: dict[int, str] | None = None,
    *,
    not_checked: dict[int, str] | None = None,
    sent: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    page = request.GET.get("page")
    sheet = tell_checked(read_sheet(attempt, page=page, not_taken=not_taken, not_checked=not_checked, sent=sent))
    context = {"attempt": attempt, "course": attempt.enrolment.cohort.course, "here": "quizzes", "sheet": sheet}
    return render(request, "quizzes/attempt.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is answered and what is not; its button hands the attempt in."""
    attempt = own_attempt(request, pk)
    if request.method == "POST":
        mark_and_close(attempt=attempt)
    if attempt.closed_at:
        return redirect("quizzes:review", pk)
    sheet = read_sheet(attempt, page=1)
    context = {"attempt": attempt, "course": attempt.enrolment.cohort.course, "here": "quizzes", "sheet": sheet}
    return render(request, "quizzes/submit.html", context)


@never_cache
@login_required
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What was right, why, and where it stands: only once the attempt is closed."""
    attempt = get_object_or_404(Attempt.objects.for_user(request.user).sittings().with_score(), pk=pk)
    if attempt.closed_at is None:
        return redirect("quizzes:attempt", pk)
    tell([attempt])
    items = read_review(attempt)
    context = {"attempt": attempt, "course": attempt.enrolment.cohort.course, "here": "quizzes"}
    context |= {"review": items, "sure_and_wrong": [item for item in items if item.sure_and_wrong]}
    context["calibration"] = calibrate(pair for item in items if (pair := item.judgement))
    return render(request, "quizzes/review.html", context)
