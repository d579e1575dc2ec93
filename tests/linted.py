"""Courses for the rules of the linter: a tiny one, and changes to the rows of a course."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import models

from casite.linting import RULES, of_files
from casite.loading import CONTENT
from lessons.course_files.planning import settled
from lessons.course_files.reading import Reader
from lessons.course_files.rows import Row
from lessons.linting.rules import Finding, Rule, findings
from quizzes.linting.material import QuizMaterial
from quizzes.models import Question
from tests.conftest import REAL_COURSE
from tests.course_folder import FILES

BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}


@cache
def tiny() -> QuizMaterial:
    """The tiny course as its files have it."""
    reader = Reader(CONTENT)
    for name, text in FILES.items():
        reader.read(name, text)
    return QuizMaterial(CONTENT, settled(reader.rows, {}, CONTENT))


@cache
def real() -> QuizMaterial:
    """The course of the repository."""
    return of_files(REAL_COURSE)


@dataclass(frozen=True)
class Course:
    """A course that is changed step by step; each step gives another one."""

    material: QuizMaterial

    def having(self, **fields: Any) -> "Course":
        return Course(replace(self.material, **fields))

    def changed(self, model: type[models.Model], key: str, /, **values: Any) -> "Course":
        row = self.material.rows[model, key]
        return self.having(rows={**self.material.rows, row.id: replace(row, values=row.values | values)})

    def added(self, model: type[models.Model], key: str, /, *, like: str, **values: Any) -> "Course":
        """With one row more, which is like another one but for these values."""
        first = self.material.rows[model, like]
        values = {**first.values, CONTENT.formats[model].spec.key: key, **values}
        return self.having(rows={**self.material.rows, (model, key): Row(model, key, values, first.place)})

    def found(self) -> list[Finding]:
        return findings(self.material, RULES)

    def codes(self) -> set[str]:
        return {finding.code for finding in self.found()}


def tiny_course() -> Course:
    return Course(tiny())


def asking(stem: str, right: str, *wrong: str, **values: Any) -> Course:
    """The tiny course with another question in the place of its only one."""
    return tiny_course().changed(Question, "Q1", stem=stem, payload=choices(right, *wrong), **values)


def choices(right: str, *wrong: str, place: int = 0, claim: str = "P1f1") -> dict[str, Any]:
    """The payload of a single choice, its key at a place among the others."""
    texts = [*wrong]
    texts.insert(place, right)
    return {
        "options": [
            {"key": f"option-{n}", "text": text, "rationale": "So it says.", "claim": claim}
            | ({"right": True} if n == place else {})
            for n, text in enumerate(texts)
        ]
    }


def bank(number: int, make: Callable[[int], dict[str, Any]]) -> Course:
    """The tiny course with so many questions more, each of another stem and with the payload that `make` gives."""
    course = tiny_course()
    for n in range(number):
        stem = f"What does the paper say of road number {n} in district {n * 7} of valley {n * 31}?"
        course = course.added(Question, f"B{n}", like="Q1", stem=stem, payload=make(n))
    return course
