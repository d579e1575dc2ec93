"""How long the linter takes over the whole course of the repository."""

import tempfile
from pathlib import Path

from tests.bench.databases import fresh
from tests.bench.running import production, run_in_django

BUDGET = 5
"""Seconds of CPU."""


def judge(database: str = "") -> str:
    """The figures in words, each of the best of three."""
    with tempfile.TemporaryDirectory(prefix="casite-bench-") as name, fresh(database, Path(name)) as stored:
        found = run_in_django("tests.bench.judged_course", production(stored.url, Path(name)))
    lines = [f"{kind:<34}{seconds:>8.2f} s CPU (budget {BUDGET})" for kind, seconds in found["seconds"].items()]
    return "\n".join([f"{found['rows']} rows, {found['rules']} rules", *lines])
