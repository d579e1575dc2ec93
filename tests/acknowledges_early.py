"""casite as it must not be built: it tells a student that an answer is saved, and only then commits it.

The tests that kill a server must find this one out, or they would prove nothing of the real one.
"""

import time
from collections.abc import Iterator
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from casite.wsgi import application as site

SLOW_DISK = 0.02

for signal in (request_started, request_finished):
    signal.disconnect(close_old_connections)  # It closes a connection that is in a transaction.


def application(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    """The whole request in one transaction, which ends when the browser has the answer already."""
    with transaction.atomic():
        response = site(environ, start_response)
        try:
            yield from response
            time.sleep(SLOW_DISK)
        finally:
            response.close()
