"""Every question type in the files of a course: what was dumped is loaded and dumped again, byte for byte."""

from pathlib import Path

import pytest

from casite.loading import dump, load
from lessons.course_files.rows import CourseFileErrors
from lessons.models import Course
from quizzes.models import Question
from quizzes.question_types import QUESTION_TYPES
from quizzes.question_types.base import QuestionType
from tests.course_folder import edit, files_in
from tests.factories import make_claim, make_course, make_misconception, make_question

pytestmark = pytest.mark.django_db

TYPES = pytest.mark.parametrize(
    "content", [next(cls.examples())[0] for cls in QUESTION_TYPES.values()], ids=QUESTION_TYPES
)
TRUE_FALSE = """\
  stem: Is it so?
  payload:
    answer: false
    claim: P1f1
    rationale_true: A line on a map carries no gas.
    rationale_false: So far it is a plan.
    misconception: plans
  explanation: So it is with Q1.
"""
MATCHING = """\
  stem: What is it?
  payload:
    choices:
    - key: gas
      text: A gas *line*
    - key: railway
      text: A railway
    prompts:
    - key: tapi
      text: TAPI
      match: gas
      rationale: It begins in the east.
      claim: P1f1
    - key: casa
      text: CASA-1000
      match: gas
      rationale: It does not, but this is a test.
      claim: P1f1
      misconception: plans
  explanation: So it is with Q1.
"""
ORDERING = """\
  stem: What came first?
  payload:
    credit: exact
    elements:
    - key: road
      text: The *road*
      comes: 2
      rationale: It follows the survey.
      claim: P1f1
    - key: survey
      text: The survey
      comes: 1
      rationale: Nothing goes before it.
      claim: P1f1
      misconception: plans
    - key: bridge
      text: The bridge
      comes: 3
      rationale: It needs the road.
      claim: P1f1
  explanation: So it is with Q1.
"""

MAP_HOTSPOT = """\
  stem: Where is it?
  payload:
    tolerance_km: 60
    ring_km: 300
    places:
    - key: port
      text: The port
      right: true
      rationale: So it is.
      claim: P1f1
      lat: 25.12
      lon: 62.32
    - key: oasis
      text: The oasis
      rationale: It has no sea.
      claim: P1f1
      lat: 39.65
      lon: 66.96
  explanation: So it is with Q1.
"""


def course_with(question_type: str, payload: dict[str, object], stem: str = "Is it so?") -> Course:
    course = make_course("tiny")
    content = QUESTION_TYPES[question_type].model_validate(payload)
    for key in content.claim_keys():
        make_claim(course, key)
    for key in content.misconception_keys():
        make_misconception(course, key)
    claims = list(course.claim_set.all())
    make_question(course, "Q1", type=question_type, payload=payload, stem=stem, claims=claims)
    return course


@TYPES
def test_what_was_dumped_is_loaded_and_dumped_byte_for_byte(content: QuestionType, tmp_path: Path) -> None:
    dump(course_with(content.slug, content.to_payload()), tmp_path / "first")
    Course.objects.all().delete()

    load(tmp_path / "first")
    dump(Course.objects.get(), tmp_path / "second")

    assert Question.objects.get().content == content
    assert files_in(tmp_path / "second") == files_in(tmp_path / "first")


@pytest.fixture
def true_false(tmp_path: Path) -> Path:
    payload: dict[str, object] = {
        "misconception": "plans",
        "rationale_false": "So far it is a plan.",
        "rationale_true": "A line on a map carries no gas.",
        "claim": "P1f1",
        "answer": False,
    }
    dump(course_with("true_false", payload), tmp_path)
    return tmp_path


@pytest.fixture
def matching(tmp_path: Path) -> Path:
    tapi = {"key": "tapi", "text": "TAPI", "match": "gas", "rationale": "It begins in the east.", "claim": "P1f1"}
    casa = {
        "claim": "P1f1",
        "key": "casa",
        "text": "CASA-1000",
        "match": "gas",
        "misconception": "plans",
        "rationale": "It does not, but this is a test.",
    }
    choices = [{"key": "gas", "text": "A gas *line*"}, {"key": "railway", "text": "A railway"}]
    dump(course_with("matching", {"prompts": [tapi, casa], "choices": choices}, stem="What is it?"), tmp_path)
    return tmp_path


@pytest.fixture
def ordering(tmp_path: Path) -> Path:
    """Its elements stay as they are written: the numbers tell the order."""
    rows: list[dict[str, object]] = [
        {"key": "road", "text": "The *road*", "comes": 2, "rationale": "It follows the survey."},
        {"key": "survey", "comes": 1, "text": "The survey", "rationale": "Nothing goes before it."},
        {"key": "bridge", "text": "The bridge", "comes": 3, "rationale": "It needs the road."},
    ]
    rows[1]["misconception"] = "plans"
    payload: dict[str, object] = {"elements": [{**row, "claim": "P1f1"} for row in rows], "credit": "exact"}
    dump(course_with("ordering", payload, stem="What came first?"), tmp_path)
    return tmp_path


