"""Counting how often something was done."""

import time

import pytest
from django.core.cache import cache

from casite.throttles import (
    MAILS_OF_ADDRESS,
    MAILS_TO_ACCOUNT,
    NEW_ACCOUNTS_OF_ADDRESS,
    WRONG_CODES_OF_ACCOUNT,
    WRONG_CODES_OF_ADDRESS,
    Throttle,
)

THREE = Throttle("three", limit=3, seconds=60)


def test_as_many_are_within_the_limit_as_it_says() -> None:
    assert [(THREE.is_spent("timur"), THREE.count("timur")) for _ in range(5)] == [
        *[(False, True)] * 3,
        *[(True, False)] * 2,
    ]


def test_others_and_other_throttles_count_by_themselves() -> None:
    for _ in range(3):
        THREE.count("timur")

    assert (THREE.is_spent("timur"), THREE.is_spent("laila")) == (True, False)
    assert not Throttle("other", limit=3, seconds=60).is_spent("timur")


def test_counting_begins_anew_when_the_seconds_are_over() -> None:
    short = Throttle("short", limit=1, seconds=1)
    short.count("timur")
    spent = short.is_spent("timur")
    time.sleep(1.1)

    assert (spent, short.is_spent("timur"), short.count("timur")) == (True, False, True)


@pytest.mark.parametrize("who", ["", "198.51.100.7", "a b\nc", "Жанар", "x" * 5000, "::1%\x00"])
def test_whatever_a_client_says_of_itself_can_be_counted(who: str) -> None:
    assert [THREE.count(who) for _ in range(4)] == [True, True, True, False]


def test_a_count_that_ends_in_between_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    THREE.count("timur")

    def gone(key: str) -> int:
        cache.delete(key)
        raise ValueError(key)

    monkeypatch.setattr(cache, "incr", gone)
    assert THREE.count("timur")
    assert cache.get(THREE.key("timur")) == 1


def test_the_numbers_are_those_of_the_docstring() -> None:
    throttles = (
        *(WRONG_CODES_OF_ACCOUNT, WRONG_CODES_OF_ADDRESS, NEW_ACCOUNTS_OF_ADDRESS),
        *(MAILS_TO_ACCOUNT, MAILS_OF_ADDRESS),
    )

    assert [(throttle.limit, throttle.seconds) for throttle in throttles] == [
        *((10, 900), (100, 900), (120, 3600), (1, 300), (20, 3600))
    ]
