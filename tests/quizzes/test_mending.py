"""Regrades: what each rule would do, and that it is done to nobody otherwise than shown."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.db.models import Sum

from lessons.models import Cohort
from quizzes.attempts import save_answers, start
from quizzes.batches import GivenAnswer
from quizzes.marking import append_mark, submit
from quizzes.mending import Choice, Plan, read_plan, regrade
from quizzes.models import Attempt, Mark, Question, Response
from quizzes.question_types import QUESTION_TYPES
from quizzes.regrading import Rule
from tests.factories import (
    choice,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_enrolment,
    make_given,
    make_question,
    make_quiz,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> Question:
    return make_question(make_course(), "Q1")


@pytest.fixture
def teacher() -> User:
    return make_user("saltanat")


def sit(question: Question, *keys: str) -> list[Attempt]:
    """A closed attempt for each key that was chosen, empty for a blank one; a second item stands in all, answered."""
    quiz = make_quiz(question.course, questions=[question, make_question(question.course)], pass_percent=60)
    cohort = make_cohort(question.course)
    given = [{1: key, 2: "yes"} if key else {2: "yes"} for key in keys]
    return [make_closed_attempt(quiz, enrolment=make_enrolment(cohort=cohort), given=one) for one in given]


def mend(question: Question, **payload: Any) -> None:
    question.payload = payload
    question.save()


def of_all(question: Question, rule: Rule) -> Choice:
    return Choice(question, rule, list(question.versions.all()), list(Cohort.objects.all()))


def apply(plan: Plan, teacher: User, *, lower: bool = False) -> int | None:
    wanted = [change.response.pk for change in plan.changes]
    return regrade(plan.choice, seen=plan.digest, wanted=wanted, lower=lower, reason="The key was wrong.", by=teacher)


def fractions(attempts: Sequence[Attempt]) -> list[float | None]:
    return [attempt.responses.get(position=1).fraction for attempt in attempts]


CASES = {
    # chosen: yes (old key), no (new key), perhaps, blank; each: fate, mark after
    "new_key": ["loses 0", "gains 1", "same 0", "same 0"],
    "both_keys": ["same 1", "gains 1", "same 0", "same 0"],
    "full_marks": ["same 1", "gains 1", "gains 1", "gains 1"],
    "dropped": ["even 1", "gains 0", "gains 0", "gains 0"],
    "counted_again": ["same 1", "same 0", "same 0", "same 0"],
}


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_does_to_each_answer_what_the_table_says(question: Question, rule: Rule, teacher: User) -> None:
    attempts = sit(question, "yes", "no", "perhaps", "")
    mend(question, **choice("no", "yes", "perhaps"))

    plan = read_plan(of_all(question, rule))

    shown = {change.response.attempt_id: change.effect for change in plan.changes}
    effects = [shown[attempt.pk] for attempt in attempts]
    assert [f"{effect.fate} {effect.fraction:g}" for effect in effects] == CASES[rule]
    apply(plan, teacher, lower=True)
    assert fractions(attempts) == [effect.fraction for effect in effects]
    for attempt, effect in zip(attempts, effects, strict=True):
        scored = Attempt.objects.with_score().get(pk=attempt.pk)
        after = (effect.after.score, effect.after.max_score, effect.after.percent, effect.after.passed)
        assert (scored.score, scored.max_score, scored.percent, scored.passed) == after
    rules = Mark.objects.exclude(rule="automatic").values_list("rule", "reason", "by__username")
    assert set(rules) <= {(rule, "The key was wrong.", "saltanat")}
    assert len(rules) == sum(effect.changes for effect in effects)


@pytest.mark.parametrize("rule", Rule)
def test_nobody_is_lowered_unless_it_is_said(question: Question, rule: Rule, teacher: User) -> None:
    attempts = sit(question, "yes", "no")
    mend(question, **choice("no", "yes", "perhaps"))
    before = dict(Response.objects.values_list("pk", "fraction"))

    apply(read_plan(of_all(question, rule)), teacher)

    assert [pk for pk, fraction in Response.objects.values_list("pk", "fraction") if fraction < before[pk]] == []
    assert fractions(attempts)[0] == 1


def test_dropping_an_item_spares_whose_share_it_would_lower(question: Question, teacher: User) -> None:
    quiz = make_quiz(question.course, questions=[question, make_question(question.course)])
    right = make_closed_attempt(quiz, given={1: "yes", 2: "no"})
    wrong = make_closed_attempt(quiz, given={1: "no", 2: "yes"})

    plan = read_plan(of_all(question, Rule.DROPPED))
    apply(plan, teacher)

    assert [change.response.attempt for change in plan.losing] == [right]
    scored = Attempt.objects.with_score().in_bulk()
    assert [(scored[attempt.pk].score, scored[attempt.pk].max_score) for attempt in (right, wrong)] == [(1, 2), (1, 1)]


def test_what_was_dropped_is_not_marked_until_it_counts_again(question: Question, teacher: User) -> None:
    (attempt,) = sit(question, "no")
    apply(read_plan(of_all(question, Rule.DROPPED)), teacher)
    assert [change.effect.fate for change in read_plan(of_all(question, Rule.FULL_MARKS)).changes] == ["not_counted"]

    plan = read_plan(of_all(question, Rule.COUNTED_AGAIN))
    assert [change.effect.fate for change in plan.changes] == ["loses"]
    apply(plan, teacher, lower=True)

    response = attempt.responses.get(position=1)
    assert (response.dropped, response.fraction) == (False, 0)


def test_a_mark_by_hand_survives(question: Question, teacher: User) -> None:
    (attempt,) = sit(question, "no")
    response = attempt.responses.get(position=1)
    append_mark(response=response, fraction=0.25, rule="hand", version=response.version)
    for rule in (Rule.NEW_KEY, Rule.BOTH_KEYS, Rule.FULL_MARKS, Rule.DROPPED, Rule.COUNTED_AGAIN):
        apply(read_plan(of_all(question, rule)), teacher, lower=True)

    response = attempt.responses.get(position=1)
    assert (response.fraction, response.current_mark.rule, response.dropped) == (0.25, "hand", False)  # type: ignore[union-attr]
    assert list(Mark.objects.filter(response=response).values_list("rule", flat=True)) == [
        *("automatic", "hand", "dropped", "counted_again")
    ]


@pytest.mark.parametrize("rule", [Rule.NEW_KEY, Rule.BOTH_KEYS])
def test_who_was_dealt_an_option_that_is_gone_is_left_alone(question: Question, rule: Rule, teacher: User) -> None:
    attempts = sit(question, "yes", "no")
    mend(question, **choice("no", "yes"))

    plan = read_plan(of_all(question, rule))

    assert {change.effect.fate for change in plan.changes} == {"other_options"}
    assert apply(plan, teacher, lower=True) == 0
    assert fractions(attempts) == [1, 0]


def test_an_added_option_does_not_keep_the_new_key_from_being_used(question: Question) -> None:
    sit(question, "no")
    mend(question, **choice("no", "yes", "perhaps", "never"))

    assert [change.effect.fate for change in read_plan(of_all(question, Rule.NEW_KEY)).changes] == ["gains"]


def test_open_attempts_and_other_classes_are_not_touched(question: Question) -> None:
    (attempt,) = sit(question, "no")
    assert attempt.quiz
    start(enrolment=make_enrolment(cohort=attempt.enrolment.cohort), quiz=attempt.quiz)
    make_closed_attempt(attempt.quiz)
    versions = list(question.versions.all())

    plan = read_plan(Choice(question, Rule.FULL_MARKS, versions, [attempt.enrolment.cohort]))

    assert [change.response.attempt for change in plan.changes] == [attempt]


def change_nothing(question: Question, attempt: Attempt) -> None: ...


def change_the_key(question: Question, attempt: Attempt) -> None:
    mend(question, **choice("perhaps", "yes", "no"))


def change_the_words(question: Question, attempt: Attempt) -> None:
    Question.objects.filter(pk=question.pk).update(stem="What else?")


def mark_it(question: Question, attempt: Attempt) -> None:
    response = attempt.responses.get(position=1)
    append_mark(response=response, fraction=0.5, rule="hand", version=response.version)


def mark_another_item(question: Question, attempt: Attempt) -> None:
    response = attempt.responses.get(position=2)
    append_mark(response=response, fraction=0.5, rule="hand", version=response.version)


def hand_in_another(question: Question, attempt: Attempt) -> None:
    assert attempt.quiz
    make_closed_attempt(attempt.quiz, enrolment=make_enrolment(cohort=attempt.enrolment.cohort))


@pytest.mark.parametrize(
    ("happens", "stale"),
    [
        (change_nothing, False),
        *((act, True) for act in (change_the_key, change_the_words, mark_it, mark_another_item, hand_in_another)),
    ],
)
def test_nothing_is_written_if_anything_changed_since_the_preview(
    question: Question, teacher: User, happens: Any, stale: bool
) -> None:
    (attempt,) = sit(question, "no")
    plan = read_plan(of_all(question, Rule.FULL_MARKS))
    happens(question, attempt)
    before = Mark.objects.count()

    number = apply(plan, teacher)

    assert (number, Mark.objects.count() - before) == ((None, 0) if stale else (1, 1))


def shuffled(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: rows[::-1] if isinstance(rows, list) else rows for name, rows in payload.items()}


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_options_in_another_order_change_no_mark(name: str) -> None:
    for content, answer, fraction in QUESTION_TYPES[name].examples():
        question = make_question(make_course(), type=name, payload=content.to_payload())
        quiz = make_quiz(question.course, questions=[question])
        attempt = start(enrolment=make_enrolment(question.course), quiz=quiz)
        save_answers(attempt=attempt, answers=[given(answer)])
        submit(attempt=attempt)
        mend(question, **shuffled(content.to_payload()))

        for rule in (Rule.NEW_KEY, Rule.BOTH_KEYS):
            plan = read_plan(of_all(Question.objects.get(pk=question.pk), rule))
            assert [(change.effect.fate, change.case.fraction) for change in plan.changes if change.case] == [
                ("same", pytest.approx(fraction or 0))
            ]


def given(answer: dict[str, Any]) -> GivenAnswer:
    return make_given(1, value=answer)


@pytest.mark.parametrize("number", [1, 30])
def test_preview_and_apply_cost_the_same_for_one_attempt_and_for_thirty(
    question: Question, teacher: User, number: int
) -> None:
    sit(question, *["no"] * number)
    mend(question, **choice("no", "yes", "perhaps"))
    chosen = of_all(question, Rule.NEW_KEY)

    with data_statements() as preview:
        plan = read_plan(chosen)
    with data_statements() as applying:
        assert apply(plan, teacher) == number

    assert (len(preview), len(applying)) == (3, 8)
    assert Response.objects.aggregate(sum=Sum("fraction"))["sum"] == 2 * number


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_apply_the_same_plan_at_once_one_writes() -> None:
    question = make_question(make_course(), "Q1")
    attempts = sit(question, "yes", "no", "no")
    teachers = [make_user("saltanat"), make_user("timur")]
    mend(question, **choice("no", "yes", "perhaps"))
    plan, before, ready = read_plan(of_all(question, Rule.BOTH_KEYS)), Mark.objects.count(), Barrier(2)

    def click(teacher: User) -> int | None:
        try:
            ready.wait(timeout=10)
            return apply(plan, teacher)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        written = list(pool.map(click, teachers))

    assert sorted(written, key=str) == [2, None]
    assert Mark.objects.count() - before == 2
    assert fractions(attempts) == [1, 1, 1]