@pytest.fixture
def map_hotspot(tmp_path: Path) -> Path:
    port = {"key": "port", "text": "The port", "lat": 25.12, "lon": 62.32, "right": True, "claim": "P1f1"}
    oasis = {"key": "oasis", "text": "The oasis", "lon": 66.96, "lat": 39.65, "claim": "P1f1"}
    places = [{**port, "rationale": "So it is."}, {**oasis, "rationale": "It has no sea."}]
    payload = {"places": places, "ring_km": 300, "tolerance_km": 60}
    dump(course_with("map_hotspot", payload, stem="Where is it?"), tmp_path)
    return tmp_path


def problems(folder: Path) -> list[str]:
    with pytest.raises(CourseFileErrors) as raised:
        load(folder)
    return [str(problem).split(": ", 1)[1] for problem in raised.value.problems]


def test_a_true_or_false_reads_well(true_false: Path) -> None:
    assert (true_false / "questions/actor.yaml").read_text().endswith(TRUE_FALSE)


def test_a_matching_reads_well(matching: Path) -> None:
    assert (matching / "questions/actor.yaml").read_text().endswith(MATCHING)


def test_an_ordering_reads_well(ordering: Path) -> None:
    assert (ordering / "questions/actor.yaml").read_text().endswith(ORDERING)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("answer: false", "answer: 'false'", "question Q1: payload, answer: Input should be a valid boolean"),
        ("claim: P1f1\n", "claim: P9f9\n", "question Q1: payload, claim: There is no claim “P9f9”."),
        ("    rationale_true: A line on a map carries no gas.\n", "", "question Q1: payload: Say why it is not true."),
    ],
)
def test_a_mistake_in_a_true_or_false_is_named(true_false: Path, old: str, new: str, problem: str) -> None:
    edit(true_false, "questions/actor.yaml", old, new)

    assert problems(true_false) == [problem]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "      text: CASA-1000\n      match: gas\n",
            "      text: CASA-1000\n      match: sea\n",
            "question Q1: payload, prompts, casa, match: None of the choices has the key “sea”.",
        ),
        (
            "- key: railway",
            "- key: gas",
            "question Q1: payload, choices, gas, key: The key “gas” is taken.",
        ),
        (
            "      rationale: It begins in the east.\n",
            "",
            "question Q1: payload: Prompt “tapi”: say why it is right.",
        ),
    ],
)
def test_a_mistake_in_a_matching_is_named(matching: Path, old: str, new: str, problem: str) -> None:
    edit(matching, "questions/actor.yaml", old, new)

    assert problems(matching) == [problem]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "comes: 3",
            "comes: 1",
            "question Q1: payload, elements, bridge, comes: Another element has the number 1.",
        ),
        (
            "comes: 3",
            "comes: third",
            "question Q1: payload, elements, bridge, comes: Say where it comes: a whole number from 1.",
        ),
        (
            "      rationale: It needs the road.\n",
            "",
            "question Q1: payload: Element “bridge”: say why it comes there.",
        ),
    ],
)
def test_a_mistake_in_an_ordering_is_named(ordering: Path, old: str, new: str, problem: str) -> None:
    edit(ordering, "questions/actor.yaml", old, new)

    assert problems(ordering) == [problem]


def test_a_place_on_the_map_reads_well(map_hotspot: Path) -> None:
    assert (map_hotspot / "questions/actor.yaml").read_text().endswith(MAP_HOTSPOT)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "lat: 39.65",
            "lat: 99.65",
            "question Q1: payload, places, oasis, lat: Input should be less than or equal to 90",
        ),
        (
            "      lat: 39.65\n      lon: 66.96\n",
            "      lat: 25.3\n      lon: 62.3\n",
            "question Q1: payload, places, oasis, right: It lies within the tolerance: it would be right too.",
        ),
        ("ring_km: 300", "ring_km: 30", "question Q1: payload, ring_km: This must be more than the tolerance, or 0."),
        (
            "      rationale: It has no sea.\n",
            "",
            "question Q1: payload: Place “oasis”: say why it is wrong.",
        ),
    ],
)
def test_a_mistake_in_a_place_on_the_map_is_named(map_hotspot: Path, old: str, new: str, problem: str) -> None:
    edit(map_hotspot, "questions/actor.yaml", old, new)

    assert problems(map_hotspot) == [problem]
