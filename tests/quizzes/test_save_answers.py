"""Answers are kept as they come: once each, the newest counts, and what cannot be kept is refused in words."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from quizzes.attempts import SaveResult, save_answers
from quizzes.batches import GivenAnswer
from quizzes.marking import submit
from quizzes.models import Answer, Attempt, Response
from tests.factories import make_attempt, make_course, make_given, make_question, make_quiz

pytestmark = pytest.mark.django_db

MULTIPLE = {
    "options": [
        {"key": "a", "text": "A", "right": True},
        {"key": "b", "text": "B", "right": True},
        {"key": "c", "text": "C"},
    ]
}


@pytest.fixture
def attempt() -> Attempt:
    return make_attempt(make_quiz(make_course(), questions=3))


def save(attempt: Attempt, *answers: GivenAnswer, seen: int | None = None) -> SaveResult:
    with transaction.atomic():
        locked = Attempt.objects.locked().get(pk=attempt.pk)
        return save_answers(attempt=locked, answers=answers, seen=seen)


def response_to(attempt: Attempt, position: int) -> Response:
    return attempt.responses.select_related("current_answer").get(position=position)


def refusals(result: SaveResult) -> dict[UUID, str]:
    return dict(result.refused)


def test_an_answer_is_kept_with_all_that_came_with_it(attempt: Attempt) -> None:
    time = datetime(2026, 11, 26, 14, 32, tzinfo=UTC)
    given = make_given(2, "no", sequence=7, certainty="sure", client_time=time)

    result = save(attempt, given)

    assert result == SaveResult(sequence=7, saved=[given.uuid])
    answer = Answer.objects.get()
    assert (answer.response.position, answer.uuid, answer.sequence) == (2, given.uuid, 7)
    assert (answer.value, answer.certainty, answer.client_time) == ({"choice": "no"}, "sure", time)
    assert response_to(attempt, 2).current_answer == answer


def test_the_same_answer_is_acknowledged_again_and_not_kept_twice(attempt: Attempt) -> None:
    given = make_given(1)

    results = [save(attempt, given, given), save(attempt, given)]

    assert [result.saved for result in results] == [[given.uuid, given.uuid], [given.uuid]]
    assert Answer.objects.count() == 1


def test_the_highest_sequence_counts_also_when_it_came_first(attempt: Attempt) -> None:
    save(attempt, make_given(1, "yes", sequence=2), seen=0)

    late = save(attempt, make_given(1, "no", sequence=1), seen=2)

    assert len(late.saved) == 1
    assert response_to(attempt, 1).value == {"choice": "yes"}
    assert Answer.objects.count() == 2
    assert late.sequence == 2


def test_of_a_batch_the_highest_sequence_counts(attempt: Attempt) -> None:
    save(attempt, make_given(1, "perhaps", sequence=9), make_given(1, "no", sequence=3))

    assert response_to(attempt, 1).value == {"choice": "perhaps"}


def test_an_answer_can_be_taken_back(attempt: Attempt) -> None:
    save(attempt, make_given(1, "yes", sequence=1))
    save(attempt, make_given(1, value={}, sequence=2))

    assert response_to(attempt, 1).value == {}


def test_multiple_choice_is_kept_sorted() -> None:
    course = make_course()
    question = make_question(course, type="multiple_choice", payload=MULTIPLE)
    attempt = make_attempt(make_quiz(course, questions=[question]))

    save(attempt, make_given(1, value={"choices": ["b", "a", "b"]}))

    assert response_to(attempt, 1).value == {"choices": ["a", "b"]}


@pytest.mark.parametrize(
    "value",
    [
        {"choice": "maybe"},
        {"choice": "yes\x00"},
        {"choice": ["yes"]},
        {"choice": 1},
        {"choices": ["yes"]},
        {"choice": "yes", "more": 1},
        ["yes"],
        "yes",
        None,
        float("nan"),
    ],
)
def test_an_answer_of_a_wrong_shape_is_refused_and_the_others_are_kept(attempt: Attempt, value: object) -> None:
    bad, good = make_given(1, value=value, sequence=1), make_given(2, sequence=2)

    result = save(attempt, bad, good)

    assert result.saved == [good.uuid]
    assert list(refusals(result)) == [bad.uuid]
    assert refusals(result)[bad.uuid] in {"This answer cannot be read.", "This is not one of the options."}
    assert list(Answer.objects.values_list("uuid", flat=True)) == [good.uuid]
    assert result.sequence == 2


def test_an_unknown_position_is_refused(attempt: Attempt) -> None:
    given = make_given(4, sequence=5)

    result = save(attempt, given)

    assert result == SaveResult(sequence=0, refused=[(given.uuid, "This attempt has no such item.")])


def test_an_unknown_certainty_is_refused(attempt: Attempt) -> None:
    given = make_given(1, certainty="very")

    assert refusals(save(attempt, given)) == {given.uuid: "This is not one of the degrees of certainty."}
    assert Answer.objects.count() == 0


def test_an_older_window_may_not_overwrite_a_newer_one(attempt: Attempt) -> None:
    save(attempt, make_given(1, "yes", sequence=5), seen=0)
    old = make_given(2, "no", sequence=1)

    result = save(attempt, old, seen=0)

    assert result.sequence == 5
    assert refusals(result)[old.uuid].startswith("This attempt was continued in another window.")
    assert Answer.objects.count() == 1


def test_a_window_whose_acknowledgement_was_lost_is_not_an_older_window(attempt: Attempt) -> None:
    lost, next_one = make_given(1, sequence=1), make_given(2, sequence=2)
    save(attempt, lost, seen=0)

    result = save(attempt, lost, next_one, seen=0)

    assert result == SaveResult(sequence=2, saved=[lost.uuid, next_one.uuid])


def test_a_window_that_repeats_old_answers_is_still_older_than_the_newest(attempt: Attempt) -> None:
    old, new = make_given(1, sequence=1), make_given(2, sequence=2)
    save(attempt, old, seen=0)
    save(attempt, new, seen=1)
    third = make_given(3, sequence=2)

    result = save(attempt, old, third, seen=0)

    assert result.saved == [old.uuid]
    assert list(refusals(result)) == [third.uuid]


def test_nothing_is_kept_after_handing_in_but_what_was_kept_is_acknowledged(attempt: Attempt) -> None:
    before, after = make_given(1, "no", sequence=1), make_given(1, "yes", sequence=2)
    save(attempt, before)
    submit(attempt=attempt)

    result = save(attempt, before, after, seen=1)

    assert result.saved == [before.uuid]
    assert refusals(result) == {after.uuid: "This attempt has been handed in. No more answers are taken."}
    assert response_to(attempt, 1).value == {"choice": "no"}


def test_the_same_uuid_at_two_items_is_two_answers(attempt: Attempt) -> None:
    uuid = uuid4()

    save(attempt, make_given(1, uuid=uuid), make_given(2, uuid=uuid))

    assert Answer.objects.count() == 2


def test_the_answers_of_others_do_not_make_a_window_old(attempt: Attempt) -> None:
    other = make_attempt(attempt.quiz or make_quiz(make_course()))
    save(other, make_given(1, sequence=50))

    assert len(save(attempt, make_given(1), seen=0).saved) == 1
