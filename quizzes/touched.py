"""What a change of questions, quizzes and claims means for the work of students."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lessons.course_files.rows import Row
from lessons.models import Claim
from quizzes.models import Attempt, Card, Item, Question, Quiz


def touched(rows: Sequence[Row]) -> list[str]:
    """A sentence for each question, quiz and claim that students meet, of rows about to change. Four queries."""
    items = Item.objects.filter(pk__in=keys_of(rows, Item)).values_list("quiz", "quiz__slug")
    quizzes = keys_of(rows, Quiz) | dict(items)
    of_question = _("question %(key)s: attempts open: %(open)s, closed: %(closed)s; they keep the version of theirs")
    of_quiz = _("quiz %(key)s: attempts open: %(open)s, closed: %(closed)s; they keep the items and rules of theirs")
    of_claim = _("claim %(key)s: recalled by students: %(students)s; they are asked what it says then")
    return [
        *(of_question % counts for counts in attempts("responses__version__question", keys_of(rows, Question))),
        *(of_quiz % counts for counts in attempts("quiz", quizzes)),
        *(of_claim % counts for counts in cards(keys_of(rows, Claim))),
    ]


def cards(keys: dict[int, str]) -> list[dict[str, Any]]:
    """How many students have a card for each claim."""
    rows = Card.objects.filter(claim__in=keys).order_by("claim").values("claim").annotate(students=Count("pk"))
    return [{**row, "key": keys[row["claim"]]} for row in rows]


def keys_of(rows: Sequence[Row], model: type[models.Model]) -> dict[int, str]:
    return {row.pk: row.key for row in rows if row.model is model and row.pk is not None}


def attempts(name: str, keys: dict[int, str]) -> list[dict[str, Any]]:
    """How many open and closed attempts each row has, by the path to it from the attempt."""
    counts = {
        "open": Count("pk", distinct=True, filter=Q(closed_at=None)),
        "closed": Count("pk", distinct=True, filter=Q(closed_at__isnull=False)),
    }
    rows = Attempt.objects.filter(**{f"{name}__in": keys}).order_by(name).values(name).annotate(**counts)
    return [{**row, "key": keys[row[name]]} for row in rows]
