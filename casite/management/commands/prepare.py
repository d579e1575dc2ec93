"""What `make run` does before it serves: database, course, demo class, and a word on how to log in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casite.demo import ADMINISTRATOR, INSTRUCTOR, PASSWORD, STUDENT, RealStudents, make_demo
from casite.environment import BASE_DIR
from casite.loading import load
from lessons.models import Course

COURSE = "pakistan-looks-north"


class Command(BaseCommand):
    help = "Prepare a development machine: migrate, load the course if absent, make the demo class."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="only for the address that is printed")
        parser.add_argument("--folder", type=Path, default=BASE_DIR / "fixtures" / COURSE, help="the course's folder")

    def handle(self, *, port: int, folder: Path, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(_("This is for development machines: it needs DEBUG=on."))
        call_command("migrate", verbosity=0)
        course = Course.objects.filter(slug=folder.name).first()
        if course is None:
            self.stdout.write(_("Loading the course from %(folder)s ...") % {"folder": folder})
            load(folder)
            course = Course.objects.get(slug=folder.name)
        try:
            make_demo(course)
            accounts = _("Log in as %(names)s with the password %(password)s.")
        except RealStudents:
            accounts = _("Real students are enrolled here: no demo class is made beside them.")
        self.greet(f"http://127.0.0.1:{port}/", accounts)

    def greet(self, address: str, accounts: str) -> None:
        names = ", ".join((ADMINISTRATOR, INSTRUCTOR, STUDENT))
        lines = [
            _("casite is at %(address)s (stop it with Ctrl-C).") % {"address": address},
            accounts % {"names": names, "password": PASSWORD},
            _("The desk of instructors is at %(address)sadmin/.") % {"address": address},
        ]
        self.stdout.write("\n".join(lines))
