"""Receipts: what was saved when, signed, and found again."""

from datetime import UTC, datetime

import pytest
from django.core.signing import Signer
from hypothesis import given as drawn
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from quizzes.attempts import save_answers
from quizzes.marking import submit
from quizzes.models import Answer, Attempt
from quizzes.receipts import Altered, read_receipt, signed, verify, write_receipt
from tests.factories import make_attempt, make_cohort, make_course, make_enrolment, make_given, make_quiz, make_user
from tests.statements import data_statements

MADE = datetime(2026, 11, 25, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def attempt(db: None) -> Attempt:
    course = make_course(title="Rivers")
    cohort = make_cohort(course, name="11B", time_zone="Asia/Almaty")
    student = make_enrolment(cohort=cohort, user=make_user("zarina", first_name="Zarina", last_name="Yusupova"))
    quiz = make_quiz(course, questions=3, title="Banks and beds")
    attempt = make_attempt(quiz, enrolment=student, given={1: "yes"})
    attempt.started_at = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
    attempt.save(update_fields=["started_at"])
    Answer.objects.filter(response__attempt=attempt).delete()
    save_answers(attempt=attempt, answers=[make_given(1, "yes", certainty="sure"), make_given(2, "no", sequence=2)])
    return attempt


@pytest.fixture
def sitting(attempt: Attempt) -> Attempt:
    """As the page has it."""
    return Attempt.objects.sittings().get(pk=attempt.pk)


def saved_at(attempt: Attempt, position: int) -> str:
    answer = attempt.responses.get(position=position).current_answer
    assert answer
    local = answer.saved_at.astimezone(attempt.enrolment.cohort.zone)
    return f"{local.day} {local:%B %Y, %H:%M:%S} {local:%Z}"


def test_a_receipt_says_what_was_saved_when_in_the_time_of_the_class(attempt: Attempt, sitting: Attempt) -> None:
    lines = write_receipt(sitting, made=MADE).splitlines()

    assert lines[:9] == [
        "What casite has saved of an attempt at a quiz",
        "",
        "Quiz: Banks and beds, attempt 1",
        "Class: 11B, Rivers",
        "Student: Zarina Yusupova",
        "Begun: 25 November 2026, 16:00:00 +05",
        "Not handed in yet.",
        "This receipt was made: 25 November 2026, 17:00:30 +05",
        "",
    ]
    first, second = (response.version.content for response in attempt.responses.order_by("position")[:2])
    assert lines[9:16] == [
        f"Item 1, saved {saved_at(attempt, 1)}:",
        f"    {first.describe({'choice': 'yes'})} (Sure)",
        "",
        f"Item 2, saved {saved_at(attempt, 2)}:",
        f"    {second.describe({'choice': 'no'})}",
        "",
        "Item 3: nothing is saved.",
    ]
    assert [line.partition(": ")[0] for line in lines[16:]] == ["", "casite-answers", "casite-signature"]


def test_a_closed_attempt_says_when_it_was_handed_in(attempt: Attempt) -> None:
    submit(attempt=attempt)
    Attempt.objects.filter(pk=attempt.pk).update(closed_at=MADE)

    text = write_receipt(Attempt.objects.sittings().get(pk=attempt.pk))

    assert text.splitlines()[6] == "Handed in: 25 November 2026, 17:00:30 +05"


def test_an_answer_that_came_too_late_is_listed_as_such(attempt: Attempt, sitting: Attempt) -> None:
    response = attempt.responses.get(position=2)
    late = response.answers.create(
        uuid="00000000-0000-4000-8000-000000000001", sequence=9, value={"choice": "yes"}, late=True, saved_at=MADE
    )

    text = write_receipt(sitting)

    said = "Item 2, came too late on 25 November 2026, 17:00:30 +05 and does not count:"
    assert text.splitlines()[text.splitlines().index(said) + 1].strip() == response.version.content.describe(late.value)
    assert str(late.uuid) in [str(uuid) for uuid in read_receipt(text).answers]


def test_a_receipt_names_the_answers_that_count(attempt: Attempt, sitting: Attempt) -> None:
    save_answers(attempt=attempt, answers=[make_given(1, "no", sequence=5)])
    counted = [response.current_answer for response in attempt.responses.exclude(current_answer=None)]

    receipt = read_receipt(write_receipt(sitting, made=MADE))

    assert (receipt.attempt, receipt.made) == (attempt.pk, MADE)
    assert list(receipt.answers) == [answer.uuid for answer in counted if answer]


def test_a_text_comes_back_whole_from_mail_and_editors(sitting: Attempt) -> None:
    text = write_receipt(sitting)

    assert read_receipt("\ufeff\r\n" + text.replace("\n", "  \r\n") + "\r\n\r\n") == read_receipt(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Item 3: nothing is saved.", "Item 3, saved 25 November 2026, 16:00:00 +05:\n    yes"),
        ("Zarina", "Sarina"),
        ("attempt 1", "attempt 2"),
        ("16:00:00", "15:00:00"),
        ('"attempt":', '"attempt": 1'),
        ("casite-signature: ", "casite-signature: a"),
        ("casite-signature: ", ""),
        ("casite-answers: ", "casite-answers:"),
    ],
)
def test_whatever_is_changed_in_it_shows(sitting: Attempt, old: str, new: str) -> None:
    text = write_receipt(sitting)
    assert old in text

    with pytest.raises(Altered):
        read_receipt(text.replace(old, new, 1))


@pytest.mark.parametrize("body", ["", "Words.", 'casite-answers: {"attempt": 1}', "a\ncasite-answers: nothing"])
def test_a_signed_text_that_is_no_receipt_is_none(body: str) -> None:
    with pytest.raises(Altered):
        read_receipt(signed(body))


def test_another_signature_of_this_site_does_not_pass(sitting: Attempt) -> None:
    body = write_receipt(sitting).rpartition("\ncasite-signature: ")[0]

    with pytest.raises(Altered):
        read_receipt(f"{body}\ncasite-signature: {Signer(salt='something else').signature(body)}")


@hypothesis_settings(max_examples=50, deadline=None)
@drawn(st.text())
def test_any_other_text_is_no_receipt(text: str) -> None:
    with pytest.raises(Altered):
        read_receipt(text)


def test_what_is_stored_is_found_and_what_is_lost_is_named(attempt: Attempt, sitting: Attempt) -> None:
    text = write_receipt(sitting)
    attempts = Attempt.objects.filter(pk=attempt.pk)
    assert verify(text, attempts).missing == ()
    lost = Answer.objects.get(response__attempt=attempt, response__position=2)
    lost.delete()

    verified = verify(text, attempts)

    assert verified.attempt == attempt
    assert verified.missing == (lost.uuid,)


def test_an_attempt_that_is_not_for_ones_eyes_is_not_compared(attempt: Attempt, sitting: Attempt) -> None:
    verified = verify(write_receipt(sitting), Attempt.objects.none())

    assert (verified.attempt, verified.missing) == (None, ())


def test_a_receipt_takes_two_statements_however_many_items(attempt: Attempt) -> None:
    large = make_attempt(make_quiz(attempt.quiz.course, questions=12), enrolment=attempt.enrolment)
    for one in (attempt, large):
        sitting = Attempt.objects.sittings().select_related("enrolment__user").get(pk=one.pk)
        with data_statements() as statements:
            write_receipt(sitting)

        assert len(statements) == 2
