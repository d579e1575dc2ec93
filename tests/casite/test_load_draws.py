"""Draws and enemies in the files of a course: how they stand there, and what is said where they cannot be."""

from pathlib import Path

import pytest

from casite.loading import dump, load, load_files
from lessons.course_files.rows import CourseFileErrors
from lessons.models import Course
from quizzes.models import Item, Question
from tests.course_folder import FILES, edit, files_in, write_course

pytestmark = pytest.mark.django_db

FIXED = """\
  - key: roads-1
    question: Q1
"""
CRITERIA = """\
  - key: roads-draw
    draw: 1
    area: actor
    bloom: apply
    module: start
    topic: road
    claim: P2f1
    max_marks: 2
"""


def question(key: str, *, claim: str = "P2f1", more: str = "") -> str:
    """A ready question in the style of the tiny course, which tests and is decided by a claim."""
    rest = FILES["questions/actor.yaml"].split("questions:\n")[1].replace("Q1", key).replace("P1f1", claim)
    return rest.replace("  status: ready\n", f"  status: ready\n{more}")


def bank(folder: Path, *questions: str) -> None:
    path = folder / "questions/actor.yaml"
    path.write_text(path.read_text() + "".join(questions))


def draw(folder: Path, fields: str, *, beside: str = "") -> None:
    lines = "".join(f"    {line}\n" for line in fields.split("; "))
    edit(folder, "quizzes.yaml", FIXED, f"{beside}  - key: roads-draw\n{lines}")


def problems(folder: Path) -> list[str]:
    with pytest.raises(CourseFileErrors) as raised:
        load(folder)
    assert not Course.objects.exists()
    return [str(problem) for problem in raised.value.problems]


def test_a_draw_with_all_its_criteria_is_loaded_and_dumped_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    bank(folder, question("Q2", more="  bloom: apply\n"))
    edit(folder, "lessons/01-roads.yaml", "title: Long\n", "title: Long\n    claims: [P2f1]\n")
    edit(folder, "quizzes.yaml", FIXED, FIXED + CRITERIA)

    load(folder)

    item = Item.objects.get(key="roads-draw")
    assert (item.question, item.draw, item.area, item.bloom, item.max_marks) == (None, 1, "actor", "apply", 2)
    assert (item.module.slug, item.topic.slug, item.claim.key, item.position) == ("start", "road", "P2f1", 1)
    dump(Course.objects.get(), tmp_path / "dump")
    assert files_in(tmp_path / "dump") == files_in(folder)
    assert load(folder).is_empty


def test_enemies_are_loaded_dumped_and_taken_back(folder: Path, tmp_path: Path) -> None:
    bank(folder, question("Q2", more="").replace("  stem:", "  enemies: [Q1]\n  stem:"))

    load(folder)

    first, second = Question.objects.order_by("key")
    assert (list(first.enemies.all()), list(second.enemies.all()), list(first.named_by.all())) == (
        [],
        [first],
        [second],
    )
    dump(Course.objects.get(), tmp_path / "dump")
    assert files_in(tmp_path / "dump") == files_in(folder)

    edit(folder, "questions/actor.yaml", "  enemies: [Q1]\n", "")
    load(folder)
    assert list(second.enemies.all()) == []


def test_enemies_make_no_new_version(folder: Path) -> None:
    load(folder)
    before = Question.objects.get().versions.get()

    bank(folder, question("Q2"))
    edit(folder, "questions/actor.yaml", "- key: Q1\n  area: actor\n", "- key: Q1\n  area: actor\n  enemies: [Q2]\n")
    load(folder)

    assert Question.objects.get(key="Q1").enemies.count() == 1
    assert Question.objects.get(key="Q1").versions.get() == before


@pytest.mark.parametrize(
    ("enemy", "message"),
    [("Q1", "A question is no enemy of itself."), ("Q9", "There is no question “Q9”.")],
)
def test_an_enemy_is_another_question_of_the_course(folder: Path, enemy: str, message: str) -> None:
    edit(folder, "questions/actor.yaml", "  stem:", f"  enemies: [{enemy}]\n  stem:")

    assert problems(folder) == [f"questions/actor.yaml, line 8: question Q1: enemies: {message}"]


