"""Django's loaddata, which also takes the files of a course: in any order, or as a folder."""

from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from casite.loading import load_files
from lessons.course_files.reading import course_files, course_of
from lessons.course_files.rows import CourseFileErrors


class Command(loaddata.Command):
    help = f"{loaddata.Command.help} Takes the folder of a course, or files of one in any order, as well."

    def loaddata(self, fixture_labels: Sequence[str]) -> None:
        """Load the files of courses whole, for they refer to each other, and leave the rest to Django."""
        try:
            paths = {label: course_paths(Path(label)) for label in fixture_labels}
            self.load_courses([path for found in paths.values() for path in found])
        except CourseFileErrors as error:
            raise CommandError(_("%(errors)s\nNothing was loaded.") % {"errors": error}) from error
        others = [label for label in fixture_labels if not paths[label]]
        if others:
            super().loaddata(others)

    def load_courses(self, paths: Sequence[Path]) -> None:
        narrowed = self.ignore or self.app_label or self.excluded_models or self.excluded_apps
        if paths and (narrowed or self.using != DEFAULT_DB_ALIAS):
            raise CommandError(_("The files of a course are loaded whole: these options are for Django’s own files."))
        rows = sum(len(plan.files) for plan in load_files(paths))
        if paths and self.verbosity >= 1:
            self.stdout.write(f"Installed {rows} object(s) from {len(paths)} file(s)")


def course_paths(path: Path) -> list[Path]:
    """The files of a course that a label means; none where it is a fixture of Django's own."""
    if path.is_dir():
        return course_files(path)
    return [path] if path.is_file() and course_of(path) else []
