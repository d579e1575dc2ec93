"""The linter of a whole course: all rules, over its files or over the database."""

from collections.abc import Set
from pathlib import Path

from casite.environment import BASE_DIR
from casite.loading import CONTENT
from lessons.citations import cited_labels
from lessons.course_files.checking import Check
from lessons.course_files.loading import all_problems
from lessons.course_files.planning import settled
from lessons.course_files.reading import course_files, read_files
from lessons.course_files.rows import CourseFileErrors
from lessons.course_files.stored import stored_rows
from lessons.linting import evidence, prose
from lessons.linting.rules import Finding, Rule, findings
from lessons.linting.wording import read_hashes
from lessons.memory import kept_by_revision
from lessons.models import Course
from quizzes.linting import answers, bank, coverage, options
from quizzes.linting.material import QuizMaterial

RULES: tuple[Rule, ...] = (
    *evidence.RULES,
    *answers.RULES,
    *bank.RULES,
    *prose.RULES,
    *options.RULES,
    *coverage.RULES,
)


def of_files(folder: Path, wording: Set[str] = frozenset()) -> QuizMaterial:
    """A course as its folder has it, whatever the database has; that has to check constraints only, and may be empty.

    `wording` is beside the hashes that come with the folder. Raises CourseFileErrors where a file cannot be loaded.
    """
    reader = read_files(course_files(folder), CONTENT, folder)
    rows = settled(reader.rows, {}, CONTENT)
    problems = list(all_problems(reader, Check(CONTENT, rows, {})))
    if problems:
        raise CourseFileErrors(problems)
    return QuizMaterial(CONTENT, rows, wording=read_hashes(folder) | wording)


def of_database(course: Course, wording: Set[str] = frozenset()) -> QuizMaterial:
    """A course as it stands in the database; forty statements, whatever its size."""
    known = read_hashes(BASE_DIR / "fixtures" / course.slug)
    return QuizMaterial(CONTENT, stored_rows(course, CONTENT), wording=known | wording, cites=cited_labels(course))


@kept_by_revision(size=4)
def known_findings(course: Course) -> list[Finding]:
    """What the rules find in a course as it was when it last changed. Wants its revision selected."""
    return findings(of_database(course), RULES)
