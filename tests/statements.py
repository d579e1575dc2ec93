"""Counting the statements that move data. BEGIN, COMMIT and savepoints are not among them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def data_statements() -> Iterator[list[str]]:
    """The list is filled when the block ends."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    sql = (query["sql"] for query in captured.captured_queries)
    statements += [statement for statement in sql if not statement.startswith(TRANSACTION)]
