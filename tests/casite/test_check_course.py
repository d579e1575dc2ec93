"""`check_course` judges the content of a course, from its files or from the database."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casite.linting import RULES, of_database, of_files
from casite.loading import dump, load
from lessons.linting import wording
from lessons.linting.rules import findings
from lessons.models import Claim, Course, Section
from quizzes.models import Question
from tests.conftest import REAL_COURSE
from tests.course_folder import edit, files_in
from tests.factories import make_claim, make_course, make_lesson, make_section
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

GIST = "gist: The first paragraph."


def check(*arguments: object) -> str:
    out = StringIO()
    call_command("check_course", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    """What is printed, and why it fails."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("check_course", *map(str, arguments), stdout=out)
    return f"{out.getvalue()}{refusal.value}"


def test_files_and_database_are_judged_alike(folder: Path) -> None:
    of_the_files = check(folder).replace("lessons/01-roads.yaml, line 15: ", "").replace(", line ", "")
    load(folder)

    assert "Errors: 0. Warnings: 2, and waived with a reason: 0." in of_the_files
    assert "section L01s1: No check stands after this section." in check("tiny")
    assert "Errors: 0. Warnings: 2, and waived with a reason: 0." in check("tiny")


def test_files_are_judged_though_the_database_has_another_state(folder: Path) -> None:
    load(folder)
    Section.objects.update(retired=True)

    assert "Warnings: 2" in check(folder)
    assert "Warnings: 0" in check("tiny")


def test_a_finding_names_file_line_row_field_reason_and_remedy(folder: Path) -> None:
    edit(folder, "questions/actor.yaml", "stem: Is the road open?", "stem: Is the road not open?")

    text = check(folder)

    assert "warning negative-stem\n" in text
    assert "  Ask for what is the case.\n" in text
    assert "    questions/actor.yaml, line 8: question Q1: stem: The stem asks with “not”.\n" in text


def test_errors_fail_and_come_first(folder: Path) -> None:
    edit(folder, "claims.yaml", "  statement: The road is open.", "  keying: attribute\n  statement: The road is open.")

    text = refused(folder)

    assert text.startswith("error missing-attribution\n")
    assert text.endswith("1 finding to mend.")


def test_warnings_fail_only_where_that_is_asked_for_and_nobody_has_waived_them(folder: Path) -> None:
    assert refused(folder, "--strict").endswith("2 findings to mend.")
    reason = "\n    waivers: {section-without-checks: It only leads on.}"
    for text in ("      It is [[road|a road]].", "    text: It is long.[P2f1]"):
        edit(folder, "lessons/01-roads.yaml", text, text + reason)

    text = check(folder, "--strict")

    assert "waived: It only leads on." in text
    assert "Warnings: 0, and waived with a reason: 2." in text


def test_files_that_cannot_be_loaded_are_not_judged_further(folder: Path) -> None:
    edit(folder, "questions/actor.yaml", "claims: [P1f1]", "claims: [P9f9]")

    text = refused(folder)

    assert "questions/actor.yaml, line 7: question Q1: claims: There is no claim “P9f9”." in text
    assert "nothing else was judged" in text


def test_what_is_neither_a_folder_nor_a_course_is_named() -> None:
    assert "no-such-course" in refused("no-such-course")


def test_wording_is_compared_with_the_documents_of_a_folder(folder: Path, tmp_path: Path) -> None:
    documents = tmp_path / "documents" / "raw"
    documents.mkdir(parents=True)
    (documents / "paper.txt").write_text("Once, the road from the coast to the mountains was open.\n", encoding="utf-8")
    edit(folder, "documents.yaml", GIST, "gist: Of old the Road from the “coast” to the mountains was open.")

    assert "Errors: 0" in check(folder)
    text = refused(folder, "--sources", documents.parent)

    assert (
        "paragraph P1: gist: A document has the same words: “the road from the coast to the mountains was open”" in text
    )


def test_hashes_stand_for_documents_that_are_not_at_hand(folder: Path, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "paper.md").write_text("The road from the coast to the mountains was open.", encoding="utf-8")
    check(folder, "--sources", documents, "--write-hashes")
    edit(folder, "documents.yaml", GIST, "gist: The road from the coast to the mountains was closed.")

    hashes = (folder / wording.FILE).read_text(encoding="ascii")

    assert [len(line) for line in hashes.split()] == [wording.DIGITS] * 3
    assert "shared-wording" in refused(folder)


