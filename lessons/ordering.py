"""The order of rows that have a position."""

from collections.abc import Iterable
from typing import Any, Literal

from django.db import transaction

Direction = Literal["up", "down"]


def move(*, rows: Iterable[Any], pk: int, direction: Direction) -> None:
    """Move one of the rows a place up or down. They come in their order and are numbered anew, from 0."""
    ordered = list(rows)
    start = next((place for place, row in enumerate(ordered) if row.pk == pk), None)
    if start is None:
        return
    target = start - 1 if direction == "up" else start + 1
    ordered.insert(min(max(target, 0), len(ordered)), ordered.pop(start))
    with transaction.atomic():
        for position, row in enumerate(ordered):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])
