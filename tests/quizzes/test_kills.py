"""What a student has been told to be saved is saved, though the server is killed at any moment."""

from pathlib import Path

import pytest

from quizzes.models import Answer, Response
from tests.factories import make_attempt, make_course, make_quiz
from tests.saving_through_kills import save_through_kills
from tests.server import GUNICORN, running_server

STUDENTS, ITEMS, KILLS, UNDER_WAY = 3, 20, 30, 20


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


@pytest.mark.skipif(not GUNICORN.exists(), reason="gunicorn serves another build, and is not installed")
@pytest.mark.django_db(transaction=True)
def test_a_build_that_acknowledges_before_it_commits_is_found_out(tmp_path: Path) -> None:
    quiz = make_quiz(make_course(), questions=ITEMS)
    attempts = [make_attempt(quiz) for _ in range(STUDENTS)]

    with running_server(tmp_path, "--preload", build="tests.acknowledges_early") as server:
        acknowledged, _met = save_through_kills(server, attempts, kills=KILLS, whole=3)

    stored = set(Answer.objects.values_list("uuid", flat=True))
    assert acknowledged - stored != set()
