"""What is practised: which items a field has, in which order they come, and what an answer does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lessons.models import Claim, Course, Enrolment, Section
from quizzes.got_wrong import claims_got_wrong
from quizzes.models import Attempt, Card, Question, RecallLog
from quizzes.practice import practice_keys, read_practice
from quizzes.practice_field import FieldForm, PracticeField, ground_of
from tests.factories import (
    choice,
    make_attempt,
    make_check,
    make_check_answer,
    make_claim,
    make_closed_attempt,
    make_course,
    make_due,
    make_enrolment,
    make_lesson,
    make_module,
    make_practised,
    make_question,
    make_quiz,
    make_recall,
    make_section,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.fixture
def student(course: Course) -> Enrolment:
    return make_enrolment(course)


def make_taught(course: Course, key: str, *, module: str = "", **fields: Any) -> Claim:
    """A claim that a section of a published lesson teaches."""
    claim = make_claim(course, key, **fields)
    of = {"module": course.module_set.filter(slug=module).first() or make_module(course, module)} if module else {}
    make_section(make_lesson(course, **of), claims=[claim])
    return claim


def make_silent(course: Course, key: str, **fields: Any) -> Claim:
    """A claim that cannot be asked for its voice."""
    return make_claim(course, key, mode="causal", **fields)


def section_of(course: Course) -> Section:
    return make_section(make_lesson(course))


def place(student: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("cohort__course__revision").get(pk=student.pk)


def keys(student: Enrolment, **field: Any) -> set[str]:
    """Of the questions and of the claims that are asked for their voices."""
    rows = {"question": Question, "claim": Claim}
    return {rows[kind].objects.get(pk=pk).key for kind, pk in practice_keys(place(student), PracticeField(**field))}


def next_key(student: Enrolment, **field: Any) -> str:
    item = read_practice(place(student), PracticeField(**field)).item
    assert item
    row = item.question or item.claim
    assert row
    return row.key


def test_checks_and_the_voices_of_what_lessons_teach_are_asked(course: Course, student: Enrolment) -> None:
    make_taught(course, "P1f1")
    make_claim(course, "P2f1")  # No lesson teaches it.
    make_section(make_lesson(course, status="draft"), claims=[make_claim(course, "P3f1")])
    make_section(make_lesson(course), claims=[make_claim(course, "P4f1")], retired=True)
    make_check(section_of(course), "C1", claims=[make_claim(course, "P5f1")])
    make_question(course, "Q1", claims=[make_claim(course, "P6f1")], use="reserved")

    assert keys(student) == {"P1f1", "C1"}


def test_a_question_of_a_quiz_is_practised_only_once_it_is_told(course: Course, student: Enrolment) -> None:
    quiz = make_quiz(course, questions=[make_question(course, "Q1"), make_question(course, "Q2", use="reserved")])
    assert keys(student) == set()

    make_closed_attempt(quiz, enrolment=student, given={1: "no", 2: "no"})
    assert keys(student) == {"Q1"}

    make_attempt(quiz, enrolment=student)
    assert keys(student) == set()  # It stands in an open attempt again.


def test_a_field_is_a_module_a_topic_or_both(course: Course, student: Enrolment) -> None:
    topic = make_topic(course, "gwadar")
    for key, module in (("P1f1", "roads"), ("P2f1", "ports"), ("P3f1", "ports")):
        make_taught(course, key, module=module)
    for claim in course.claim_set.exclude(key="P3f1"):
        claim.topics.add(topic)
    ports = make_section(course.lesson_set.filter(module__slug="ports")[0])
    make_check(ports, "C1", claims=[make_silent(course, "P9f1")])  # No lesson teaches its claim; it stands in one.

    assert keys(student) == {"P1f1", "P2f1", "P3f1", "C1"}
    assert keys(student, module="ports") == {"P2f1", "P3f1", "C1"}
    assert keys(student, topic="gwadar") == {"P1f1", "P2f1"}
    assert keys(student, module="ports", topic="gwadar") == {"P2f1"}
    assert keys(student, module="unknown") == set()


def test_a_question_belongs_to_the_topics_and_modules_of_all_its_claims(course: Course, student: Enrolment) -> None:
    one, two = make_silent(course, "P1f1"), make_silent(course, "P2f1")
    make_section(make_lesson(course, module=make_module(course, "ports")), claims=[two])
    one.topics.add(make_topic(course, "gwadar"))
    make_check(make_section(make_lesson(course, module=make_module(course, "roads"))), "C1", claims=[one, two])

    assert keys(student, module="roads") == keys(student, module="ports") == keys(student, topic="gwadar") == {"C1"}


def test_what_is_offered_has_something_behind_it(course: Course) -> None:
    make_taught(course, "P1f1", module="roads").topics.add(make_topic(course, "gwadar", name="Gwadar", kind="place"))
    make_lesson(course, module=make_module(course, "later"), status="draft")
    make_topic(course, "empty")
    make_topic(course, "gone", retired=True)
    make_claim(course, "P2f1").topics.set(course.topic_set.filter(slug="gone"))
    make_claim(course, "P3f1", retired=True).topics.set(course.topic_set.filter(slug="empty"))

    ground = ground_of(course)

    assert (ground.modules, ground.topics) == ({"roads": "Roads"}, {"place": {"gwadar": "Gwadar"}})


@pytest.mark.parametrize(
    ("sent", "words", "query"),
    [
        ({}, "all of the course", ""),
        ({"module": "roads"}, "Roads", "module=roads"),
        ({"topic": "gwadar", "wrong": "on"}, "Gwadar · what I got wrong", "topic=gwadar&wrong=on"),
        ({"topic": "nowhere", "module": "roads"}, "Roads", "module=roads"),
    ],
)
def test_a_field_is_read_from_an_address(course: Course, sent: dict[str, str], words: str, query: str) -> None:
    make_taught(course, "P1f1", module="roads").topics.add(make_topic(course, "gwadar"))

    form = FieldForm(ground_of(course), sent)

    assert (form.in_words, form.field.query) == (words, query)


def test_what_was_practised_least_comes_first_and_questions_before_voices(course: Course, student: Enrolment) -> None:
    voices = [make_taught(course, key) for key in ("P1f1", "P2f1")]
    checks = [make_check(section_of(course), key, claims=[make_silent(course, f"P9f{key}")]) for key in ("C1", "C2")]
    rows = {row.key: row for row in [*voices, *checks]}

    asked = []
    for _ in range(8):
        asked.append(next_key(student))
        make_practised(student, rows[asked[-1]])

    assert {*asked[:2]} == {*asked[4:6]} == {"C1", "C2"}
    assert {*asked[2:4]} == {*asked[6:]} == {"P1f1", "P2f1"}


def test_a_new_item_is_not_asked_until_it_has_caught_up(course: Course, student: Enrolment) -> None:
    old = make_check(section_of(course), "C1", claims=[make_silent(course, "P1f1")])
    for _ in range(3):
        make_practised(student, old)
    new = make_check(section_of(course), "C2", claims=[make_silent(course, "P2f1")])

    assert next_key(student) == "C2"
    make_practised(student, new)
    assert next_key(student) == "C1"


def test_one_item_alone_is_asked_again_and_again(course: Course, student: Enrolment) -> None:
    check = make_check(section_of(course), "C1", claims=[make_silent(course, "P1f1")])
    make_practised(student, check)

    practice = read_practice(place(student), PracticeField())

    assert (practice.number, practice.done, next_key(student)) == (1, 1, "C1")


def test_neighbours_meet_the_items_in_different_orders(course: Course) -> None:
    for number in range(9):
        make_taught(course, f"P{number}f1")

    asked = {next_key(make_enrolment(course)) for _ in range(9)}

    assert len(asked) > 1


def wrong(student: Enrolment) -> set[str]:
    return claims_got_wrong(place(student))


def test_what_was_got_wrong_is_so_until_it_is_put_right(course: Course, student: Enrolment) -> None:
    claim = make_claim(course, "P1f1")
    check = make_check(section_of(course), "C1", claims=[claim])
    make_check_answer(make_enrolment(cohort=student.cohort), check, "no")  # Of somebody else.
    assert wrong(student) == set()

    make_check_answer(student, check, "no")
    assert wrong(student) == {"P1f1"}
    assert keys(student, wrong=True) == {"C1", "P1f1"}  # Its voice too, though no lesson teaches it.

    make_practised(student, check, {"choice": "yes"})
    assert wrong(student) == keys(student, wrong=True) == set()

    make_recall(student, claim, {"kind": "author_claim"})
    assert wrong(student) == {"P1f1"}
    make_practised(student, claim, {"kind": "fact"})
    assert wrong(student) == set()


def test_i_do_not_know_is_wrong_and_guessing_right_is_not(course: Course, student: Enrolment) -> None:
    one, two = (make_check(section_of(course), claims=[make_claim(course, key)]) for key in ("P1f1", "P2f1"))
    make_practised(student, one)
    make_practised(student, two, {"choice": "yes"}, certainty="guessing")

    assert wrong(student) == {"P1f1"}


def test_of_a_question_with_several_parts_only_the_wrong_claims_count(course: Course, student: Enrolment) -> None:
    claims = [make_claim(course, key) for key in ("P1f1", "P2f1")]
    prompts = [{"key": f"p{n}", "text": f"P {n}", "match": "yes", "claim": row.key} for n, row in enumerate(claims)]
    payload = {"choices": [{"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}], "prompts": prompts}
    check = make_check(section_of(course), "C1", type="matching", payload=payload, claims=claims)

    make_practised(student, check, {"p0": "yes", "p1": "no"})

    assert wrong(student) == {"P2f1"}


@pytest.mark.parametrize(
    ("show", "known"),
    [({}, {"P1f1"}), ({"show_mark": "never", "show_key": "never"}, set()), ({"show_key": "never"}, set())],
)
def test_what_a_quiz_has_not_told_is_not_told_here(
    course: Course, student: Enrolment, show: dict[str, str], known: set[str]
) -> None:
    question = make_question(course, claims=[make_claim(course, "P1f1")])

    make_attempt(make_quiz(course, questions=[question]), enrolment=student, given={1: "no"})
    assert wrong(student) == set()

    make_closed_attempt(make_quiz(course, questions=[question], **show), enrolment=student, given={1: "no"})
    assert wrong(student) == known


@pytest.mark.parametrize("change", [{"dropped": True}, {"fraction": 1}])
def test_what_a_regrade_forgave_was_not_wrong(course: Course, student: Enrolment, change: dict[str, Any]) -> None:
    attempt = make_closed_attempt(make_quiz(course, questions=1), enrolment=student, given={1: "no"})
    assert len(wrong(student)) == 1

    attempt.responses.update(**change)

    assert wrong(student) == set()


def test_practice_makes_a_card_once_a_day_at_most(course: Course, student: Enrolment) -> None:
    claim = make_claim(course, "P1f1")
    check = make_check(section_of(course), "C1", claims=[claim])

    first = make_practised(student, check, {"choice": "yes"}, certainty="sure")
    make_practised(student, check, {"choice": "no"})
    assert [row.response for row in RecallLog.objects.all()] == [first]
    assert Card.objects.get().answers == 1

    make_due(student, claim)  # Another day.
    make_practised(student, check, {"choice": "no"})
    assert (RecallLog.objects.count(), Card.objects.get().answers) == (2, 2)


def test_practice_after_a_check_of_the_day_moves_no_card_but_a_check_after_practice_does(
    course: Course, student: Enrolment
) -> None:
    check = make_check(section_of(course), claims=[make_claim(course, "P1f1"), make_claim(course, "P2f1")])
    make_check_answer(student, check, "no")
    before = list(Card.objects.values())

    make_practised(student, check, {"choice": "yes"})
    assert list(Card.objects.values()) == before

    make_check_answer(student, check, "yes", answered=1)
    assert [card.answers for card in Card.objects.all()] == [2, 2]


def test_only_the_claims_that_were_not_answered_today_move(course: Course, student: Enrolment) -> None:
    claims = [make_claim(course, key) for key in ("P1f1", "P2f1")]
    make_check_answer(student, make_check(section_of(course), claims=claims[:1]), "yes")

    make_practised(student, make_check(section_of(course), payload=choice(), claims=claims), {"choice": "no"})

    assert {card.claim.key: card.log.count() for card in Card.objects.select_related("claim")} == {"P1f1": 1, "P2f1": 1}


def test_the_practice_of_a_day_is_one_attempt_beside_that_of_recall(course: Course, student: Enrolment) -> None:
    claims = [make_claim(course) for _ in range(3)]
    make_recall(student, claims[0])
    for claim in claims[:2]:
        make_practised(student, claim)
    kinds = Attempt.objects.order_by("pk").with_size().values_list("kind", "size")
    assert list(kinds) == [("recall", 1), ("practice", 2)]
    Attempt.objects.update(started_at=timezone.now() - timedelta(days=1))

    make_practised(student, claims[2])

    assert list(kinds.filter(closed_at=None)) == [("recall", 1), ("practice", 1)]
    assert list(kinds.closed()) == [("practice", 2)]


@pytest.mark.parametrize("of", ["quiz", "section"])
def test_practice_has_neither_quiz_nor_section(course: Course, student: Enrolment, of: str) -> None:
    row = make_quiz(course) if of == "quiz" else section_of(course)

    with pytest.raises(IntegrityError), transaction.atomic():
        student.attempts.create(kind="practice", **{of: row})
