"""The bench runs. What it measures is for reading: no test depends on the speed of a machine."""

import sys

import pytest

from tests.bench.fuzzing import fuzz
from tests.bench.judging import judge
from tests.bench.pages import PAGES
from tests.bench.running import run


@pytest.mark.skipif(sys.platform != "linux", reason="reads the CPU time of processes from Linux")
def test_a_round_of_one_page_gives_a_row_with_its_figures() -> None:
    [page] = [page for page in PAGES if page.name == "save"]

    found = run([page], rounds=1)

    [row] = found.as_json()["pages"]
    assert (row["page"], row["budget"], len(row["ratios"])) == ("save", 12, 1)
    assert row["ratio"] > 1
    assert found.memory > 20
    assert found.as_table().splitlines()[1].split()[:1] == ["save"]


@pytest.mark.skipif(sys.platform != "linux", reason="runs gunicorn as production does")
def test_mangled_requests_break_nothing_and_change_nothing() -> None:
    found = fuzz(5, seed=1)

    assert found.faults == []
    assert found.requests >= 20
    assert len(found.statuses) >= 4


def test_the_linter_is_measured_over_the_whole_course() -> None:
    head, *lines = judge().split("\n")

    assert int(head.split()[0]) > 1_000
    assert [" ".join(line.split()[:3]) for line in lines] == ["from its files", "from the database"]
