"""What the questions and items of a course's files ask of each other."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from lessons.course_files.rows import Id, Path, Row
from quizzes.models import Item, Question, Quiz


def quiz_problems(rows: Mapping[Id, Row]) -> Iterator[tuple[Row, Path, str]]:
    """A quiz asks no checks, and one that students see has items that are all ready; what the admin asks too."""
    items = [row for row in rows.values() if row.model is Item and not row.values["retired"]]
    asked = [(item, rows.get((Question, item.values["question"]))) for item in items]
    published = {key for (model, key), row in rows.items() if model is Quiz and is_published(row)}
    for item, question in asked:
        if question and question.values["use"] == Question.Use.CHECK:
            yield item, ("question",), _("A check is told in its lesson, so no quiz may ask it.")
        elif question and item.values["quiz"] in published and question.values["status"] != Question.Status.READY:
            yield item, ("question",), _("A published quiz asks only what is ready.")
    for key in published - {item.values["quiz"] for item in items}:
        yield rows[Quiz, key], ("status",), _("A published quiz needs an item.")


def is_published(quiz: Row) -> bool:
    return bool(quiz.values["status"] == Quiz.Status.PUBLISHED and not quiz.values["retired"])
