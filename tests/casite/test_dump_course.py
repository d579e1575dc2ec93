"""`dump_course` writes the files of a course, byte for byte what an earlier dump wrote."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casite.loading import dump, load
from lessons.linting import wording
from lessons.models import Claim, Course, Section, Topic
from quizzes.models import Question
from tests.conftest import REAL_COURSE
from tests.course_folder import FILES, edit, files_in
from tests.factories import choice, make_claim, make_course, make_misconception, make_question, make_topic

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("dump_course", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_course_of_the_repository_is_a_dump_of_itself(real_course: Course, tmp_path: Path) -> None:
    run(real_course.slug, tmp_path)

    committed = files_in(REAL_COURSE)
    committed.pop(wording.FILE)  # Made from the documents, not from the course.
    assert files_in(tmp_path) == committed


def test_what_was_loaded_is_dumped_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    load(folder)

    assert run("tiny", tmp_path / "dump").split() == sorted(FILES)
    assert files_in(tmp_path / "dump") == {name: text.encode() for name, text in FILES.items()}


def test_rows_made_in_the_admin_survive_a_dump_and_a_load(tmp_path: Path) -> None:
    course = make_course("tiny")
    make_misconception(course, "plans")
    question = make_question(course, "Q1", payload=choice(claim=make_claim(course, "P1f1").key), claims=[])
    question.payload["options"][1] |= {"right": False, "misconception": "plans"}
    question.save()
    place = {"label": "Kabul", "accuracy_km": 5, "lon": 69, "lat": 34.5, "kind": "point", "note": ""}
    make_topic(course, "kabul", kind="place", place=place, retired=True)
    dump(course, tmp_path / "first")
    Course.objects.all().delete()

    load(tmp_path / "first")
    dump(Course.objects.get(), tmp_path / "second")

    assert files_in(tmp_path / "second") == files_in(tmp_path / "first")
    assert (tmp_path / "first" / "topics.yaml").read_text() == (
        "course: tiny\n"
        "topics:\n"
        "- slug: kabul\n"
        "  kind: place\n"
        "  name: Kabul\n"
        "  place:\n"
        "    kind: point\n"
        "    lat: 34.5\n"
        "    lon: 69.0\n"
        "    label: Kabul\n"
        "    accuracy_km: 5\n"
        "  retired: true\n"
    )


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(str.strip))
def test_every_text_survives_a_dump_and_a_load(tmp_path: Path, text: str) -> None:
    course, _made = Course.objects.get_or_create(slug="tiny", title="Tiny")
    Topic.objects.update_or_create(course=course, slug="road", kind="term", name="Road", defaults={"note": text})
    dump(course, tmp_path)

    assert load(tmp_path).is_empty
    Topic.objects.update(note="")
    load(tmp_path, overwrite=True)
    assert Topic.objects.get().note == text


def test_the_file_of_a_row_follows_from_the_row(folder: Path) -> None:
    load(folder)
    Question.objects.update(area="project")

    assert run("tiny", folder).split() == ["questions/actor.yaml", "questions/project.yaml"]
    assert sorted(path.name for path in (folder / "questions").iterdir()) == ["project.yaml"]


def test_a_dump_touches_only_files_that_it_may_have_written(folder: Path) -> None:
    load(folder)
    others = {
        "notes.yaml": "course: tiny\n",
        "README.md": "Ours.",
        "lessons/old.txt": "course: tiny\n",
        "lessons/02-of-another.yaml": "course: other\nlesson:\n  key: L02\n",
        "questions/deep/actor.yaml": "course: tiny\n",
    }
    for name, text in others.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (folder / "lessons" / "09-gone.yaml").write_text("course: tiny\nlesson:\n  key: L09\n")
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*.yaml")}

    assert run("tiny", folder).split() == ["lessons/09-gone.yaml"]
    assert files_in(folder) == {name: text.encode() for name, text in (FILES | others).items()}
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.yaml")}.items() <= times.items()


def test_a_check_lists_the_files_that_differ_and_writes_nothing(folder: Path) -> None:
    load(folder)
    Claim.objects.filter(key="P1f1").update(statement="Something else.")
    (folder / "quizzes.yaml").unlink()
    (folder / "lessons" / "09-gone.yaml").write_text("course: tiny\n")
    before = files_in(folder)
    out = StringIO()

    with pytest.raises(CommandError, match="Files that differ from the course: 3"):
        call_command("dump_course", "tiny", str(folder), "--check", stdout=out)

    assert out.getvalue().split() == ["claims.yaml", "lessons/09-gone.yaml", "quizzes.yaml"]
    assert files_in(folder) == before


def test_a_check_of_equal_files_is_silent(folder: Path) -> None:
    load(folder)

    assert run("tiny", folder, "--check").strip() == ""


def test_rows_are_dumped_in_their_order_and_keys_by_their_numbers(folder: Path) -> None:
    load(folder)
    course = Course.objects.get()
    make_claim(course, "P1f10")
    make_claim(course, "P1f9")
    Section.objects.filter(key="L01s1").update(position=5)

    dump(course, folder)

    keys = [line for line in (folder / "claims.yaml").read_text().splitlines() if line.startswith("- key")]
    assert keys == ["- key: P1f1", "- key: P1f9", "- key: P1f10", "- key: P2f1"]
    lesson = (folder / "lessons" / "01-roads.yaml").read_text()
    assert lesson.index("L01s2") < lesson.index("L01s1")
    assert load(folder).is_empty


def test_a_change_in_the_files_is_dumped_as_it_was_written(folder: Path) -> None:
    load(folder)
    edit(folder, "topics.yaml", "name: Road", "name: A road\n  importance: major")
    load(folder)

    assert run("tiny", folder, "--check").strip() == ""


def test_there_must_be_such_a_course(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no course “nowhere”"):
        run("nowhere", tmp_path)
