"""What instructors do with attempts that have begun: what is done, what is refused, and what stays."""

from datetime import timedelta

import pytest
from django.test import Client

from quizzes.interventions import InterventionRefused, intervene
from quizzes.marking import append_mark, submit
from quizzes.models import Attempt, Intervention, Mark
from quizzes.models.append_only import AppendOnlyError
from tests.factories import (
    from_now,
    make_attempt,
    make_check,
    make_check_answer,
    make_closed_attempt,
    make_course,
    make_given,
    make_lesson,
    make_overdue_attempt,
    make_quiz,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db


def act(attempt: Attempt, kind: str, hours: float | None = None) -> Attempt:
    """Do it, and give the attempt as it stands then."""
    intervene(attempt=attempt, kind=kind, reason="The power failed.", by=None, until=from_now(hours))
    return Attempt.objects.get(pk=attempt.pk)


def refusal(attempt: Attempt, kind: str, hours: float | None = None) -> str:
    with pytest.raises(InterventionRefused) as refused:
        act(attempt, kind, hours)
    assert Attempt.objects.get(pk=attempt.pk).interventions.count() == attempt.interventions.count()
    return str(refused.value)


@pytest.fixture
def timed() -> Attempt:
    return make_attempt(make_quiz(make_course(), time_limit=30), given={1: "yes"})


@pytest.fixture
def free() -> Attempt:
    return make_attempt(make_quiz(make_course()), given={1: "yes"})


def test_an_extension_moves_the_end_and_is_noted(timed: Attempt) -> None:
    by = make_user()
    until = from_now(2)

    noted = intervene(attempt=timed, kind="extend", reason="The power failed.", by=by, until=until)

    assert (noted.kind, noted.until, noted.reason, noted.by) == ("extend", until, "The power failed.", by)
    assert Attempt.objects.get(pk=timed.pk).ends_at == until
    with pytest.raises(AppendOnlyError):
        noted.save()


def test_an_extension_is_taken_back_but_nothing_of_what_was_promised(timed: Attempt) -> None:
    act(timed, "extend", 200)

    shorter = act(timed, "extend", 1)

    assert shorter.ends_at == Intervention.objects.latest("pk").until
    assert "promised more time" in refusal(timed, "extend", 0.1)


def test_an_overdue_attempt_that_nobody_has_closed_can_be_extended() -> None:
    attempt = make_overdue_attempt(make_quiz(make_course(), time_limit=30))

    extended = act(attempt, "extend", 1)

    assert not extended.is_overdue


def test_a_closed_attempt_is_reopened_and_marked_anew() -> None:
    attempt = make_closed_attempt(make_quiz(make_course(), questions=2), given={1: "no", 2: "no"})
    second = attempt.responses.get(position=2)
    append_mark(response=second, fraction=0.5, rule=Mark.Rule.HAND, version=second.version, reason="Nearly.")

    reopened = act(attempt, "reopen")
    make_answer(reopened, 1, "yes")
    make_answer(reopened, 2, "yes")
    closed = act(reopened, "close")

    scored = Attempt.objects.with_score().get(pk=closed.pk)
    assert (reopened.closed_at, reopened.ends_at, scored.score) == (None, None, 1.5)
    marks = [list(row.all_marks.values_list("fraction", "rule")) for row in attempt.responses.all()]
    assert marks == [
        [(0, "automatic"), (1, "automatic")],
        [(0, "automatic"), (0.5, "hand"), (1, "automatic")],
    ]


def make_answer(attempt: Attempt, position: int, key: str) -> None:
    response = attempt.responses.get(position=position)
    given = make_given(position, key, sequence=9)
    response.current_answer = response.answers.create(uuid=given.uuid, sequence=9, value=given.value)
    response.save()


@pytest.mark.parametrize(("rule", "wanted"), [("full_marks", 1), ("new_key", 0), ("both_keys", 1)])
def test_what_a_regrade_said_is_said_of_the_new_answer_too(rule: str, wanted: float) -> None:
    attempt = make_closed_attempt(make_quiz(make_course(), questions=1), given={1: "perhaps"})
    response = attempt.responses.get()
    question = response.version.question
    other = question.versions.create(
        digest="other",
        marking_digest="other",
        snapshot={**response.version.snapshot, "payload": with_key(response.version.snapshot["payload"], "no")},
    )
    append_mark(response=response, fraction=1, rule=rule, version=other, reason="The key was wrong.")
    make_answer(act(attempt, "reopen"), 1, "yes")

    act(attempt, "close")

    response.refresh_from_db()
    assert response.fraction == wanted
    assert response.current_mark is not None
    assert (response.current_mark.rule, response.current_mark.version) == (rule, other)


def with_key(payload: dict[str, object], key: str) -> dict[str, object]:
    options = [{**option, "right": option["key"] == key} for option in payload["options"]]  # type: ignore[attr-defined]
    return {**payload, "options": options}


def test_reopening_a_timed_attempt_needs_an_end(timed: Attempt) -> None:
    submit(attempt=timed)
    assert "Say until when" in refusal(timed, "reopen")

    reopened = act(timed, "reopen", 1)

    assert reopened.closed_at is None
    assert reopened.ends_at == Intervention.objects.get().until


def test_closing_hands_in_what_was_saved(free: Attempt) -> None:
    act(free, "close")

    scored = Attempt.objects.with_score().get(pk=free.pk)
    assert (scored.score, scored.closed_at is None) == (1, False)


def test_a_void_attempt_is_closed_and_restored(free: Attempt) -> None:
    void = act(free, "void")
    restored = act(free, "restore")

    assert (void.void, void.closed_at is None, void.counts) == (True, False, False)
    assert restored.counts
    assert list(Attempt.objects.counted()) == [restored]


def test_nonsense_is_refused_in_words(timed: Attempt, free: Attempt) -> None:
    closed = make_closed_attempt(make_quiz(make_course()))
    assert "It has no end" in refusal(free, "extend", 1)
    assert "in the past" in refusal(timed, "extend", -1)
    assert "Say until when" in refusal(timed, "extend")
    assert refusal(free, "reopen") == "It is open."
    assert refusal(free, "restore") == "It is not void."
    assert refusal(closed, "close") == "It is closed already."
    assert refusal(closed, "extend", 1) == "It is closed. Reopen it instead."
    void = act(closed, "void")
    assert refusal(void, "void") == "It is void already."
    assert refusal(void, "reopen") == "It is void. Restore it first."


def test_an_attempt_is_not_reopened_beside_an_open_one() -> None:
    quiz = make_quiz(make_course())
    closed = make_closed_attempt(quiz)
    make_attempt(quiz, enrolment=closed.enrolment)

    assert refusal(closed, "reopen") == "The student has another open attempt at this quiz."


def test_checks_are_left_alone(free: Attempt) -> None:
    check = make_check(make_section(make_lesson(free.enrolment.cohort.course)))
    attempt = make_check_answer(free.enrolment, check).attempt

    assert "Checks of lessons" in refusal(attempt, "void")


def test_the_end_follows_from_the_history(timed: Attempt) -> None:
    for hours in (3, 2, 4):
        act(timed, "extend", hours)
    act(timed, "close")
    last = act(timed, "reopen", 1)

    assert last.ends_at == last.interventions.exclude(until=None).latest("pk").until
    assert last.frozen.end_of(last.started_at) == timed.started_at + timedelta(minutes=30)


def test_the_student_reads_the_reason(client: Client, free: Attempt) -> None:
    client.force_login(free.enrolment.user)
    act(free, "void")

    review = client.get(f"/attempts/{free.pk}/review/").text
    quiz = client.get(free.quiz.get_absolute_url()).text  # type: ignore[union-attr]

    assert "this attempt is void and counts nowhere, because: The power failed." in review
    assert "void: it counts nowhere" in quiz
    act(free, "restore")
    act(free, "reopen")
    assert "has opened this attempt again, because: The power failed." in client.get(free.get_absolute_url()).text
