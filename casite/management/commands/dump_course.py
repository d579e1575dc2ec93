"""Write the files of a course."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casite.loading import differing, dump
from lessons.models import Course


class Command(BaseCommand):
    help = "Write a course into a folder, byte for byte what an earlier dump wrote as long as nothing changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the course, such as pakistan-looks-north")
        parser.add_argument("folder", type=Path)
        parser.add_argument("--check", action="store_true", help="write nothing; list the files that differ and exit 1")

    def handle(self, *, slug: str, folder: Path, check: bool, **options: Any) -> None:
        course = Course.objects.filter(slug=slug).first()
        if course is None:
            raise CommandError(_("There is no course “%(slug)s”.") % {"slug": slug})
        paths = differing(course, folder) if check else dump(course, folder)
        for path in paths:
            self.stdout.write(path)
        if check and paths:
            raise CommandError(_("Files that differ from the course: %(number)s") % {"number": len(paths)})
