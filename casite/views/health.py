"""Whether the site can do its work, for load balancers and monitoring."""

import logging

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database and cache answer, otherwise 503. The reasons go to the log, not to the visitor."""
    state = {"database": database_answers(), "cache": cache_answers()}
    words = {name: "ok" if answers else "down" for name, answers in state.items()}
    return JsonResponse(words, status=200 if all(state.values()) else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer.")
        return False
    return True


def cache_answers() -> bool:
    try:
        cache.set("healthz", "ok", timeout=10)
        return bool(cache.get("healthz") == "ok")
    except Exception:  # Each cache backend raises errors of its own library.
        logger.exception("The cache does not answer.")
        return False
