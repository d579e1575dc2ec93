"""An item is a question or a draw, and a quiz is as large as what both give."""

import pytest
from django.db import IntegrityError, transaction

from lessons.models import Course
from quizzes.models import Quiz
from quizzes.sizes import fit_to_bank
from tests.factories import (
    make_claim,
    make_course,
    make_draw,
    make_item,
    make_module,
    make_question,
    make_quiz,
    make_topic,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course()


def size(quiz: Quiz) -> tuple[int, int, int, int]:
    sized = Quiz.objects.with_size().get(pk=quiz.pk)
    fit_to_bank([sized])
    return sized.item_count, sized.mark_sum, sized.draw_count, sized.drawn_from


def test_the_database_knows_two_forms_of_an_item(course: Course) -> None:
    quiz = make_quiz(course, questions=0)
    question, claim = make_question(course), make_claim(course)
    criteria = {"area": "actor", "bloom": "apply", "module": make_module(course), "topic": make_topic(course)}
    criteria["claim"] = claim

    make_item(quiz, question)
    make_draw(quiz, 1)
    make_draw(quiz, 3, **criteria)

    wrong = [{"draw": None}, {"draw": 0}, {"draw": None, "area": "actor"}, {"question": question}]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_draw(quiz, **fields)
    for name, value in criteria.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            make_item(quiz, question, key="second", **{name: value})
    assert quiz.items.count() == 3


def test_a_paper_is_as_large_as_its_items_and_draws(course: Course) -> None:
    quiz = make_quiz(course, questions=[make_question(course, area="project")])
    make_draw(quiz, 3, area="actor", max_marks=2)
    make_draw(quiz, 9, retired=True)
    for _ in range(5):
        make_question(course)

    assert size(quiz) == (4, 7, 3, 5)


def test_a_paper_is_no_larger_than_the_bank(course: Course) -> None:
    fixed, *others = (make_question(course) for _ in range(5))
    quiz = make_quiz(course, questions=[fixed])
    make_draw(quiz, 3, max_marks=2)
    make_draw(quiz, 2)
    assert size(quiz) == (5, 8, 4, 4)

    others[0].status = "withdrawn"
    others[0].save()

    sized = Quiz.objects.with_size().get(pk=quiz.pk)
    assert (sized.item_count, sized.mark_sum, sized.draw_count) == (6, 9, 5)
    assert size(quiz)[0] == 4
    assert size(quiz)[2:] == (3, 3)


def test_enemies_make_a_paper_smaller(course: Course) -> None:
    claim = make_claim(course)
    for _ in range(3):
        make_question(course, claims=[claim])
    quiz = make_quiz(course, questions=0)
    make_draw(quiz, 3)

    assert size(quiz) == (1, 1, 1, 3)


def test_quizzes_without_draws_cost_nothing_and_others_two_statements(course: Course) -> None:
    plain = Quiz.objects.with_size().get(pk=make_quiz(course).pk)
    for number in range(30):
        make_draw(make_quiz(course, questions=1), 2, area="actor" if number % 2 else "")
    quizzes = list(Quiz.objects.with_size().filter(course=course))

    with data_statements() as none:
        fit_to_bank([plain])
    with data_statements() as some:
        fit_to_bank(quizzes)

    assert (len(none), len(some)) == (0, 2)
    assert {quiz.item_count for quiz in quizzes} == {2, 3}
