"""The receipt of an attempt, for its owner."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quizzes.receipts import write_receipt
from quizzes.views.attempts import own_attempt


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """A text to keep: what is saved so far, or was when the attempt closed."""
    text = write_receipt(own_attempt(request, pk))
    named = {"Content-Disposition": f'attachment; filename="casite-attempt-{pk}.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=named)
