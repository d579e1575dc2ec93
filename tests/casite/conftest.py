"""The site of the table of rights."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from casite import urls
from tests.rights import Trial
from tests.site_rows import Site, make_site


def bare(status: int) -> Any:
    """A page of an error without its template, which tests of its own draw: here there are thousands."""

    def handler(request: HttpRequest, exception: Exception) -> HttpResponse:
        return HttpResponse(status=status)

    return handler


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """Made once for all tests of a module; what a test does to it is undone."""
    sessions = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    with pytest.MonkeyPatch.context() as patch, sessions, django_db_blocker.unblock(), transaction.atomic():
        for status in (403, 404):
            patch.setattr(urls, f"handler{status}", bare(status), raising=False)
        logging.disable(logging.WARNING)  # A refusal is no news here, and takes longer to tell than to make.
        yield make_site()
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def trial(site: Site) -> Trial:
    return Trial(site)
