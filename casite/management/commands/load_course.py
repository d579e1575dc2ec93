"""Load the files of a course: checks everything first, and says what changes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casite.loading import load
from lessons.course_files.loading import CourseConflicts
from lessons.course_files.reporting import report
from lessons.course_files.rows import CourseFileErrors


class Command(BaseCommand):
    help = "Load the folder of a course, all or nothing, and report what changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a course's folder, such as fixtures/pakistan-looks-north")
        parser.add_argument("--dry-run", action="store_true", help="only report; exits 1 where a load would be refused")
        parser.add_argument(
            "--prune",
            action="store_true",
            help="delete the rows that the files do not have; those that students' rows need are retired",
        )
        parser.add_argument("--overwrite", action="store_true", help="overwrite what was changed in the admin")

    def handle(self, *, folder: Path, dry_run: bool, prune: bool, overwrite: bool, **options: Any) -> None:
        try:
            plan = load(folder, dry_run=dry_run, prune=prune, overwrite=overwrite)
        except CourseFileErrors as error:
            raise CommandError(_("%(errors)s\nNothing was loaded.") % {"errors": error}) from error
        except CourseConflicts as error:
            self.stdout.write(report(error.plan))
            raise CommandError(_("Nothing was loaded. To overwrite what is in the admin, say --overwrite.")) from error
        self.stdout.write(report(plan))
        if dry_run and plan.conflicts and not overwrite:
            raise CommandError(_("This was a dry run. A load needs --overwrite."))
        if dry_run:
            self.stdout.write(_("This was a dry run; nothing was loaded."))
