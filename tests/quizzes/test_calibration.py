"""How well students know what they know."""

from quizzes.calibration import FEWEST, calibrate


def test_of_each_degree_it_tells_how_many_were_right() -> None:
    answers = [("guessing", False), *[("sure", n < 7) for n in range(9)], ("fairly_sure", True)]

    calibration = calibrate(answers)

    assert [(degree.name, degree.right, degree.answers, degree.percent) for degree in calibration.degrees] == [
        ("sure", 7, 9, 78),
        ("fairly_sure", 1, 1, 100),
        ("guessing", 0, 1, 0),
    ]
    assert [degree.words for degree in calibration.degrees] == [
        "When you were sure you were right 7 of 9 times.",
        "When you were fairly sure, once, you were right.",
        "When you guessed, once, you were not right.",
    ]


def test_a_picture_wants_enough_answers() -> None:
    assert not calibrate([("sure", True)] * (FEWEST - 1)).has_picture
    assert calibrate([("sure", True)] * FEWEST).has_picture


def test_without_answers_there_is_nothing() -> None:
    assert not calibrate([])
    assert calibrate([("sure", False)])
