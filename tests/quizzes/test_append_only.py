"""Answers, marks and versions are written once; the pointers of responses follow from them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import RestrictedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.attempts import save_answers
from quizzes.marking import append_mark, submit
from quizzes.models import Answer, Attempt, Mark, QuestionVersion, Response
from quizzes.models.append_only import AppendOnlyError
from tests.factories import make_attempt, make_closed_attempt, make_course, make_given, make_quiz, make_user

COUNTING = ("dropped", "counted_again")
RULES = ["hand", "automatic", "new_key", "both_keys", "full_marks", *COUNTING]

pytestmark = pytest.mark.django_db

MODELS = {Answer: "certainty", Mark: "reason", QuestionVersion: "digest"}
CHANGES: dict[str, Callable[[Any, str], object]] = {
    "save": lambda row, field: row.save(),
    "save of a field": lambda row, field: row.save(update_fields=[field]),
    "update": lambda row, field: type(row).objects.filter(pk=row.pk).update(**{field: "x"}),
    "bulk_update": lambda row, field: type(row).objects.bulk_update([row], [field]),
    "update_or_create": lambda row, field: type(row).objects.update_or_create({field: "x"}, pk=row.pk),
    "upsert": lambda row, field: type(row).objects.bulk_create(
        [row], update_conflicts=True, update_fields=[field], unique_fields=["id"]
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_rows_are_never_changed(model: Any, change: Callable[[Any, str], object]) -> None:
    make_closed_attempt(make_quiz(make_course(), questions=1), given={1: "yes"})
    row = model.objects.get()
    before = model.objects.values().get()
    setattr(row, MODELS[model], "x")

    with pytest.raises(AppendOnlyError):
        change(row, MODELS[model])

    assert model.objects.values().get() == before


def test_answers_of_a_response_are_not_changed_through_it_either() -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=1), given={1: "yes"})

    with pytest.raises(AppendOnlyError):
        attempt.responses.get().answers.update(value={})


def test_a_mark_outlives_the_account_that_gave_it() -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=1))
    teacher = make_user()
    submit(attempt=attempt, by=teacher)

    User.objects.get(pk=teacher.pk).delete()

    assert Mark.objects.get().by is None


def test_a_course_is_deleted_with_all_that_was_answered() -> None:
    attempt = make_closed_attempt(make_quiz(make_course(), questions=1), given={1: "yes"})

    attempt.enrolment.cohort.course.delete()

    models = (Attempt, Response, Answer, Mark, QuestionVersion)
    assert [model.objects.count() for model in models] == [0, 0, 0, 0, 0]


def test_a_version_that_was_dealt_cannot_be_deleted() -> None:
    make_closed_attempt(make_quiz(make_course(), questions=1))

    with pytest.raises(RestrictedError):
        QuestionVersion.objects.get().delete()


def newest_answer(response: Response) -> Answer | None:
    answers = sorted(response.answers.all(), key=lambda answer: (answer.sequence, -answer.pk))
    return answers[-1] if answers else None


def ranking_mark(response: Response) -> Mark | None:
    marks = list(response.all_marks.order_by("pk"))
    marks = [mark for mark in marks if mark.rule not in COUNTING]
    by_hand = [mark for mark in marks if mark.rule == Mark.Rule.HAND]
    return (by_hand or marks or [None])[-1]


def is_dropped(response: Response) -> bool:
    rules = list(response.all_marks.filter(rule__in=COUNTING).order_by("pk").values_list("rule", flat=True))
    return rules[-1:] == ["dropped"]


answers = st.tuples(st.just("answer"), st.integers(1, 3), st.sampled_from(["yes", "no", ""]), st.integers(0, 9))
marks = st.tuples(st.just("mark"), st.integers(1, 3), st.sampled_from(RULES), st.integers(0, 4))
handing_in = st.tuples(st.just("submit"), st.just(0), st.just(""), st.just(0))


def take(attempt: Attempt, step: tuple[str, int, str, int]) -> None:
    kind, position, word, number = step
    if kind == "submit":
        return submit(attempt=attempt)
    if kind == "answer":
        save_answers(attempt=attempt, answers=[make_given(position, word, sequence=number)])
    else:
        response = attempt.responses.get(position=position)
        append_mark(response=response, fraction=number / 4, rule=word, version=response.version)
    return None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(answers | marks | handing_in, max_size=12))
def test_whatever_happens_the_pointers_agree_with_the_history(history: list[tuple[str, int, str, int]]) -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=3))

    for step in history:
        take(attempt, step)

    for response in attempt.responses.select_related("current_answer", "current_mark"):
        mark = ranking_mark(response)
        assert response.current_answer == newest_answer(response)
        assert response.current_mark == mark
        assert response.dropped == is_dropped(response)
        assert response.fraction == (mark.fraction if mark else None)
