"""What a change of questions and quizzes means for the attempts of students."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lessons.course_files.rows import Row
from quizzes.models import Attempt, Item, Question, Quiz


def touched(rows: Sequence[Row]) -> list[str]:
    """A sentence for each question and quiz that stands in attempts, of rows about to change. Three queries."""
    items = Item.objects.filter(pk__in=keys_of(rows, Item)).values_list("quiz", "quiz__slug")
    quizzes = keys_of(rows, Quiz) | dict(items)
    of_question = _("question %(key)s: attempts open: %(open)s, closed: %(closed)s; they keep the version of theirs")
    of_quiz = _("quiz %(key)s: attempts open: %(open)s, closed: %(closed)s; they keep the items and rules of theirs")
    return [
        *(of_question % counts for counts in attempts("responses__version__question", keys_of(rows, Question))),
        *(of_quiz % counts for counts in attempts("quiz", quizzes)),
    ]


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
