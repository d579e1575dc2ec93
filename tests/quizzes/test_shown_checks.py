"""Checks as pages show them: forms without the key, outcomes of the version that was answered."""

import pytest
from django.http import QueryDict

from lessons.models import Enrolment, Section
from quizzes.models import Question
from quizzes.shown_checks import Check, by_section, student_checks, visitor_checks
from tests.factories import (
    choice,
    make_check,
    make_check_answer,
    make_claim,
    make_course,
    make_enrolment,
    make_lesson,
    make_question,
    make_section,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    course = make_course()
    return make_section(make_lesson(course), claims=[make_claim(course, "P9f1")], text="Nine it is.[P9f1]")


@pytest.fixture
def student(section: Section) -> Enrolment:
    return make_enrolment(section.course)


def make_cited_check(section: Section, key: str = "", **fields: object) -> Question:
    claim = section.claims.get()
    return make_check(section, key, claims=[claim], payload=choice(claim=claim.key), **fields)


def shown(section: Section, student: Enrolment, **query: str) -> list[Check]:
    return student_checks(lesson=section.lesson, enrolment=student, **query)


def test_checks_are_numbered_through_the_lesson(section: Section, student: Enrolment) -> None:
    later = make_section(section.lesson)
    make_check(later, "B1")
    make_check(section, "A2")
    make_check(section, "A1")
    make_check(section, "A3", status="draft")
    make_check(make_section(section.lesson, retired=True))
    make_question(section.course)

    checks = shown(section, student)

    assert [(check.key, check.section, check.number, check.count) for check in checks] == [
        ("A1", section.pk, 1, 3),
        ("A2", section.pk, 2, 3),
        ("B1", later.pk, 3, 3),
    ]
    assert {pk: [check.key for check in own] for pk, own in by_section(checks).items()} == {
        section.pk: ["A1", "A2"],
        later.pk: ["B1"],
    }


def test_before_the_answer_there_is_a_form_and_no_evidence(section: Section, student: Enrolment) -> None:
    make_cited_check(section)

    [check] = shown(section, student)

    assert (check.outcome, check.verdict, check.explanation, check.reread, dict(check.claims)) == (None, "", "", "", {})
    assert check.answered == 0


def test_after_the_answer_there_is_its_outcome_with_the_evidence(section: Section, student: Enrolment) -> None:
    question = make_cited_check(section, explanation="It is nine.")
    response = make_check_answer(student, question, "no")

    [check] = shown(section, student)

    assert check.outcome is not None
    assert {(part.key, part.chosen, part.right) for part in check.outcome.parts} == {
        ("yes", False, True),
        ("no", True, False),
        ("perhaps", False, False),
    }
    assert (check.verdict, check.explanation, check.reread) == ("wrong", "It is nine.", "P9f1")
    assert list(check.claims) == ["P9f1"]
    assert check.answer == response.current_answer


def test_the_options_stay_in_the_order_in_which_they_were_asked(section: Section, student: Enrolment) -> None:
    question = make_check(section, payload=choice("a", "b", "c", "d", "e", "f"))
    [before] = shown(section, student)
    asked = [key for key, _text in before.form.fields["choice"].choices]  # type: ignore[attr-defined]

    response = make_check_answer(student, question, "b")
    [after] = shown(section, student)

    assert asked != ["a", "b", "c", "d", "e", "f"]
    assert response.option_order == asked
    assert after.outcome is not None
    assert [part.key for part in after.outcome.parts] == asked


def test_the_deciding_words_are_linked_only_where_the_section_cites_them(section: Section, student: Enrolment) -> None:
    make_check_answer(student, make_check(section))

    assert [check.reread for check in shown(section, student)] == [""]


def test_a_check_that_was_edited_shows_what_was_answered(section: Section, student: Enrolment) -> None:
    question = make_check(section, stem="Before?", explanation="Old.", payload=choice("old", "other"))
    make_check_answer(student, question, "old")
    question.stem, question.explanation, question.payload = "After?", "New.", choice("new", "other")
    question.save()

    [check] = shown(section, student)
    [again] = shown(section, student, again=question.key)

    assert (check.stem, check.explanation, check.verdict) == ("Before?", "Old.", "right")
    assert (again.stem, again.outcome) == ("After?", None)


def test_the_newest_answer_is_shown_and_a_form_to_whoever_wants_to_answer_again(
    section: Section, student: Enrolment
) -> None:
    question = make_check(section)
    make_check_answer(student, question, "no")
    make_check_answer(student, question, "yes", answered=1)

    [check] = shown(section, student)
    [again] = shown(section, student, again=question.key)

    assert (check.verdict, check.answered) == ("right", 2)
    assert (again.outcome, again.answered) == (None, 2)


def test_a_blank_is_sent_back_with_a_word(section: Section, student: Enrolment) -> None:
    question, other = make_check(section), make_check(section)

    checks = shown(section, student, blank=question.key)

    assert {check.key: [str(e) for e in check.form.non_field_errors()] for check in checks} == {
        question.key: ["Choose an answer first."],
        other.key: [],
    }


def test_answers_of_others_are_not_shown(section: Section, student: Enrolment) -> None:
    make_check_answer(make_enrolment(cohort=student.cohort), make_check(section))

    assert [check.outcome for check in shown(section, student)] == [None]


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_statements_does_not_grow(section: Section, student: Enrolment, number: int) -> None:
    for _ in range(number):
        make_check_answer(student, make_cited_check(section), "no")

    with data_statements() as statements:
        shown(section, student)

    assert len(statements) == 6  # Questions, responses, and four for the evidence.


def test_without_an_answer_no_evidence_is_read(section: Section, student: Enrolment) -> None:
    make_cited_check(section)

    with data_statements() as statements:
        shown(section, student)

    assert len(statements) == 2


def posted(text: str) -> QueryDict:
    return QueryDict(text)


def test_a_visitor_is_told_about_the_check_that_was_sent_and_keeps_the_rest(section: Section) -> None:
    for key in ("C1", "C2", "C3"):
        make_cited_check(section, key)

    checks = visitor_checks(lesson=section.lesson, data=posted("check=C2&C2-choice=yes&C3-choice=no"))

    assert [check.verdict for check in checks] == ["", "right", ""]
    assert [check.form["choice"].value() for check in checks] == [None, "yes", "no"]
    assert [check.answer for check in checks] == [None, None, None]


def test_a_visitor_sees_again_what_was_told_before(section: Section) -> None:
    for key in ("C1", "C2"):
        make_cited_check(section, key)

    checks = visitor_checks(lesson=section.lesson, data=posted("told=C1&C1-choice=no&check=C2&C2-choice=yes"))

    assert [check.verdict for check in checks] == ["wrong", "right"]


@pytest.mark.parametrize("value", ["", "&C1-choice=", "&C1-choice=nonsense"])
def test_a_visitor_who_chooses_nothing_is_told_nothing(section: Section, value: str) -> None:
    make_cited_check(section, "C1")

    [check] = visitor_checks(lesson=section.lesson, data=posted(f"check=C1{value}"))

    assert check.outcome is None
    assert len(check.form.errors) == 1


def test_a_visitor_is_asked_in_an_order_that_stays(section: Section) -> None:
    make_check(section, payload=choice("a", "b", "c", "d", "e", "f"))

    [first], [second] = visitor_checks(lesson=section.lesson), visitor_checks(lesson=section.lesson)

    order = [key for key, _text in first.form.fields["choice"].choices]  # type: ignore[attr-defined]
    assert order != ["a", "b", "c", "d", "e", "f"]
    assert order == [key for key, _text in second.form.fields["choice"].choices]  # type: ignore[attr-defined]
