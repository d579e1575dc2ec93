"""`load_course --prune`: rows that the files no longer have go, unless a student's row needs them."""

from pathlib import Path

import pytest

from casite.loading import load
from lessons.course_files.loading import CourseConflicts
from lessons.course_files.planning import Plan
from lessons.models import Claim, Course, Lesson, LoadedRow, Section, Topic
from quizzes.attempts import start
from quizzes.models import Item, Question, QuestionVersion, Quiz
from tests.course_folder import edit, whole_database
from tests.factories import make_due, make_enrolment, make_topic

pytestmark = pytest.mark.django_db


def without_the_quiz(folder: Path) -> None:
    (folder / "quizzes.yaml").unlink()
    (folder / "questions" / "actor.yaml").unlink()


def prune(folder: Path, *, overwrite: bool = False) -> tuple[list[str], list[str]]:
    """The names of the rows that a load deleted, and of those that it retired."""
    plan = load(folder, prune=True, overwrite=overwrite)
    return names(plan)


def names(plan: Plan) -> tuple[list[str], list[str]]:
    return [row.name for row in plan.deleted], [change.stored.name for change in plan.retired]


def test_rows_that_nobody_needs_are_deleted_with_what_was_derived_from_them(folder: Path) -> None:
    load(folder)
    without_the_quiz(folder)

    assert prune(folder) == (["question Q1", "quiz roads", "item roads-1"], [])
    assert [model.objects.count() for model in (Question, QuestionVersion, Quiz, Item)] == [0, 0, 0, 0]
    assert LoadedRow.objects.filter(model__startswith="quizzes.").count() == 0


def test_rows_that_an_attempt_needs_are_retired_and_a_question_is_withdrawn(folder: Path) -> None:
    load(folder)
    start(enrolment=make_enrolment(Course.objects.get()), quiz=Quiz.objects.get())
    students = whole_database(without=("lessons.LoadedRow", "lessons.CourseRevision", "quizzes.Question", *RETIRED))
    without_the_quiz(folder)

    assert prune(folder) == ([], ["question Q1", "quiz roads", "item roads-1"])
    assert (Quiz.objects.get().retired, Item.objects.get().retired) == (True, True)
    assert (Question.objects.get().status, Question.objects.get().retired) == ("withdrawn", False)
    assert students == whole_database(
        without=("lessons.LoadedRow", "lessons.CourseRevision", "quizzes.Question", *RETIRED)
    )
    assert load(folder, prune=True).is_empty


def test_a_claim_that_a_student_recalls_is_retired_and_named(folder: Path) -> None:
    claims = folder / "claims.yaml"
    before = claims.read_text(encoding="utf-8")
    claims.write_text(
        f"{before}- key: P1f9\n  paragraph: P1\n  statement: It bends.\n  area: actor\n", encoding="utf-8"
    )
    load(folder)
    make_due(make_enrolment(Course.objects.get()), Claim.objects.get(key="P1f9"))
    claims.write_text(before, encoding="utf-8")

    plan = load(folder, prune=True)

    assert names(plan) == ([], ["claim P1f9"])
    assert plan.touched == ["claim P1f9: recalled by students: 1; they are asked what it says then"]


RETIRED = ("quizzes.Quiz", "quizzes.Item")


def test_what_a_retired_row_refers_to_is_retired_with_it(folder: Path) -> None:
    load(folder)
    start(enrolment=make_enrolment(Course.objects.get()), quiz=Quiz.objects.get())
    without_the_quiz(folder)
    edit(folder, "lessons/01-roads.yaml", "    claims: [P1f1]\n", "")
    edit(folder, "lessons/01-roads.yaml", "The road is open.[P1f1]", "The road is open.")
    edit(folder, "claims.yaml", (folder / "claims.yaml").read_text(), CLAIMS_WITHOUT_THE_FIRST)

    assert prune(folder) == ([], ["claim P1f1", "question Q1", "quiz roads", "item roads-1"])
    assert Claim.objects.get(key="P1f1").retired


CLAIMS_WITHOUT_THE_FIRST = """\
course: tiny
claims:
- key: P2f1
  paragraph: P2
  also_in: [P1]
  statement: The road is long.
  area: project
  topics: [author, road]
"""


def test_a_lesson_stays_retired_with_the_section_that_a_student_has_read(folder: Path) -> None:
    load(folder)
    make_enrolment(Course.objects.get()).sections_read.create(section=Section.objects.get(key="L01s1"))
    (folder / "lessons" / "01-roads.yaml").unlink()

    deleted, retired = prune(folder)

    assert (deleted, retired) == (["objective L01o1", "section L01s2"], ["lesson roads", "section L01s1"])
    assert list(Section.objects.values_list("key", "retired")) == [("L01s1", True)]
    assert Lesson.objects.get().retired


def test_a_retired_row_that_comes_back_into_the_files_is_current_again(folder: Path, tmp_path: Path) -> None:
    load(folder)
    start(enrolment=make_enrolment(Course.objects.get()), quiz=Quiz.objects.get())
    kept = {name: (folder / name).read_text() for name in ("quizzes.yaml", "questions/actor.yaml")}
    without_the_quiz(folder)
    prune(folder)
    for name, text in kept.items():
        (folder / name).write_text(text)

    plan = load(folder)

    assert [change.fields for change in plan.changed] == [
        {"status": ("withdrawn", "ready")},
        {"retired": (True, False)},
        {"retired": (True, False)},
    ]


def test_a_retired_row_goes_once_the_student_is_gone(folder: Path) -> None:
    load(folder)
    enrolment = make_enrolment(Course.objects.get())
    start(enrolment=enrolment, quiz=Quiz.objects.get())
    without_the_quiz(folder)
    prune(folder)

    enrolment.user.delete()

    assert prune(folder) == (["question Q1", "quiz roads", "item roads-1"], [])


def test_a_row_of_the_files_may_not_refer_to_one_that_goes(folder: Path) -> None:
    load(folder)
    edit(folder, "topics.yaml", "- slug: road", "- slug: way")
    edit(folder, "lessons/01-roads.yaml", "[[road|", "[[way|")

    with pytest.raises(Exception, match=r"claim P2f1: topics: There is no topic “road”"):
        prune(folder)
    assert Topic.objects.filter(slug="road").exists()


def test_a_row_made_in_the_admin_goes_only_with_overwrite(folder: Path) -> None:
    load(folder)
    make_topic(Course.objects.get(), "gate")

    with pytest.raises(CourseConflicts) as raised:
        prune(folder)

    assert [conflict.stored and conflict.stored.name for conflict in raised.value.plan.conflicts] == ["topic gate"]
    assert prune(folder, overwrite=True) == (["topic gate"], [])


def test_a_dry_run_tells_what_would_go_and_what_would_be_retired(folder: Path) -> None:
    load(folder)
    start(enrolment=make_enrolment(Course.objects.get()), quiz=Quiz.objects.get())
    without_the_quiz(folder)
    edit(folder, "lessons/01-roads.yaml", "  objectives:\n  - key: L01o1\n", "  objectives:\n  - key: L01o2\n")
    before = whole_database()

    plan = load(folder, prune=True, dry_run=True)

    assert names(plan) == (["objective L01o1"], ["question Q1", "quiz roads", "item roads-1"])
    assert whole_database() == before


def test_rows_of_another_course_are_never_touched(folder: Path) -> None:
    load(folder)
    other = Course.objects.create(slug="other", title="Other")
    make_topic(other, "gate")
    before = whole_database()

    assert prune(folder) == ([], [])
    assert whole_database() == before
