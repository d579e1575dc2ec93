"""What a student has been told to be saved is saved, though the server is killed at any moment."""

from pathlib import Path

import pytest

from quizzes.models import Answer, Response
from tests.factories import make_attempt, make_course, make_quiz
from tests.saving_through_kills import CheckingStudent, save_through_kills
from tests.server import GUNICORN, running_server

STUDENTS, ITEMS, KILLS, UNDER_WAY = 3, 20, 30, 20
CHECKED = 100


@pytest.mark.django_db(transaction=True)
def test_every_acknowledged_answer_survives_kills(tmp_path: Path) -> None:
    quiz = make_quiz(make_course(), questions=ITEMS)
    attempts = [make_attempt(quiz) for _ in range(STUDENTS)]

    with running_server(tmp_path, "--preload") as server:
        acknowledged, met = save_through_kills(server, attempts, kills=KILLS, whole=3)

    stored = list(Answer.objects.values_list("uuid", flat=True))
    assert met >= UNDER_WAY
    assert len(acknowledged) >= STUDENTS * KILLS
    assert acknowledged - set(stored) == set()
    assert len(stored) == len(set(stored))
    for response in Response.objects.exclude(current_answer=None).select_related("current_answer"):
        assert response.current_answer == response.answers.order_by("sequence").last()


@pytest.mark.django_db(transaction=True)
def test_every_acknowledged_check_survives_kills_and_none_is_done_twice(tmp_path: Path) -> None:
    course = make_course()
    rules = {"feedback": "tries", "tries": 2, "penalty_percent": 50, "items_per_page": 1}
    attempts = [make_attempt(make_quiz(course, questions=CHECKED, **rules)) for _ in range(2)]

    with running_server(tmp_path, "--preload") as server:
        acknowledged, met = save_through_kills(server, attempts, kills=8, whole=2, student=CheckingStudent)

    assert met >= 2
    assert len(acknowledged) >= 16
    done = set()
    for response in Response.objects.select_related("current_mark", "current_answer"):
        tries = list(response.tries.select_related("answer").order_by("number"))
        keys = [row.answer.value["choice"] for row in tries]
        done |= {(response.attempt_id, response.position, key) for key in keys}
        assert (keys, [row.number for row in tries]) in (([], []), (["no"], [1]), (["no", "yes"], [1, 2]))
        assert (response.fixed_at is not None, response.fraction) == (len(tries) == 2, [None, 0, 0.5][len(tries)])
        assert response.all_marks.count() == len(tries)
        assert response.current_mark == response.all_marks.order_by("pk").last()
    assert acknowledged - done == set()


@pytest.mark.skipif(not GUNICORN.exists(), reason="gunicorn serves another build, and is not installed")
@pytest.mark.django_db(transaction=True)
def test_a_build_that_acknowledges_before_it_commits_is_found_out(tmp_path: Path) -> None:
    quiz = make_quiz(make_course(), questions=ITEMS)
    attempts = [make_attempt(quiz) for _ in range(STUDENTS)]

    with running_server(tmp_path, "--preload", build="tests.acknowledges_early") as server:
        acknowledged, _met = save_through_kills(server, attempts, kills=KILLS, whole=3)

    stored = set(Answer.objects.values_list("uuid", flat=True))
    assert acknowledged - stored != set()
