"""Wrong files: each mistake is named with its file, line, row and field, and nothing is changed."""

from pathlib import Path

import pytest

from casite.loading import load
from lessons.course_files.rows import CourseFileErrors
from tests.course_folder import edit, whole_database

pytestmark = pytest.mark.django_db

NOT_A_TEXT = "is read as a number, date or truth value, not as a text: put it in quotes."
CLAIMS = [
    ("  area: project", "  area: road", "line 12: claim P2f1: area: Value 'road' is not a valid choice."),
    ("  area: project", "  area: project\n  date: 2013", f"line 13: claim P2f1: date: “2013” {NOT_A_TEXT}"),
    ("  area: project", "  area: project\n  date: 2013-09-01", f"line 13: claim P2f1: date: “2013-09-01” {NOT_A_TEXT}"),
    ("The road is long.", "no", f"line 11: claim P2f1: statement: “False” {NOT_A_TEXT}"),
    ("The road is long.", "", "line 11: claim P2f1: statement: There is no value."),
    ("The road is long.", "[a, b]", "line 11: claim P2f1: statement: Here stands one text."),
    ("  statement: The road is long.\n", "", "line 8: claim P2f1: statement: This field cannot be blank."),
    ("  paragraph: P2\n", "", "line 8: claim P2f1: paragraph: This is missing."),
    ("  paragraph: P2\n", "  paragraph: P3\n", "line 9: claim P2f1: paragraph: There is no paragraph “P3”."),
    ("[author, road]", "[author, rode]", "line 13: claim P2f1: topics: There is no topic “rode”."),
    ("[author, road]", "[road, road]", "line 13: claim P2f1: topics: “road” stands here twice."),
    ("[author, road]", "road", "line 13: claim P2f1: topics: Here stands a list of keys, such as [P24, P25]."),
    ("[author, road]", "[author, 2013]", f"line 13: claim P2f1: topics: “2013” {NOT_A_TEXT}"),
    ("topics: [author, road]", "topic: [road]", "line 13: claim P2f1: topic: There is no such field."),
    ("topics: [author, road]", "number: twelve", "line 13: claim P2f1: number: “twelve” is no whole number."),
    ("topics: [author, road]", "retired: 1", "line 13: claim P2f1: retired: “1” is neither true nor false."),
    (
        "topics: [author, road]",
        "further_areas: [actor, roads]",
        "line 13: claim P2f1: further_areas, 2: “roads” is none of: actor, project, challenge, history, "
        "recommendation.",
    ),
    ("- key: P2f1", "- key: 21", "line 8: claim: key: The row needs a “key”, which is a text."),
    ("- key: P2f1", "-\tkey: P2f1", "line 8: found character that cannot start any token"),
    ("- key: P2f1", "- key: &two P2f1", "line 8: Anchors (&) and aliases (*) are not used here."),
]
TOPICS = [
    ("- the long road", "- 2013", "line 9: topic road: aliases, 1: Input should be a valid string"),
    ("- the long road", "- ' '", "line 9: topic road: aliases, 1: An entry is empty."),
    (
        "  paragraphs: [P1, P2]",
        "  place:\n    kind: point\n    lat: 91.5\n    lon: 2\n    label: x\n    accuracy_km: 1",
        "line 13: topic road: place, lat: Input should be less than or equal to 90",
    ),
]
LESSON = [
    ("position: 1", "position: '1'", "line 4: lesson roads: position: “1” is no whole number."),
    ("position: 1", "position: true", "line 4: lesson roads: position: “True” is no whole number."),
    ("module: start", "module: begin", "line 6: lesson roads: module: There is no module “begin”."),
    ("[P2f1]", "[P2f9]", "line 22: section L01s2: text: There is no claim or paragraph “P2f9”."),
    ("[[road|", "[[rode|", "line 17: section L01s1: text: There is no topic “rode”."),
    (
        "It is [[road|a road]].",
        "It is a road.\n\n      ::note EN1",
        "line 17: section L01s1: text: There is no editor’s note “EN1”.",
    ),
    (
        "It is long.[P2f1]",
        '"It is\\tlong."',
        "line 22: section L01s2: text: Tabs, blanks at the end of a line, or letters that are not in Unicode's "
        "form NFC.",
    ),
    (
        "  - key: L01s2\n",
        "  - title: x\n  - key: L01s2\n",
        "line 20: section: key: The row needs a “key”, which is a text.",
    ),
    ("key: L01s2", "key: L01s1", "line 20: section L01s1: The same key stands in lessons/01-roads.yaml, line 14."),
    ("text: It is long", "text: &x It is long", "line 22: Anchors (&) and aliases (*) are not used here."),
]
QUESTIONS = [
    ("type: single_choice", "type: guess", "line 5: question Q1: type: Value 'guess' is not a valid choice."),
    ("key: closed", "key: no", "line 16: question Q1: payload, options, 2, key: Input should be a valid string"),
    (
        "text: It is not\n",
        "text: It is not\n      right: true\n",
        "line 18: question Q1: payload, options, closed, right: Only one option can be right.",
    ),
    (
        "text: It is not\n",
        "text: It is not\n      colour: red\n",
        "line 18: question Q1: payload, options, closed, colour: Extra inputs are not permitted",
    ),
    (
        "      rationale: It says the opposite.\n",
        "",
        "line 9: question Q1: payload: Option “closed”: say why it is wrong.",
    ),
    (
        "opposite.\n      claim: P1f1\n",
        "opposite.\n      claim: P1f9\n",
        "line 19: question Q1: payload, options, closed, claim: There is no claim “P1f9”.",
    ),
    (
        "opposite.\n",
        "opposite.\n      misconception: roads\n",
        "line 19: question Q1: payload, options, closed, misconception: There is no misconception “roads”.",
    ),
    (
        "It says the opposite.",
        "It says the opposite.[P1f9]",
        "line 18: question Q1: payload, options, closed, rationale: There is no claim or paragraph “P1f9”.",
    ),
    (
        "  explanation: The paper says so.\n",
        "",
        "line 3: question Q1: explanation: A question that is ready needs this.",
    ),
    ("  claims: [P1f1]\n", "", "line 3: question Q1: claims: A question that is ready needs this."),
    ("  stem: Is the road open?\n", "", "line 3: question Q1: stem: This field cannot be blank."),
    (
        "  claims: [P1f1]\n",
        "  claims: [P1f1]\n  section: L01s1\n",
        "line 3: question Q1: Constraint “only_checks_have_a_section” is violated.",
    ),
]
OTHERS = [
    ("quizzes.yaml", "question: Q1", "question: Q2", "line 8: item roads-1: question: There is no question “Q2”."),
    (
        "quizzes.yaml",
        "  status: published",
        "  pass_percent: 101",
        "line 5: quiz roads: pass_percent: Ensure this value is less than or equal to 100.",
    ),
    ("course.yaml", "modules:\n", "chapters: []\nmodules:\n", "line 4: No rows are called “chapters”."),
    ("course.yaml", "course: tiny", "course: x\n---\ncourse: y", "line 2: but found another document"),
    (
        "documents.yaml",
        "course: tiny",
        "course: other",
        "line 1: This file is of the course “other”, others are of “tiny”.",
    ),
    ("documents.yaml", "course: tiny\n", "", "line 1: A file of a course begins with “course: ” and its slug."),
    ("documents.yaml", "  letter: P\n", "  letter: P\n  letter: Q\n", "line 5: “letter” stands here twice."),
    (
        "documents.yaml",
        "- slug: paper",
        "- slug: post\n  letter: P\n  title: Post\n- slug: paper",
        "line 7: document paper: letter: “P” is already that of document post.",
    ),
]
CASES = [
    *(("claims.yaml", *case) for case in CLAIMS),
    *(("topics.yaml", *case) for case in TOPICS),
    *(("lessons/01-roads.yaml", *case) for case in LESSON),
    *(("questions/actor.yaml", *case) for case in QUESTIONS),
    *OTHERS,
]


