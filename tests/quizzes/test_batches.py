"""What a browser sends is read, or refused; it never breaks anything."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.batches import ANSWER_BYTES, Batch, TooLarge, Unreadable, read_batch


def entry(**fields: Any) -> dict[str, Any]:
    return {"uuid": str(uuid4()), "sequence": 1, "position": 1, "value": {"choice": "yes"}, **fields}


def batch(*answers: Any, **fields: Any) -> bytes:
    return json.dumps({"seen": 0, "answers": list(answers), **fields}).encode()


def test_a_batch_is_read() -> None:
    sent = entry(certainty="sure", client_time="2026-11-26T14:32:07.123+05:00")

    [answer] = read_batch(batch(sent)).answers

    assert (str(answer.uuid), answer.sequence, answer.position) == (sent["uuid"], 1, 1)
    assert (answer.value, answer.certainty) == ({"choice": "yes"}, "sure")
    assert answer.client_time == datetime(2026, 11, 26, 9, 32, 7, 123000, tzinfo=UTC)


@pytest.mark.parametrize(
    "time", [None, "yesterday", "2026-11-26T14:32:07", "0001-01-01T00:00:00+14:00", 1e300, -1, [], {}]
)
def test_a_clock_that_is_wrong_costs_no_answer(time: object) -> None:
    [answer] = read_batch(batch(entry(client_time=time))).answers

    assert answer.client_time is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'{"seen": 0}',
        b'{"answers": []}',
        b'{"seen": -1, "answers": []}',
        b'{"seen": NaN, "answers": []}',
        b'{"seen": true, "answers": []}',
        b'{"seen": "0", "answers": []}',
        b'{"seen": 0, "answers": {}}',
        b'{"seen": 0, "answers": [], "more": 1}',
        b"[" * 100_000,
        b'{"seen": ' + b"9" * 5000 + b', "answers": []}',
        batch(entry(value=float("nan"))),
        batch(entry(value=float("inf"))),
        batch(entry(uuid="1")),
        batch(entry(uuid=None)),
        batch(entry(sequence=-1)),
        batch(entry(sequence=2**31)),
        batch(entry(sequence=1.5)),
        batch(entry(position=2**15)),
        batch(entry(position=True)),
        batch(entry(certainty=1)),
        batch(entry(late=True)),
        batch({"uuid": "5f0b7a5c-3d43-4a4f-9d0e-2f0a6f3c1e11"}),
        batch(*(entry() for _ in range(201))),
    ],
)
def test_what_is_no_batch_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_batch(body)


def test_an_answer_of_64_kb_is_read_and_a_larger_one_is_not() -> None:
    def of_size(size: int) -> dict[str, Any]:
        room = size - len(json.dumps(entry(value="")))
        return entry(value="x" * room)

    assert len(read_batch(batch(of_size(ANSWER_BYTES), of_size(ANSWER_BYTES))).answers) == 2
    with pytest.raises(TooLarge):
        read_batch(batch(entry(), of_size(ANSWER_BYTES + 1)))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(content=json_values)
def test_any_json_is_read_or_refused(content: object) -> None:
    with contextlib.suppress(Unreadable):
        assert isinstance(read_batch(json.dumps(content).encode()), Batch)


@given(body=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert isinstance(read_batch(body), Batch)


def test_a_sequence_leaves_room_for_those_that_follow() -> None:
    assert read_batch(batch(entry(sequence=10**9))).answers[0].sequence == 10**9
    with pytest.raises(Unreadable):
        read_batch(batch(entry(sequence=10**9 + 1)))