NEITHER = "An item is a question, or a draw with the number of questions and what they are about."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("question: Q1; draw: 1", f"line 6: item roads-draw: {NEITHER}"),
        ("question: Q1; area: actor", f"line 6: item roads-draw: {NEITHER}"),
        ("area: actor", f"line 6: item roads-draw: {NEITHER}"),
        ("max_marks: 2", f"line 6: item roads-draw: {NEITHER}"),
        ("draw: 0", "line 7: item roads-draw: draw: Ensure this value is greater than or equal to 1."),
        ("draw: many", "line 7: item roads-draw: draw: “many” is no whole number."),
        ("draw: 1; area: weather", "line 8: item roads-draw: area: Value 'weather' is not a valid choice."),
        ("draw: 1; module: gone", "line 8: item roads-draw: module: There is no module “gone”."),
        ("draw: 1; topic: gone", "line 8: item roads-draw: topic: There is no topic “gone”."),
        ("draw: 1; claim: gone", "line 8: item roads-draw: claim: There is no claim “gone”."),
    ],
)
def test_what_is_no_draw_is_named(folder: Path, fields: str, said: str) -> None:
    edit(folder, "quizzes.yaml", "  status: published\n", "")
    draw(folder, fields)

    assert problems(folder) == [f"quizzes.yaml, {said}"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("draw: 4", "Only 2 of 4 can stand in one paper; in the bank 3 fit."),
        ("draw: 2; claim: P1f1", "Only 1 of 2 can stand in one paper; in the bank 1 fit."),
        (
            "draw: 1; module: start; topic: author; claim: P1f1",
            "Only 0 of 1 can stand in one paper; in the bank 0 fit.",
        ),
        ("draw: 3", "Only 2 of 3 can stand in one paper; in the bank 3 fit."),
    ],
)
def test_a_draw_that_finds_too_little_is_named_with_what_there_is(folder: Path, fields: str, message: str) -> None:
    bank(folder, question("Q2"), question("Q3"))

    draw(folder, fields)

    assert problems(folder) == [f"quizzes.yaml, line 8: item roads-draw: draw: {message}"]


def test_drafts_checks_and_reserved_questions_fill_no_draw(folder: Path) -> None:
    check = question("C1", claim="P1f1", more="  section: L01s1\n").replace("  status", "  use: check\n  status")
    bank(
        folder,
        question("Q2").replace("  status: ready\n", ""),
        question("Q3", more="").replace("  status", "  use: reserved\n  status"),
        check,
    )
    draw(folder, "draw: 2")

    assert problems(folder) == [
        "quizzes.yaml, line 8: item roads-draw: draw: Only 1 of 2 can stand in one paper; in the bank 1 fit."
    ]


def test_a_fixed_item_takes_its_question_and_bars_its_enemies(folder: Path) -> None:
    bank(folder, question("Q2").replace("  stem:", "  enemies: [Q1]\n  stem:"), question("Q3"))
    draw(folder, "draw: 2", beside=FIXED)

    assert problems(folder) == [
        "quizzes.yaml, line 10: item roads-draw: draw: Only 1 of 2 can stand in one paper; in the bank 1 fit."
    ]


def test_a_quiz_asks_no_question_twice(folder: Path) -> None:
    edit(folder, "quizzes.yaml", FIXED, FIXED + FIXED.replace("roads-1", "roads-2"))

    assert problems(folder) == ["quizzes.yaml, line 10: item roads-2: question: The quiz asks this question twice."]


def test_a_draft_may_draw_more_than_there_is(folder: Path) -> None:
    edit(folder, "quizzes.yaml", "  status: published\n", "")
    draw(folder, "draw: 9")

    load(folder)

    assert Item.objects.get().draw == 9


def test_a_question_that_is_withdrawn_later_stands_in_no_ones_way(folder: Path, tmp_path: Path) -> None:
    bank(folder, question("Q2"))
    draw(folder, "draw: 1")
    load(folder)
    only_questions = write_course(tmp_path / "later", {"actor.yaml": (folder / "questions/actor.yaml").read_text()})
    (only_questions / "actor.yaml").write_text(
        (only_questions / "actor.yaml").read_text().replace("status: ready", "status: withdrawn")
    )

    load_files([only_questions / "actor.yaml"])

    assert not Question.objects.ready().exists()
