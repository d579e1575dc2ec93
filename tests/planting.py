"""The course of the repository, ways to change it, and what the linter finds in it then and not before."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from lessons.course_files.rows import Id, Row
from lessons.models import Lesson, Section
from quizzes.linting.material import Asked
from quizzes.models import Question
from tests.linted import Course, real

Found = tuple[str, Id]
Planted = tuple[Course, Id]
"""The course with its flaw, and the row in which it is to be found."""


@cache
def whole() -> Course:
    return Course(real())


@cache
def known() -> Counter[Found]:
    return found_in(whole())


def found_in(course: Course) -> Counter[Found]:
    return Counter((finding.code, finding.row.id) for finding in course.found())


def new_findings(course: Course) -> list[Found]:
    return list((found_in(course) - known()).elements())


@cache
def faultless() -> list[Asked]:
    """Single choices of the bank in which nothing at all is found, waived or not."""
    faulty = {row for _code, row in known()}
    return [
        question
        for question in real().ready
        if question.key and question.row.id not in faulty and question.row.values["type"] == "single_choice"
    ]


def first() -> Asked:
    return faultless()[0]


def with_option(question: Asked, *, right: bool, **values: Any) -> Planted:
    """With other values in the key, or in the first distractor."""
    options = [dict(option) for option in question.row.values["payload"]["options"]]
    next(option for option in options if option.get("right", False) == right).update(values)
    return with_options(whole(), question, options)


def with_options(course: Course, question: Asked, options: list[dict[str, Any]]) -> Planted:
    return course.changed(Question, question.row.key, payload={"options": options}), question.row.id


def with_stem(question: Asked, stem: str) -> Planted:
    return whole().changed(Question, question.row.key, stem=stem), question.row.id


def key_text(question: Asked) -> str:
    assert question.key
    return question.key.text


def a_section() -> Row:
    """Of a published lesson."""
    return next(section for section in real().of(Section) if section.values["lesson"] in real().published)


def with_text(text: str) -> Planted:
    section = a_section()
    return whole().changed(Section, section.key, text=text), section.id


def with_lesson(**values: Any) -> Planted:
    lesson = real().of(Lesson)[0]
    return whole().changed(Lesson, lesson.key, **values), lesson.id


def exact(candidates: Iterator[Planted]) -> Planted:
    """The first that changes nothing else: what is planted has neighbours in a real course."""
    return next(planted for planted in candidates if len(new_findings(planted[0])) == 1)
