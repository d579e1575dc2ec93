"""How a claim is forgotten: days of the calendar, no chance, no steps of minutes."""

from datetime import date, timedelta

from quizzes.forgetting import Memory, after_answer, chance
from quizzes.models import Rating

DAY = date(2026, 11, 2)


def history(*ratings: int, days_apart: int) -> Memory:
    memory, day = after_answer(None, rating=ratings[0], day=DAY), DAY
    for rating in ratings[1:]:
        day += timedelta(days=days_apart)
        memory = after_answer(memory, rating=rating, day=day)
    return memory


def test_the_first_answer_gives_the_stability_of_fsrs() -> None:
    """Its default parameters for Again, Good and Easy."""
    first = [after_answer(None, rating=rating, day=DAY) for rating in Rating]

    assert [round(memory.stability, 4) for memory in first] == [0.212, 2.3065, 8.2956]
    assert [(memory.due_on - DAY).days for memory in first] == [1, 2, 8]


def test_the_same_history_gives_the_same_schedule() -> None:
    assert len({history(Rating.GOOD, Rating.AGAIN, Rating.EASY, days_apart=9) for _ in range(50)}) == 1


def test_nothing_is_due_on_the_day_of_its_answer() -> None:
    assert all(history(*[rating] * 5, days_apart=0).due_on > DAY for rating in Rating)


def test_a_right_answer_lengthens_and_a_wrong_one_shortens_the_interval() -> None:
    good = history(Rating.GOOD, Rating.GOOD, days_apart=3)
    lapse = history(Rating.GOOD, Rating.GOOD, Rating.AGAIN, days_apart=3)

    assert 2.3 < good.stability > lapse.stability
    assert lapse.difficulty > good.difficulty


def test_an_answer_that_seems_older_than_the_last_counts_on_its_day() -> None:
    memory = after_answer(None, rating=Rating.GOOD, day=DAY)

    assert after_answer(memory, rating=Rating.GOOD, day=DAY - timedelta(days=1)).answered_on == DAY


def test_after_as_many_days_as_it_is_stable_nine_of_ten_are_known() -> None:
    memory = Memory(stability=10, difficulty=5, answered_on=DAY, due_on=DAY + timedelta(days=10))

    assert chance(memory, DAY) == 1
    assert round(chance(memory, DAY + timedelta(days=10)), 9) == 0.9
    assert chance(memory, DAY + timedelta(days=11)) < 0.9
