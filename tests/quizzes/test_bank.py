"""The bank as dealing sees it: which questions, what they are about, who their enemies are, what was met before."""

import pytest

from lessons.models import Course, Enrolment
from quizzes.bank import place_of, read_bank
from quizzes.deciding import write_deciding
from quizzes.models import Item, Question
from tests.factories import (
    choice,
    make_check,
    make_claim,
    make_closed_attempt,
    make_course,
    make_draw,
    make_enrolment,
    make_lesson,
    make_module,
    make_question,
    make_quiz,
    make_section,
    make_topic,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course()


def found(course: Course, *, student: Enrolment | None = None, **criteria: object) -> list[str]:
    """The keys of the questions that a draw by these criteria chooses from."""
    make_draw(make_quiz(course, questions=0), **criteria)
    place = place_of(Item.objects.ready().latest("pk"))
    return sorted(read_bank(course.pk, [place], student=student).fitting(place))


def test_only_ready_questions_for_quizzes_of_the_course_are_drawn(course: Course) -> None:
    make_question(course, "ready")
    for number, fields in enumerate(({"status": "draft"}, {"status": "withdrawn"}, {"retired": True})):
        make_question(course, f"Q{number}", **fields)
    make_question(course, "reserved", use="reserved")
    make_check(make_section(make_lesson(course)), "check")
    make_question(make_course(), "elsewhere")

    assert found(course) == ["ready"]
    assert set(read_bank(course.pk, []).entries) == {"ready", "reserved"}


def test_a_draw_by_area_and_level_takes_what_has_both(course: Course) -> None:
    make_question(course, "both", area="project", bloom="apply")
    make_question(course, "area", area="project")
    make_question(course, "level", bloom="apply")

    assert found(course, area="project", bloom="apply") == ["both"]
    assert found(course, area="project") == ["area", "both"]
    assert found(course) == ["area", "both", "level"]


def test_a_question_belongs_to_modules_and_topics_through_the_claims_that_it_tests(course: Course) -> None:
    north, south = make_module(course, "north"), make_module(course, "south")
    road, river = make_topic(course, "road"), make_topic(course, "river")
    taught, untaught, old = make_claim(course, "P1f1"), make_claim(course, "P2f1"), make_claim(course, "P3f1")
    taught.topics.set([road])
    untaught.topics.set([river])
    make_section(make_lesson(course, module=north), claims=[taught])
    make_section(make_lesson(course, module=north, retired=True), claims=[old])
    make_section(make_lesson(course, module=north), claims=[old], retired=True)
    make_question(course, "one", claims=[taught])
    make_question(course, "two", claims=[untaught, taught])
    make_question(course, "three", claims=[untaught], payload=choice(claim="P1f1"))
    make_question(course, "four", claims=[old])

    assert found(course, module=north) == ["one", "two"]
    assert found(course, module=south) == []
    assert found(course, topic=river) == ["three", "two"]
    assert found(course, topic=road, module=north, claim=untaught) == ["two"]
    assert found(course, claim=taught) == ["one", "two"]


def test_enemies_are_those_named_on_either_side_and_those_decided_by_the_same_claim(course: Course) -> None:
    claims = [make_claim(course, f"P{number}f1") for number in range(3)]
    first = make_question(course, "A", claims=[claims[0]])
    make_question(course, "B", claims=[claims[1]], enemies=[first])
    make_question(course, "C", claims=[claims[2]], payload=choice(claim="P1f1"))

    assert read_bank(course.pk, []).enemies == {"A": {"B"}, "B": {"A", "C"}, "C": {"B"}}


def test_what_a_student_met_is_counted_in_all_classes_of_the_course(course: Course) -> None:
    twice, once, never = (make_question(course, key) for key in ("twice", "once", "never"))
    student = make_enrolment(course)
    make_closed_attempt(make_quiz(course, questions=[twice, once]), enrolment=student)
    make_closed_attempt(make_quiz(course, questions=[twice]), enrolment=make_enrolment(course, user=student.user))
    make_closed_attempt(make_quiz(course, questions=[never]))
    elsewhere = make_course()
    other = make_quiz(elsewhere, questions=[make_question(elsewhere, "never")])
    make_closed_attempt(other, enrolment=make_enrolment(elsewhere, user=student.user))

    bank = read_bank(course.pk, [], student=student)

    assert {key: entry.met for key, entry in bank.entries.items()} == {"twice": 2, "once": 1, "never": 0}


@pytest.mark.parametrize("number", [1, 30])
def test_the_bank_is_one_statement_and_holds_no_payload(course: Course, number: int) -> None:
    for _ in range(number):
        make_question(course)
    make_draw(make_quiz(course, questions=0), module=make_module(course), topic=make_topic(course), area="actor")
    [item] = Item.objects.ready()

    with data_statements() as statements:
        bank = read_bank(course.pk, [place_of(item)], student=make_enrolment(course))

    [statement] = [text for text in statements if "quizzes_question" in text]
    assert len(bank.entries) == number
    assert "payload" not in statement
    assert "stem" not in statement


def test_the_claims_that_decide_follow_the_payload(course: Course) -> None:
    right, wrong = make_claim(course, "P1f1"), make_claim(course, "P2f1")
    payload = choice("yes", "no", claim="P1f1")
    payload["options"][1]["claim"] = "P2f1"
    question = make_question(course, claims=[wrong], payload=payload)
    other = make_question(course, claims=[wrong])
    assert list(question.deciding.all()) == [right]

    payload["options"][0]["claim"] = "P2f1"
    question.payload = payload
    with data_statements() as first:
        write_deciding([question, other])
    with data_statements() as again:
        write_deciding([question, other])

    assert list(question.deciding.all()) == list(other.deciding.all()) == [wrong]
    assert (len(first), len(again)) == (4, 2)


def test_ten_of_each_area_of_the_real_course_can_stand_in_one_paper(real_course: Course) -> None:
    """Two questions that rest on one claim are few; the rule leaves each area enough to draw from."""
    for area in ("actor", "project", "challenge"):
        quiz = make_quiz(real_course, questions=0)
        make_draw(quiz, 10, area=area)
        assert make_closed_attempt(quiz).responses.count() == 10
    assert Question.objects.filter(course=real_course, deciding=None).count() == 0
