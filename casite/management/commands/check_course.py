"""Judge the content of a course: what must be mended, and what somebody should look at."""

from argparse import ArgumentParser
from collections.abc import Set
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casite.linting import RULES, of_database, of_files
from lessons.course_files.rows import CourseFileErrors
from lessons.linting.reporting import report
from lessons.linting.rules import findings
from lessons.linting.wording import read_documents, write_hashes
from lessons.models import Course
from quizzes.linting.coverage import coverage
from quizzes.linting.material import QuizMaterial
from quizzes.linting.matrix import matrix


class Command(BaseCommand):
    help = "Judge the content of a course; exits 1 where there are errors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="a course's folder, or the slug of one in the database")
        parser.add_argument(
            "--sources", type=Path, metavar="DIR", help="also compare its wording with the .txt and .md files in here"
        )
        parser.add_argument(
            "--write-hashes",
            action="store_true",
            help="leave the hashes of the sources in the course's folder, for wherever they are not at hand",
        )
        parser.add_argument(
            "--strict", action="store_true", help="exit 1 where there are warnings without a waiver too"
        )
        parser.add_argument(
            "--coverage", action="store_true", help="print which sections and questions rest on each paragraph"
        )

    def handle(self, *, course: str, sources: Path | None, **options: Any) -> None:
        wording = self.wording(Path(course), sources, write=options["write_hashes"])
        try:
            material = self.material(course, wording)
        except CourseFileErrors as error:
            message = _("%(errors)s\nThe files cannot be loaded like this, so that nothing else was judged.")
            raise CommandError(message % {"errors": error}) from error
        if options["coverage"]:
            self.stdout.write(matrix(coverage(material)))
        found = findings(material, RULES)
        self.stdout.write(report(found))
        errors = [finding for finding in found if finding.is_error]
        open_ = [finding for finding in found if not finding.waiver]
        if errors or (options["strict"] and open_):
            number = len(errors) or len(open_)
            raise CommandError(ngettext("%(n)d finding to mend.", "%(n)d findings to mend.", number) % {"n": number})

    def wording(self, folder: Path, sources: Path | None, *, write: bool) -> Set[str]:
        if sources is None:
            if write:
                raise CommandError(_("--write-hashes needs --sources."))
            return frozenset()
        hashes = read_documents(sources) if sources.is_dir() else set()
        if not hashes:
            raise CommandError(_("No texts were found in %(folder)s.") % {"folder": sources})
        if write and not folder.is_dir():
            raise CommandError(_("There is no folder %(name)s to leave the hashes in.") % {"name": folder})
        if write:
            write_hashes(folder, hashes)
        return hashes

    def material(self, course: str, wording: Set[str]) -> QuizMaterial:
        if Path(course).is_dir():
            return of_files(Path(course), wording)
        row = Course.objects.filter(slug=course).first()
        if row is None:
            message = _("There is no folder and no course “%(name)s”.")
            raise CommandError(message % {"name": course})
        return of_database(row, wording)
