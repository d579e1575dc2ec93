"""Make the demo class of a course."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casite.demo import RealStudents, make_demo
from lessons.models import Course


class Command(BaseCommand):
    help = "Make a class of simulated students, with accounts to try the site; only with DEBUG on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="the slug of a course")

    def handle(self, *, course: str, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(_("The demo class has known passwords: it is made only with DEBUG=on."))
        try:
            cohort = make_demo(Course.objects.get(slug=course))
        except Course.DoesNotExist as error:
            raise CommandError(_("There is no course “%(slug)s”.") % {"slug": course}) from error
        except RealStudents as error:
            raise CommandError(_("Real students are enrolled here: no demo class is made beside them.")) from error
        count = cohort.enrolments.count()
        self.stdout.write(_("%(name)s: %(count)d students.") % {"name": cohort.name, "count": count})
