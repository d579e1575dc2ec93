"""Django's `loaddata` takes the files of a course too, in any order, and everything that it took before."""

import random
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from casite.loading import load
from lessons.models import Claim, Course, CourseRevision, Section
from quizzes.models import QuestionVersion
from tests.conftest import REAL_COURSE
from tests.course_folder import edit, whole_database, write_course
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def run(*labels: object, **options: object) -> str:
    out = StringIO()
    call_command("loaddata", *map(str, labels), stdout=out, **options)
    return out.getvalue()


def content(slug: str = "tiny") -> dict[str, object]:
    """What a course holds, whatever numbers its rows have."""
    course = Course.objects.get(slug=slug)
    claims = Claim.objects.filter(course=course).order_by("key")
    return {
        "title": course.title,
        "claims": [(c.key, c.statement, c.paragraph.label, sorted(t.slug for t in c.topics.all())) for c in claims],
        "sections": list(Section.objects.filter(course=course).values_list("key", "lesson__slug", "text")),
    }


def test_files_may_come_in_any_order(folder: Path, tmp_path: Path) -> None:
    paths = sorted(folder.rglob("*.yaml"))
    run(*paths)
    expected = content()

    for seed in range(3):
        Course.objects.all().delete()
        run(*random.Random(seed).sample(paths, len(paths)))
        assert content() == expected


def test_a_folder_may_stand_for_its_files(folder: Path) -> None:
    assert run(folder) == "Installed 16 object(s) from 7 file(s)\n"
    assert content()["title"] == "Tiny"


def test_several_courses_may_be_loaded_at_once(folder: Path, tmp_path: Path) -> None:
    files = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.yaml")}
    other = write_course(tmp_path / "other", {n: t.replace("course: tiny", "course: other") for n, t in files.items()})

    run(folder, other)

    assert content("tiny") == content("other")


def test_what_follows_from_the_content_is_written_once(folder: Path) -> None:
    run(folder)

    assert CourseRevision.objects.get().number == 1
    assert QuestionVersion.objects.count() == 1
    assert [p.label for p in Section.objects.get(key="L01s1").paragraphs.all()] == ["P1"]


def test_it_overwrites_as_django_does_and_later_loads_know_that(folder: Path) -> None:
    run(folder)
    Claim.objects.filter(key="P1f1").update(statement="Changed in the admin.")

    run(folder)

    assert Claim.objects.get(key="P1f1").statement == "The road is open."
    assert load(folder).is_empty


def test_some_files_of_a_course_are_enough_where_the_rest_is_there(folder: Path) -> None:
    run(folder)
    edit(folder, "claims.yaml", "The road is open.", "The road is wide open.")

    assert run(folder / "claims.yaml") == "Installed 2 object(s) from 1 file(s)\n"
    assert Claim.objects.get(key="P1f1").statement == "The road is wide open."


def test_a_wrong_file_changes_nothing(folder: Path) -> None:
    edit(folder, "quizzes.yaml", "question: Q1", "question: Q2")
    users = folder / "users.json"
    users.write_text('[{"model": "auth.user", "fields": {"username": "zara"}}]')
    before = whole_database()

    with pytest.raises(CommandError, match="There is no question “Q2”"):
        run(users, folder)

    assert whole_database() == before


def test_fixtures_of_django_load_as_ever_also_beside_a_course(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "users.yaml"
    path.write_text("- model: auth.user\n  fields: {username: zara, password: x}\n")

    run(path, folder, verbosity=0)

    assert (User.objects.get().username, content()["title"]) == ("zara", "Tiny")


def test_a_dump_of_everything_by_django_loads_again(tmp_path: Path) -> None:
    load(REAL_COURSE)
    make_user("zara")
    before = whole_database()
    path = tmp_path / "all.yaml"
    call_command("dumpdata", "auth.user", "lessons", "quizzes", format="yaml", output=str(path), verbosity=0)
    Course.objects.all().delete()
    User.objects.all().delete()

    run(path, verbosity=0)

    assert {label: by_number(rows) for label, rows in whole_database().items()} == {
        label: by_number(rows) for label, rows in before.items()
    }


def by_number(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows of a table that is only a relation get new numbers."""
    is_relation = all(set(row) >= {"id"} and len(row) == 3 for row in rows)
    plain = [{k: v for k, v in row.items() if k != "id"} for row in rows] if is_relation else rows
    return sorted(plain, key=repr)


def test_options_for_django_are_not_ignored_in_silence(folder: Path) -> None:
    with pytest.raises(CommandError, match="loaded whole"):
        run(folder, exclude=["lessons.claim"])

    assert Course.objects.count() == 0
