"""A plan in words, for instructors."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from lessons.course_files.planning import Change, Conflict, Plan
from lessons.course_files.rows import Row

SHOWN_TEXT = 60
SHOWN_ROWS = 20


def report(plan: Plan) -> str:
    """What a plan adds, changes and removes, what it leaves alone, and where it undoes work in the admin."""
    return "\n".join(lines(plan))


def lines(plan: Plan) -> Iterator[str]:
    if plan.is_empty:
        yield _("%(course)s: nothing to change") % {"course": plan.course}
    yield from rows(_("added"), plan.added)
    yield from block(_("changed"), plan.changed, changed_fields)
    yield from rows(_("deleted"), plan.deleted)
    yield from rows(_("retired, because students’ rows need them"), [change.stored for change in plan.retired])
    yield from rows(_("not in the files; they stay unless you say --prune"), plan.left)
    yield from block(_("attempts touched"), plan.touched, lambda sentence: iter((sentence,)))
    yield from block(_("conflicts: somebody did this in the admin since the last load"), plan.conflicts, conflict)


def block(title: str, entries: Iterable[Any], spell: Any) -> Iterator[str]:
    entries = list(entries)
    if entries:
        yield f"{title} ({len(entries)}):"
        yield from (f"  {line}" for entry in entries for line in spell(entry))


def rows(title: str, found: list[Row]) -> Iterator[str]:
    """Rows of one model on a line, by their keys; of very many only the first."""
    models = dict.fromkeys(row.model for row in found)
    groups = [[row for row in found if row.model is model] for model in models]
    if found:
        yield f"{title} ({len(found)}):"
    for group in groups:
        keys = ", ".join(row.key for row in group[:SHOWN_ROWS])
        more = _(" and %(number)s more") % {"number": len(group) - SHOWN_ROWS} if len(group) > SHOWN_ROWS else ""
        meta = group[0].model._meta
        name = meta.verbose_name if len(group) == 1 else meta.verbose_name_plural
        yield f"  {len(group)} {name}: {keys}{more}"


def changed_fields(change: Change) -> Iterator[str]:
    yield change.stored.name
    for name, (old, new) in change.fields.items():
        yield "  {}: {} -> {}".format(name, *shortened(old, new))


def conflict(conflict: Conflict) -> Iterator[str]:
    if conflict.stored is None and conflict.wanted:
        yield _("%(row)s was deleted; the files would add it again") % {"row": conflict.wanted.name}
    elif conflict.wanted is None and conflict.stored:
        yield _("%(row)s was changed or made; --prune would remove it") % {"row": conflict.stored.name}
    elif conflict.stored and conflict.wanted:
        words = _("%(row)s was changed or made; the files would change it again (admin -> files)")
        yield words % {"row": conflict.stored.name}
        yield from list(changed_fields(Change(conflict.stored, conflict.wanted)))[1:]


def shortened(old: Any, new: Any) -> tuple[str, str]:
    """Both values, cut around the place where they begin to differ."""
    texts = spelled(old), spelled(new)
    same = next((n for n, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    start = max(0, same - SHOWN_TEXT // 3) if max(map(len, texts)) > SHOWN_TEXT else 0
    first, second = (cut(text, start) for text in texts)
    return first, second


def spelled(value: Any) -> str:
    if value in (None, "", []):
        return _("(empty)")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(text.split())


def cut(text: str, start: int) -> str:
    part = text[start : start + SHOWN_TEXT]
    return ("…" if start else "") + part + ("…" if start + SHOWN_TEXT < len(text) else "")
