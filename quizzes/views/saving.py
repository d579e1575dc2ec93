"""Saving answers while they are given: what the scripts of an attempt's pages talk to, in JSON."""

from datetime import UTC, datetime
from functools import wraps
from typing import Any, Protocol

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quizzes.attempts import SaveResult, save_answers
from quizzes.batches import Batch, TooLarge, Unreadable, read_batch
from quizzes.kept import came_too_late
from quizzes.marking import submit_overdue
from quizzes.models import Attempt


class AttemptView(Protocol):
    def __call__(self, request: HttpRequest, pk: int) -> HttpResponse: ...


class BatchView(Protocol):
    def __call__(self, request: HttpRequest, pk: int, batch: Batch) -> HttpResponse: ...


def logged_in(view: AttemptView) -> AttemptView:
    """Without a session a script wants a status that it can tell apart, not the log-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.is_authenticated:
            return problem(401, _("You have been logged out. Log in again to save your answers."))
        return view(request, pk)

    return guarded


def with_batch(view: BatchView) -> AttemptView:
    """Hands the view the answers that a script has sent, where they can be read."""

    @wraps(view)
    def reading(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            batch = batch_of(request)
        except TooLarge:
            return problem(413, _("An answer is larger than 64 KB."))
        except Unreadable:
            return problem(400, _("These answers cannot be read."))
        return view(request, pk, batch)

    return reading


@never_cache
@require_POST
@logged_in
@with_batch
def save(request: HttpRequest, pk: int, batch: Batch) -> HttpResponse:
    """Keep a batch of answers: see `batches.Batch` for what comes in, `report` for what goes out."""
    with transaction.atomic():
        attempt = get_object_or_404(Attempt.objects.for_user(request.user).of_quizzes().locked(), pk=pk)
        result = save_answers(attempt=attempt, answers=batch.answers, seen=batch.seen)
    return report(request, result, attempt)


@never_cache
@require_POST
@logged_in
@with_batch
def kept(request: HttpRequest, pk: int, batch: Batch) -> HttpResponse:
    """What of the answers that wait on a device came too late for a closed attempt; nothing where none did."""
    attempt = get_object_or_404(Attempt.objects.for_user(request.user).of_quizzes().closed(), pk=pk)
    answers = list(came_too_late(attempt=attempt, answers=batch.answers))
    if not answers:
        return HttpResponse(status=204)
    return render(request, "quizzes/_kept_answers.html", {"answers": answers})


@never_cache
@require_GET
@logged_in
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The same report without saving: for the token after a new log-in, the sequence, and the time that is left."""
    attempt = get_object_or_404(Attempt.objects.for_user(request.user).of_quizzes(), pk=pk)
    submit_overdue(attempt=attempt)
    return report(request, SaveResult(attempt.latest_sequence()), attempt)


def batch_of(request: HttpRequest) -> Batch:
    if request.content_type != "application/json":
        raise Unreadable
    try:
        return read_batch(request.body)
    except RequestDataTooBig as error:
        raise TooLarge from error
    except UnreadablePostError as error:
        raise Unreadable from error


def report(request: HttpRequest, result: SaveResult, attempt: Attempt) -> JsonResponse:
    content: dict[str, Any] = {
        "saved": [str(uuid) for uuid in result.saved],
        "refused": [{"uuid": str(uuid), "reason": reason} for uuid, reason in result.refused],
        "late": [str(uuid) for uuid in result.late],
        "sequence": result.sequence,
        "closed": attempt.closed_at is not None,
        "server_time": datetime.now(UTC).isoformat(),
        "seconds_left": attempt.seconds_left,
        "csrf": get_token(request),
    }
    return JsonResponse(content)


def problem(status: int, words: str) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)
