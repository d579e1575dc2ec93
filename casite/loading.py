"""Joins the loader of files with the models of both rooms. Commands, tests and the demo call these."""

from collections.abc import Sequence
from pathlib import Path

from lessons.citations import write_citations
from lessons.course_files import dumping, loading
from lessons.course_files.content import Content
from lessons.course_files.planning import Plan
from lessons.course_files.reading import course_files, course_of
from lessons.models import (
    Claim,
    Course,
    Document,
    EditorNote,
    Event,
    Lesson,
    Module,
    Objective,
    Paragraph,
    Predicate,
    Relation,
    Section,
    Topic,
)
from quizzes.deciding import write_deciding
from quizzes.models import Item, Misconception, Question, QuestionVersion, Quiz
from quizzes.question_files import QUESTION_RULES
from quizzes.quiz_files import quiz_problems
from quizzes.touched import touched
from quizzes.versions import current_versions

CONTENT = Content(
    models=(
        *(Course, Module, Document, Paragraph, EditorNote, Claim, Topic, Predicate, Relation, Event),
        *(Lesson, Objective, Section, Misconception, Question, Quiz, Item),
    ),
    rules={Question: QUESTION_RULES},
    derived=(QuestionVersion,),
    across=quiz_problems,
    touched=touched,
)


def load(folder: Path, *, overwrite: bool = False, prune: bool = False, dry_run: bool = False) -> Plan:
    """Load the folder of a course, all or nothing; gives what that changed, or in a dry run would change.

    Raises CourseFileErrors where a file is wrong, and CourseConflicts where it would undo what somebody did in
    the admin since the last load, unless `overwrite` or `dry_run` is set.
    """
    paths = course_files(folder)
    return loading.load(
        paths, CONTENT, after_load=after_load, folder=folder, overwrite=overwrite, prune=prune, dry_run=dry_run
    )


def load_files(paths: Sequence[Path]) -> list[Plan]:
    """Load files, of one course or several, as Django's loaddata does: what is in them overwrites what is there."""
    by_course: dict[str, list[Path]] = {}
    for path in paths:
        by_course.setdefault(course_of(path), []).append(path)
    return [loading.load(files, CONTENT, after_load=after_load, overwrite=True) for files in by_course.values()]


def after_load(course: Course) -> None:
    """Write what follows from the content: citations, deciding claims, versions, the number of the revision."""
    write_citations(course)
    questions = Question.objects.filter(course=course)
    write_deciding(list(questions))
    current_versions(questions.ready())
    course.bump_revision()


def dump(course: Course, folder: Path) -> list[str]:
    """Write the files of a course; gives the paths of those that were written or removed."""
    return dumping.dump(course, folder, CONTENT)


def differing(course: Course, folder: Path) -> list[str]:
    """The paths of the files that a dump would write or remove."""
    return sorted(dumping.differing(course, folder, CONTENT))
