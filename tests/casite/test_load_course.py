"""`load_course`: what it changes, what it says, and what it leaves alone."""

import re
import shutil
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from casite.loading import load
from lessons.models import Claim, Cohort, Course, CourseRevision, LoadedRow, Section, Topic
from quizzes.attempts import start
from quizzes.interventions import intervene
from quizzes.marking import append_mark, submit
from quizzes.models import Attempt, Item, Mark, Question, QuestionVersion, Quiz, RecallSettings, Try
from tests.conftest import REAL_COURSE
from tests.course_folder import edit, sizes, whole_database
from tests.factories import (
    from_now,
    make_cohort,
    make_editor,
    make_enrolment,
    make_instructor,
    make_objection,
    make_opening,
    make_override,
    make_recall,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADDED = """\
added (17):
  1 course: tiny
  1 module: start
  1 document: paper
  2 paragraphs: P1, P2
  2 claims: P1f1, P2f1
  2 topics: author, road
  1 lesson: roads
  1 objective: L01o1
  2 sections: L01s1, L01s2
  1 question: Q1
  1 quiz: roads
  1 item: roads-1
"""


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("load_course", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> tuple[str, str]:
    """What a command that exits with 1 wrote, and its last word."""
    out = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("load_course", *map(str, arguments), stdout=out)
    assert raised.value.returncode == 1
    return out.getvalue(), str(raised.value)


def test_a_folder_becomes_a_course(folder: Path) -> None:
    assert run(folder) == ADDED.replace("added (17)", "added (16)")

    claim = Claim.objects.get(key="P2f1")
    assert (claim.course.slug, claim.paragraph.label, claim.kind, claim.area) == ("tiny", "P2", "fact", "project")
    assert sorted(claim.topics.values_list("slug", flat=True)) == ["author", "road"]
    assert list(Section.objects.values_list("key", "lesson__slug", "position")) == [
        ("L01s1", "roads", 0),
        ("L01s2", "roads", 1),
    ]
    assert Item.objects.get().question == Question.objects.get(key="Q1")
    assert Topic.objects.get(slug="road").aliases == ["the long road"]


def test_what_follows_from_the_content_is_written_too(folder: Path) -> None:
    load(folder)

    assert list(Section.objects.get(key="L01s1").paragraphs.values_list("label", flat=True)) == ["P1"]
    assert QuestionVersion.objects.get().snapshot["claims"] == ["P1f1"]
    assert CourseRevision.objects.get().number == 1


def test_a_second_load_finds_nothing_to_change_and_writes_nothing(folder: Path) -> None:
    load(folder)
    before = whole_database()

    with data_statements() as statements:
        assert run(folder) == "tiny: nothing to change\n"

    assert [statement for statement in statements if not statement.startswith("SELECT")] == []
    assert whole_database() == before


def test_a_dry_run_reports_and_writes_nothing(folder: Path) -> None:
    before = whole_database()

    assert run(folder, "--dry-run").splitlines()[-1] == "This was a dry run; nothing was loaded."
    assert whole_database() == before


def test_a_changed_row_stays_the_same_row_and_each_field_is_told(folder: Path) -> None:
    load(folder)
    numbers = set(Claim.objects.values_list("pk", flat=True))
    edit(folder, "claims.yaml", "The road is long.", "The road is very long.")
    edit(folder, "claims.yaml", "[author, road]", "[road]")

    assert run(folder) == (
        "changed (1):\n"
        "  claim P2f1\n"
        "    statement: The road is long. -> The road is very long.\n"
        "    topics: author, road -> road\n"
    )

    assert set(Claim.objects.values_list("pk", flat=True)) == numbers
    claim = Claim.objects.get(key="P2f1")
    assert (claim.statement, [topic.slug for topic in claim.topics.all()]) == ("The road is very long.", ["road"])
    assert CourseRevision.objects.get().number == 2


def test_a_field_that_leaves_the_files_gets_its_default(folder: Path) -> None:
    place = "  place:\n    kind: point\n    lat: 34.5\n    lon: 69.1\n    label: Kabul\n    accuracy_km: 5\n"
    edit(folder, "topics.yaml", "  paragraphs: [P1, P2]\n", place)
    load(folder)
    edit(folder, "topics.yaml", place, "")

    run(folder)

    assert Topic.objects.filter(slug="road", place__isnull=True).exists()


def test_of_a_long_text_the_report_shows_where_it_changes(folder: Path) -> None:
    edit(folder, "claims.yaml", "The road is long.", "The road is " + "very " * 40 + "long.")
    load(folder)
    edit(folder, "claims.yaml", "very long.", "very short.")

    (change,) = [line for line in run(folder).splitlines() if "statement" in line]

    assert change == "    statement: …very very very very long. -> …very very very very short."


def test_the_order_of_references_is_not_a_change(folder: Path) -> None:
    load(folder)
    edit(folder, "claims.yaml", "[author, road]", "[road, author]")

    assert run(folder) == "tiny: nothing to change\n"


def test_the_order_of_rows_is_their_position(folder: Path) -> None:
    load(folder)
    edit(folder, "lessons/01-roads.yaml", "  - key: L01s2\n    title: Long\n    text: It is long.[P2f1]\n", "")
    edit(
        folder,
        "lessons/01-roads.yaml",
        "  sections:\n",
        "  sections:\n  - key: L01s2\n    title: Long\n    text: It is long.[P2f1]\n",
    )

    run(folder)

    assert list(Section.objects.values_list("key", flat=True)) == ["L01s2", "L01s1"]


def test_positions_with_gaps_are_no_change_where_the_order_is_the_same(folder: Path) -> None:
    load(folder)
    Section.objects.filter(key="L01s2").update(position=7)
    end = "text: It is long.[P2f1]\n"
    edit(folder, "lessons/01-roads.yaml", end, f"{end}  - key: L01s3\n    title: Last\n")

    assert run(folder) == "added (1):\n  1 section: L01s3\n"
    assert list(Section.objects.values_list("key", "position")) == [("L01s1", 0), ("L01s2", 7), ("L01s3", 8)]


def test_a_row_may_move_to_another_parent(folder: Path) -> None:
    lesson = (folder / "lessons" / "01-roads.yaml").read_text()
    load(folder)
    section = lesson[lesson.index("  - key: L01s1") : lesson.index("  - key: L01s2")]
    edit(folder, "lessons/01-roads.yaml", section, "")
    head = lesson.split("  objectives")[0].replace("L01", "L02").replace("1", "2").replace("roads", "gates")
    (folder / "lessons" / "02-gates.yaml").write_text(f"{head}  sections:\n{section}")

    run(folder)

    assert list(Section.objects.values_list("key", "lesson__slug").order_by("key")) == [
        ("L01s1", "gates"),
        ("L01s2", "roads"),
    ]


def test_rows_that_the_files_do_not_have_stay_and_are_told(folder: Path) -> None:
    load(folder)
    edit(folder, "quizzes.yaml", "  items:\n  - key: roads-1\n    question: Q1\n", "")

    assert run(folder) == (
        "tiny: nothing to change\nnot in the files; they stay unless you say --prune (1):\n  1 item: roads-1\n"
    )
    assert Item.objects.count() == 1


def test_a_renamed_row_is_a_new_one_beside_the_old(folder: Path) -> None:
    load(folder)
    edit(folder, "topics.yaml", "- slug: road", "- slug: way")
    edit(folder, "claims.yaml", "[author, road]", "[author, way]")
    edit(folder, "lessons/01-roads.yaml", "[[road|", "[[way|")

    assert run(folder) == (
        "added (1):\n  1 topic: way\n"
        "changed (2):\n"
        "  claim P2f1\n    topics: author, road -> author, way\n"
        "  section L01s1\n"
        "    text: The road is open.[P1f1] It is [[road|a road]]. -> The road is open.[P1f1] It is [[way|a road]].\n"
        "not in the files; they stay unless you say --prune (1):\n  1 topic: road\n"
    )


def test_a_lesson_or_document_may_change_its_slug_for_it_has_another_key_too(folder: Path) -> None:
    load(folder)
    lesson = (folder / "lessons" / "01-roads.yaml").rename(folder / "lessons" / "01-ways.yaml")
    lesson.write_text(lesson.read_text().replace("slug: roads", "slug: ways"))
    edit(folder, "documents.yaml", "slug: paper", "slug: the-paper")
    numbers = set(Section.objects.values_list("pk", "lesson"))

    assert run(folder) == (
        "changed (2):\n  document the-paper\n    slug: paper -> the-paper\n  lesson ways\n    slug: roads -> ways\n"
    )
    assert set(Section.objects.values_list("pk", "lesson")) == numbers
    assert run(folder) == "tiny: nothing to change\n"

    edit(folder, "lessons/01-ways.yaml", "title: Open", "title: Wide open")
    assert "title: Open -> Wide open" in run(folder, "--prune")


def test_a_reference_may_lead_to_a_row_that_only_the_database_has(folder: Path) -> None:
    load(folder)
    (folder / "documents.yaml").unlink()
    edit(folder, "claims.yaml", "also_in: [P1]", "also_in: [P1, P2]")

    assert "also_in: P1 -> P1, P2" in run(folder)


def test_wrong_files_are_all_named_and_nothing_is_loaded(folder: Path) -> None:
    edit(folder, "claims.yaml", "paragraph: P2", "paragraph: P3")
    edit(folder, "topics.yaml", "kind: project", "kind: road")
    before = whole_database()

    assert refused(folder) == (
        "",
        "claims.yaml, line 9: claim P2f1: paragraph: There is no paragraph “P3”.\n"
        "topics.yaml, line 7: topic road: kind: Value 'road' is not a valid choice.\n"
        "Nothing was loaded.",
    )
    assert whole_database() == before


def test_a_row_changed_in_the_admin_and_in_the_files_is_a_conflict(folder: Path) -> None:
    load(folder)
    Claim.objects.filter(key="P2f1").update(statement="The road is endless.")
    edit(folder, "claims.yaml", "The road is long.", "The road is short.")
    edit(folder, "topics.yaml", "name: Road", "name: A road")
    before = whole_database()

    out, error = refused(folder)

    assert out.endswith(
        "conflicts: somebody did this in the admin since the last load (1):\n"
        "  claim P2f1 was changed or made; the files would change it again (admin -> files)\n"
        "    statement: The road is endless. -> The road is short.\n"
    )
    assert error == "Nothing was loaded. To overwrite what is in the admin, say --overwrite."
    assert whole_database() == before
    assert refused(folder, "--dry-run")[1] == "This was a dry run. A load needs --overwrite."

    run(folder, "--overwrite")
    assert Claim.objects.get(key="P2f1").statement == "The road is short."
    assert run(folder) == "tiny: nothing to change\n"


def test_a_row_changed_in_the_admin_that_the_files_leave_as_it_was_is_a_conflict(folder: Path) -> None:
    load(folder)
    Claim.objects.get(key="P2f1").topics.clear()

    assert "topics: (empty) -> author, road" in refused(folder)[0]


def test_what_was_changed_in_the_admin_and_dumped_into_the_files_is_no_conflict(folder: Path) -> None:
    load(folder)
    Claim.objects.filter(key="P2f1").update(statement="The road is short.")
    edit(folder, "claims.yaml", "The road is long.", "The road is short.")
    assert run(folder) == "tiny: nothing to change\n"

    edit(folder, "claims.yaml", "The road is short.", "The road is wide.")
    assert "The road is short. -> The road is wide." in run(folder)


def test_a_row_made_in_the_admin_that_the_files_would_change_is_a_conflict(folder: Path) -> None:
    load(folder)
    Topic.objects.create(course=Course.objects.get(), slug="gate", name="Gate", kind="place")
    edit(folder, "topics.yaml", "- slug: road\n", "- slug: gate\n  kind: place\n  name: A gate\n- slug: road\n")

    assert "topic gate was changed or made" in refused(folder)[0]


def test_a_row_deleted_in_the_admin_is_not_added_again_without_a_word(folder: Path) -> None:
    load(folder)
    Item.objects.all().delete()

    assert "item roads-1 was deleted; the files would add it again" in refused(folder)[0]
    assert Item.objects.count() == 0

    run(folder, "--overwrite")
    assert Item.objects.count() == 1


def test_attempts_that_a_change_touches_are_counted(folder: Path) -> None:
    load(folder)
    course, quiz = Course.objects.get(), Quiz.objects.get()
    submit(attempt=start(enrolment=make_enrolment(course), quiz=quiz))
    start(enrolment=make_enrolment(course), quiz=quiz)
    dealt = whole_database()["quizzes.Response"]
    edit(folder, "questions/actor.yaml", "Is the road open?", "Is the road really open?")
    edit(folder, "quizzes.yaml", "  title: Roads", "  title: Roads again")

    assert run(folder).endswith(
        "attempts touched (2):\n"
        "  question Q1: attempts open: 1, closed: 1; they keep the version of theirs\n"
        "  quiz roads: attempts open: 1, closed: 1; they keep the items and rules of theirs\n"
    )
    assert whole_database()["quizzes.Response"] == dealt
    assert list(QuestionVersion.objects.values_list("snapshot__stem", flat=True)) == [
        "Is the road open?",
        "Is the road really open?",
    ]


def test_a_change_of_an_item_touches_the_attempts_at_its_quiz(folder: Path) -> None:
    load(folder)
    start(enrolment=make_enrolment(Course.objects.get()), quiz=Quiz.objects.get())
    edit(folder, "quizzes.yaml", "question: Q1\n", "question: Q1\n    max_marks: 3\n")

    assert run(folder).splitlines()[-1] == (
        "  quiz roads: attempts open: 1, closed: 0; they keep the items and rules of theirs"
    )


def test_the_real_course_loads_with_few_statements(db: None) -> None:
    with data_statements() as statements:
        load(REAL_COURSE)
    assert len(statements) < 260
    assert sizes()["lessons.Claim"] > 200

    with data_statements() as statements:
        assert load(REAL_COURSE).is_empty
    assert len(statements) < 50


def test_loading_again_leaves_alone_all_that_is_not_in_the_files(real_course: Course, tmp_path: Path) -> None:
    """Every table has rows, and every column that the files do not have is set somewhere."""
    work_of_a_class(real_course)
    before = whole_database()
    assert not {label for label, rows in before.items() if not rows and label.startswith(("lessons.", "quizzes."))}
    assert unset_columns(before) == []

    # Once with a change in nearly every row, and once more with what was there before.
    changed = load(with_other_words(REAL_COURSE, tmp_path)).changed
    load(REAL_COURSE)

    assert len(changed) > 400
    assert before.pop("lessons.CourseRevision") != (after := whole_database()).pop("lessons.CourseRevision")
    assert after == before


def with_other_words(folder: Path, copy: Path) -> Path:
    """A copy of a course in which titles, statements, names and notes end differently."""
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    for path in copy.rglob("*.yaml"):
        words = re.sub(
            r"^( *(?:- )?(?:title|statement|name|note|when|date|gist): [A-Z].*)$",
            r"\1 indeed",
            path.read_text(),
            flags=re.M,
        )
        path.write_text(words)
    return copy


def work_of_a_class(course: Course) -> None:
    course.bump_revision()
    editor, cohort = make_editor(course), make_cohort(course, time_zone="Asia/Karachi", term="2026", code="K7MXP4TR")
    Cohort.objects.update(exam_date=date(2027, 1, 20))
    make_instructor(cohort)
    enrolment = make_enrolment(cohort=cohort, simulated=True, chosen_at=timezone.now())
    section = Section.objects.get(key="L09s1")
    enrolment.sections_read.create(section=section)
    enrolment.attempts.create(kind=Attempt.Kind.CHECK, section=section)
    attempt = start(enrolment=enrolment, quiz=Quiz.objects.get(slug="actors"))
    response = attempt.responses.all()[0]
    values = {"value": {"choice": "x"}, "certainty": "sure", "late": True, "client_time": timezone.now()}
    answer = response.answers.create(uuid="7f1e4a52-43c9-4ce6-9fd8-0f8e5f1b2c3d", sequence=1, **values)
    attempt.responses.filter(pk=response.pk).update(current_answer=answer, dropped=True, max_marks=2)
    Try.objects.create(response=response, answer=answer, number=1, fraction=0.5)
    submit(attempt=attempt)
    attempt.responses.filter(pk=response.pk).update(fixed_at=timezone.now())
    intervene(attempt=attempt, kind="reopen", reason="The bell rang.", by=editor, until=from_now(1))
    intervene(attempt=attempt, kind="void", reason="The power failed.", by=editor)
    make_opening(attempt.quiz, cohort, opens=-1, closes=1)  # type: ignore[arg-type]
    for owner in (cohort, enrolment):
        fields = {"extra_minutes": 5, "more_attempts": 1, "reason": "Reads slowly."}
        make_override(attempt.quiz, owner, opens=-1, closes=1, **fields)  # type: ignore[arg-type]
    said = {"reason": "Half right.", "comment": "Who says it?", "levels": {"who": "partly"}}
    append_mark(response=response, fraction=0.5, rule=Mark.Rule.HAND, version=response.version, by=editor, **said)
    make_objection(response, state="answered", decided_by=editor)
    assert make_recall(enrolment, Claim.objects.get(key="P7f3")).version.claim
    RecallSettings.objects.create(enrolment=enrolment, minutes=20)
    cohort.archive()


def unset_columns(tables: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Columns of the models that no file holds whose rows all have the default."""
    models = [model for model in apps.get_models() if model._meta.app_label in {"lessons", "quizzes"}]
    return [
        str(column)
        for model in models
        if not hasattr(model, "fixture")
        for column in model._meta.concrete_fields
        if {str(row[column.attname]) for row in tables[model._meta.label]} <= {"None", "", str(column.get_default())}
    ]


def test_every_row_of_the_files_is_remembered(folder: Path) -> None:
    load(folder)

    assert LoadedRow.objects.count() == 16


def test_a_file_by_another_ending_is_not_passed_over(folder: Path) -> None:
    run(folder)
    (folder / "topics.yaml").rename(folder / "topics.yml")

    assert "topics.yml: Call it .yaml: this is not read." in refused(folder, "--prune")[1]
    assert Topic.objects.count() == 2


def test_two_rows_that_swap_what_each_has_for_itself_are_named(folder: Path) -> None:
    lesson = (folder / "lessons" / "01-roads.yaml").read_text(encoding="utf-8")
    second = lesson.replace("L01", "L02").replace("roads", "rails").replace("position: 1", "position: 2")
    (folder / "lessons" / "02-rails.yaml").write_text(second, encoding="utf-8")
    run(folder)
    edit(folder, "lessons/01-roads.yaml", "key: L01\n", "key: L02\n")
    edit(folder, "lessons/02-rails.yaml", "key: L02\n", "key: L01\n")
    before = whole_database()

    message = refused(folder)[1]

    assert "lesson roads: key: “L02” is that of lesson rails until this load" in message
    assert "lesson rails: key: “L01” is that of lesson roads until this load" in message
    assert whole_database() == before


def test_a_published_quiz_asks_what_is_ready_and_no_checks(folder: Path) -> None:
    run(folder)
    edit(folder, "questions/actor.yaml", "  status: ready\n", "")
    assert "item roads-1: question: A published quiz asks only what is ready." in refused(folder)[1]

    edit(folder, "questions/actor.yaml", "  claims:", "  use: check\n  status: ready\n  section: L01s1\n  claims:")
    assert "item roads-1: question: A check is told in its lesson, so no quiz may ask it." in refused(folder)[1]

    edit(folder, "quizzes.yaml", "  items:\n  - key: roads-1\n    question: Q1\n", "")
    assert "quiz roads: status: A published quiz needs an item." in refused(folder, "--prune")[1]


def test_a_ready_check_stands_after_a_section(folder: Path) -> None:
    edit(folder, "questions/actor.yaml", "  status: ready\n", "  use: check\n  status: ready\n")

    assert "question Q1: section: Name the section after which the check is asked." in refused(folder)[1]
