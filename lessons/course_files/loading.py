"""Loads files into a course: read, check, plan, write; all or nothing."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lessons.course_files.checking import Check
from lessons.course_files.content import Content
from lessons.course_files.planning import Plan, make_plan, settled
from lessons.course_files.reading import Reader, read_files
from lessons.course_files.renaming import new_keys, renamed, unique_fields
from lessons.course_files.rows import CourseFileErrors, Problem
from lessons.course_files.stored import edited_rows, stored_rows
from lessons.course_files.writing import remember, write
from lessons.models import Course


class CourseConflicts(Exception):
    """The files would undo what somebody did in the admin. Nothing was changed; `plan.conflicts` tells where."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__(_("Rows were changed in the admin since the last load."))


def load(
    paths: Sequence[Path],
    content: Content,
    *,
    after_load: Callable[[Course], None],
    folder: Path | None = None,
    overwrite: bool = False,
    prune: bool = False,
    dry_run: bool = False,
) -> Plan:
    """Load files of one course, in any order; gives what that changed, or in a dry run would change.

    Raises CourseFileErrors where a file is wrong, and CourseConflicts unless `overwrite` or `dry_run`.
    `after_load` is called once if anything changed, in the same transaction. `folder` only shortens the names
    of files in messages.
    """
    reader = read_files(paths, content, folder)
    with transaction.atomic():
        course = Course.objects.select_for_update().filter(slug=reader.course).first()
        present = stored_rows(course, content)
        names = new_keys(present, reader.rows, content)
        stored = renamed(present, names, content)
        files = settled(reader.rows, stored, content)
        problems = list(all_problems(reader, Check(content, files, stored, prune=prune)))
        if problems:
            raise CourseFileErrors(problems)
        plan = make_plan(
            course=reader.course,
            files=files,
            stored=stored,
            edited={(id_[0], names.get(id_, id_[1])) for id_ in edited_rows(course, present, content)},
            content=content,
            prune=prune,
        )
        if not dry_run:
            if plan.conflicts and not overwrite:
                raise CourseConflicts(plan)
            carry_out(plan, course, content, after_load)
    return plan


def all_problems(reader: Reader, check: Check) -> Iterator[Problem]:
    """What cannot be read, and what is wrong with the rest."""
    yield from reader.problems
    known = {(problem.file, problem.object, problem.field) for problem in reader.problems}
    known |= {(file, row, "") for file, row, _field in known}  # Whether its values fit together, nobody can tell.
    yield from (p for p in check.problems() if (p.file, p.object, p.field) not in known)
    if not reader.has_gaps:
        yield from (row.problem(path, message) for row, path, message in check.dangling())
        if (Course, reader.course) not in check.files | check.stored:
            message = _("There is no course “%(slug)s” yet, and no file tells about it.") % {"slug": reader.course}
            yield Problem(Course.fixture.file, message=message)


def carry_out(plan: Plan, course: Course | None, content: Content, after_load: Callable[[Course], None]) -> None:
    try:
        course = write(plan, course, content)
    except IntegrityError as error:
        message = _("The database refuses this: %(error)s") % {"error": error}
        raise CourseFileErrors([*taken_over(plan, content)] or [Problem(plan.course, message=message)]) from error
    remember(plan, course, content)
    if not plan.is_empty:
        after_load(course)


def taken_over(plan: Plan, content: Content) -> Iterator[Problem]:
    """Rows that want a value, which each may have once, from a row that gives it up only in the same load."""
    for change in plan.changed:
        for name in unique_fields(content.formats[change.stored.model]):
            new = change.wanted.values[name]
            others = (row for row in plan.stored.values() if row.model is change.stored.model)
            owner = next((row for row in others if row.values[name] == new and row.id != change.stored.id), None)
            if owner:
                message = _("“%(value)s” is that of %(other)s until this load: change the one, load, then the other.")
                yield change.wanted.problem((name,), message % {"value": new, "other": owner.name})
