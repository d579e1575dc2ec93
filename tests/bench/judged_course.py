"""Loads the course of the repository into an empty database and lets the linter judge it, from there and from files."""

import json
import time
from collections.abc import Callable

from django.core.management import call_command

from casite.linting import RULES, of_database, of_files
from casite.loading import load
from lessons.linting.rules import findings
from lessons.models import Course
from quizzes.linting.material import QuizMaterial
from tests.conftest import REAL_COURSE


def main() -> None:
    call_command("migrate", verbosity=0)
    load(REAL_COURSE)
    course = Course.objects.get(slug=REAL_COURSE.name)
    kinds = {"from its files": lambda: of_files(REAL_COURSE), "from the database": lambda: of_database(course)}
    seconds = {name: min(spent(read) for _ in range(3)) for name, read in kinds.items()}
    print(json.dumps({"seconds": seconds, "rows": len(of_database(course).rows), "rules": len(RULES)}))


def spent(read: Callable[[], QuizMaterial]) -> float:
    """Seconds of CPU, reading included; the clock of a busy machine does not matter."""
    before = time.process_time()
    findings(read(), RULES)
    return time.process_time() - before