def errors(folder: Path) -> list[str]:
    with pytest.raises(CourseFileErrors) as raised:
        load(folder)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(("name", "old", "new", "error"), CASES)
def test_a_mistake_is_named_and_changes_nothing(folder: Path, name: str, old: str, new: str, error: str) -> None:
    edit(folder, name, old, new)
    before = whole_database()

    assert errors(folder) == [f"{name}, {error}"]
    assert whole_database() == before


def test_all_mistakes_of_all_files_are_listed(folder: Path) -> None:
    edit(folder, "claims.yaml", "  area: project", "  area: road")
    edit(folder, "claims.yaml", "  paragraph: P2", "  paragraph: P3")
    edit(folder, "topics.yaml", "name: Road", "name: 2013")

    assert errors(folder) == [
        "claims.yaml, line 9: claim P2f1: paragraph: There is no paragraph “P3”.",
        "claims.yaml, line 12: claim P2f1: area: Value 'road' is not a valid choice.",
        f"topics.yaml, line 8: topic road: name: “2013” {NOT_A_TEXT}",
    ]


def test_a_key_that_was_renamed_in_one_place_only_is_missed_in_the_others(folder: Path) -> None:
    edit(folder, "claims.yaml", "- key: P1f1", "- key: P1f7")

    assert errors(folder) == [
        "lessons/01-roads.yaml, line 16: section L01s1: claims: There is no claim “P1f1”.",
        "lessons/01-roads.yaml, line 17: section L01s1: text: There is no claim or paragraph “P1f1”.",
        "questions/actor.yaml, line 7: question Q1: claims: There is no claim “P1f1”.",
        "questions/actor.yaml, line 15: question Q1: payload, options, open, claim: There is no claim “P1f1”.",
        "questions/actor.yaml, line 19: question Q1: payload, options, closed, claim: There is no claim “P1f1”.",
    ]


def test_a_key_may_not_stand_twice_in_a_file(folder: Path) -> None:
    edit(folder, "topics.yaml", "- slug: road\n", "- slug: road\n  kind: actor\n  name: Double\n- slug: road\n")

    assert errors(folder) == ["topics.yaml, line 9: topic road: The same key stands in topics.yaml, line 6."]


def test_a_key_may_not_stand_in_two_files(folder: Path) -> None:
    (folder / "more.yaml").write_text((folder / "topics.yaml").read_text())

    assert errors(folder) == [
        "topics.yaml, line 3: topic author: The same key stands in more.yaml, line 3.",
        "topics.yaml, line 6: topic road: The same key stands in more.yaml, line 6.",
    ]


def test_where_a_file_cannot_be_read_nobody_complains_of_the_rows_that_it_has(folder: Path) -> None:
    edit(folder, "claims.yaml", "course: tiny", "course: [tiny")

    assert len(errors(folder)) == 1


def test_a_course_that_no_file_tells_about_cannot_begin(folder: Path) -> None:
    edit(folder, "course.yaml", "about:\n  title: Tiny\n", "")

    assert errors(folder) == ["course.yaml: There is no course “tiny” yet, and no file tells about it."]


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "topics.yaml").write_bytes(b"course: tiny\ntopics: \xff\n")

    assert [error.split(": ")[:2] for error in errors(folder)] == [["topics.yaml", "The file cannot be read"]]


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    assert errors(tmp_path) == [f"{tmp_path}: There are no YAML files here."]
