"""The bank of questions as dealing needs it: light rows, without the text of any question, in one statement."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, QuerySet, Value

from lessons.models import Enrolment
from quizzes.dealing import Bank, Entry, Place, Tag
from quizzes.models import Item, Question, Response

PATHS = {
    "use": "use",
    "area": "area",
    "bloom": "bloom",
    "module": "claims__sections__lesson__module__slug",
    "topic": "claims__topics__slug",
    "claim": "claims__key",
    "deciding": "deciding__key",
    "named": "enemies__key",
}
"""From a question to what dealing asks of it; it belongs to a module or topic through the claims that it tests."""

CURRENT = {"module": {"claims__sections__retired": False, "claims__sections__lesson__retired": False}}
"""What is no longer taught puts no question into a module."""


def place_of(item: Item) -> Place:
    """Wants what `Item.objects.ready` selects."""
    names = {name: getattr(item, name) for name in Item.criteria}
    keys = {name: value if isinstance(value, str) else value and value.reference for name, value in names.items()}
    return Place(
        item=item.key,
        question=item.question.key if item.question else "",
        count=item.draw or 0,
        tags=frozenset((name, key) for name, key in keys.items() if key),
    )


def read_bank(course: int, places: Iterable[Place], *, student: Enrolment | None = None) -> Bank:
    """All questions that quizzes of the course may ask, with what these places ask of them; one statement."""
    asked = {name for place in places for name, _key in place.tags}
    names = {"use", "claim", "deciding", "named", *asked}
    rows = [pairs(course, name) for name in sorted(names)]
    if student:
        rows.append(questions_met(course, student))
    first, *others = rows
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, question, key in first.union(*others, all=True):
        found[question][name].append(key)
    return Bank(entry(key, values) for key, values in found.items() if "use" in values)


def pairs(course: int, name: str) -> QuerySet[Any]:
    path = PATHS[name]
    # In one call, or Django would join the same tables once more.
    rows = Question.objects.filter(course=course, **{f"{path}__isnull": False}, **CURRENT.get(name, {}))
    rows = rows.ready().for_quizzes()
    return rows.order_by().values_list(Value(name), F("key"), F(path))


def questions_met(course: int, student: Enrolment) -> QuerySet[Any]:
    """One row for each time that a student, in whatever class of the course, was asked a question."""
    asked = Response.objects.filter(attempt__enrolment__user=student.user_id, version__question__course=course)
    return asked.order_by().values_list(Value("met"), F("version__question__key"), Value(""))


def entry(key: str, values: Mapping[str, list[str]]) -> Entry:
    tags: set[Tag] = {(name, value) for name in (*Item.criteria, "use") for value in values.get(name, ())}
    return Entry(
        key=key,
        tags=tags,
        deciding=set(values.get("deciding", ())),
        named=set(values.get("named", ())),
        met=len(values.get("met", ())),
    )
