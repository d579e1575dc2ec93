"""Errors between questions and quizzes."""

from collections.abc import Iterator
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.course_files.rows import Row
from lessons.linting.english import small_words
from lessons.linting.rules import Found, Rulebook
from lessons.models import Lesson
from quizzes.linting.material import Asked, QuizMaterial
from quizzes.models import Quiz
from quizzes.quiz_files import draw_problems

RULES = Rulebook()

ALIKE = 0.8
"""Of the pairs of neighbouring words of two texts, the share that both have from which on they are near-duplicates."""


@RULES.error(
    why=gettext_lazy("Two questions that ask the same count one thing twice, and one tells the other."),
    remedy=gettext_lazy("Ask something else, or keep one of them."),
)
def duplicate_stem(course: QuizMaterial) -> Found:
    asked = [(question, neighbours(question)) for question in course.questions]
    for (first, one), (second, other) in combinations(asked, 2):
        if len(one & other) >= ALIKE * len(one | other):
            yield second.row, ("stem",), _("Question %(key)s asks the same.") % {"key": first.row.key}


def neighbours(question: Asked) -> set[tuple[str, str]]:
    """The pairs of words that stand side by side in what it asks."""
    words = small_words(question.own_words)
    return set(zip(words, [*words[1:], ""], strict=True))


@RULES.error(
    why=gettext_lazy("One of the two gives the other's answer away."),
    remedy=gettext_lazy("Take one of them out of the quiz."),
)
def enemies_in_quiz(course: QuizMaterial) -> Found:
    for quiz in course.of(Quiz):
        fixed = [item for item in course.items[quiz.key] if item.values["question"]]
        for first, second in combinations(fixed, 2):
            one, other = first.values["question"], second.values["question"]
            if other in course.bank.enemies.get(one, ()):
                yield second, ("question",), _("%(one)s and %(other)s are enemies.") % {"one": one, "other": other}


@RULES.error(
    why=gettext_lazy("Papers would be shorter than the quiz promises."),
    remedy=gettext_lazy("Draw fewer, widen what the draw takes, or write more questions."),
)
def short_draw(course: QuizMaterial) -> Found:
    for items in course.items.values():
        if any(item.values["draw"] for item in items):
            yield from draw_problems(items, course.bank)


@RULES.error(
    why=gettext_lazy("Nobody can do what nobody sees, so that the rule silently does not count."),
    remedy=gettext_lazy("Publish it, or take the prerequisite away."),
)
def unpublished_prerequisite(course: QuizMaterial) -> Found:
    quizzes = {row.key for row in published_quizzes(course)}
    for quiz in published_quizzes(course):
        lesson, before = quiz.values["after_lesson"], quiz.values["after_quiz"]
        if lesson and lesson not in course.published:
            words = {"lesson": lesson_title(course, lesson)}
            yield quiz, ("after_lesson",), _("The lesson “%(lesson)s” is not published.") % words
        if before and before not in quizzes:
            yield quiz, ("after_quiz",), _("The quiz “%(quiz)s” is not published.") % {"quiz": before}


def published_quizzes(course: QuizMaterial) -> Iterator[Row]:
    return (quiz for quiz in course.of(Quiz) if quiz.values["status"] == Quiz.Status.PUBLISHED)


def lesson_title(course: QuizMaterial, slug: str) -> str:
    row = course.find(Lesson, slug)
    return str(row.values["title"]) if row else slug