def test_hashes_go_into_a_folder_of_a_course_only(folder: Path, tmp_path: Path) -> None:
    load(folder)
    (tmp_path / "paper.txt").write_text("One two three four five six seven eight nine.", encoding="utf-8")

    assert "There is no folder tiny" in refused("tiny", "--sources", tmp_path, "--write-hashes")
    assert "--write-hashes needs --sources." in refused(folder, "--write-hashes")


def test_a_folder_without_documents_is_no_proof(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    assert "No texts were found" in refused(folder, "--sources", empty)
    assert "No texts were found" in refused(folder, "--sources", tmp_path / "nowhere")


def test_the_matrix_shows_what_rests_on_each_paragraph(folder: Path) -> None:
    lines = check(folder, "--coverage").split("\n")

    assert lines[1].split() == ["P1", "1", "L01s1", "1", *"·····"]
    assert lines[2].split() == ["P2", "1", *"······", "!", "not", "taught:", "P2f1;", "not", "tested:", "P2f1"]
    assert lines[3] == "Paragraphs: 2, with gaps: 1. Claims not taught: 1, not tested: 1."


def test_a_row_of_another_course_is_no_row_of_this_one(folder: Path) -> None:
    load(folder)
    stranger = make_claim(make_course("other"), "Z1f1")
    Section.objects.get(key="L01s1").claims.add(stranger)
    Claim.objects.filter(key="P2f1").update(paragraph=stranger.paragraph)

    text = refused("tiny")

    assert f"section L01s1: claims: There is no claim “?{stranger.pk}”." in text
    assert f"claim P2f1: paragraph: There is no paragraph “?{stranger.paragraph_id}”." in text


def test_a_citation_without_its_row_is_found_in_the_database(folder: Path) -> None:
    load(folder)
    Section.objects.get(key="L01s1").paragraphs.clear()

    assert "section L01s1: text: The text cites P1, and no row says so." in refused("tiny")


def test_waivers_come_through_files_and_change_no_version(folder: Path, tmp_path: Path) -> None:
    load(folder)
    digests = set(Question.objects.get().versions.values_list("digest", flat=True))
    written = "  explanation: The paper says so.\n  waivers:\n    unused-question: So it is.\n"
    edit(folder, "questions/actor.yaml", "  explanation: The paper says so.\n", written)
    load(folder)

    question = Question.objects.get()
    assert question.waivers == {"unused-question": "So it is."}
    assert set(question.versions.values_list("digest", flat=True)) == digests
    dump(Course.objects.get(slug="tiny"), tmp_path / "dump")
    assert written in files_in(tmp_path / "dump")["questions/actor.yaml"].decode()


@pytest.mark.parametrize("waivers", ["[a]", "{a: ''}", "{a: 1}", "text", '{a: "It is so.\\nSo it is."}'])
def test_waivers_of_another_shape_are_refused(folder: Path, waivers: str) -> None:
    edit(folder, "questions/actor.yaml", "  explanation: The", f"  waivers: {waivers}\n  explanation: The")

    assert "question Q1: waivers" in refused(folder)


def test_judging_costs_the_same_statements_for_any_course(folder: Path) -> None:
    load(folder)
    course = Course.objects.get(slug="tiny")

    def cost() -> int:
        with data_statements() as statements:
            findings(of_database(course), RULES)
        return len(statements)

    small = cost()
    lesson = make_lesson(course, "more")
    for number in range(30):
        make_section(lesson, f"M{number}", claims=[make_claim(course, f"P1f{number + 10}")])

    assert small == cost() == STATEMENTS


def test_another_language_is_not_judged_by_english_words(folder: Path) -> None:
    edit(folder, "course.yaml", "  title: Tiny", "  title: Tiny\n  language: nl")
    edit(folder, "questions/actor.yaml", "stem: Is the road open?", "stem: Is the road not open?")

    assert "negative-stem" not in check(folder)


def test_the_hashes_of_the_course_hold_no_words() -> None:
    lines = (REAL_COURSE / wording.FILE).read_text(encoding="ascii").split("\n")

    assert all(len(line) == wording.DIGITS and set(line) <= set("0123456789abcdef") for line in lines[:-1])
    assert lines[:-1] == sorted(set(lines[:-1]))
    assert of_files(REAL_COURSE).wording == set(lines[:-1])


STATEMENTS = 40
