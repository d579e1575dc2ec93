"""Times, counting and what comes before, in the files of a course."""

from pathlib import Path

import pytest

from casite.loading import dump, load
from lessons.course_files.rows import CourseFileErrors
from lessons.models import Course
from quizzes.models import Quiz
from tests.course_folder import edit, files_in

pytestmark = pytest.mark.django_db

SETTINGS = """\
  time_limit: 30
  delay: 60
  counting: last
  after_lesson: roads
  after_quiz: rivers
"""
OTHER = """\
- slug: rivers
  title: Rivers
  after_quiz: lakes
- slug: lakes
  title: Lakes
"""
STATUS = "  title: Roads\n  status: published\n"


def write(folder: Path, settings: str = SETTINGS, others: str = OTHER) -> None:
    edit(folder, "quizzes.yaml", STATUS, STATUS + settings)
    path = folder / "quizzes.yaml"
    path.write_text(path.read_text() + others)


def test_settings_are_loaded_and_dumped_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    write(folder)

    load(folder)
    quiz = Quiz.objects.get(slug="roads")
    dump(Course.objects.get(slug="tiny"), tmp_path / "dumped" / "tiny")

    assert (quiz.time_limit, quiz.delay, quiz.counting) == (30, 60, "last")
    assert quiz.after_lesson is not None
    assert quiz.after_quiz is not None
    assert (quiz.after_lesson.slug, quiz.after_quiz.slug) == ("roads", "rivers")
    assert quiz.after_quiz.after_quiz == Quiz.objects.get(slug="lakes")
    assert files_in(tmp_path / "dumped" / "tiny") == files_in(folder)


def test_a_quiz_that_comes_before_can_change(folder: Path) -> None:
    write(folder)
    load(folder)
    edit(folder, "quizzes.yaml", "  after_quiz: rivers\n", "  after_quiz: lakes\n")

    load(folder)

    assert Quiz.objects.get(slug="roads").after_quiz == Quiz.objects.get(slug="lakes")


def test_circles_are_refused(folder: Path) -> None:
    write(folder, others=OTHER.replace("after_quiz: lakes", "after_quiz: roads"))

    with pytest.raises(CourseFileErrors) as raised:
        load(folder)

    words = "Nobody could ever begin: quizzes would have to be passed before themselves."
    assert [(problem.object, problem.field, problem.message) for problem in raised.value.problems] == [
        ("quiz roads", "after_quiz", words),
        ("quiz rivers", "after_quiz", words),
    ]


@pytest.mark.parametrize("line", ["time_limit: 0", "delay: -1", "counting: worst", "after_quiz: nowhere"])
def test_nonsense_is_refused_where_it_stands(folder: Path, line: str) -> None:
    write(folder, f"  {line}\n", "")

    with pytest.raises(CourseFileErrors) as raised:
        load(folder)

    assert [problem.field for problem in raised.value.problems] == [line.split(":", maxsplit=1)[0]]
