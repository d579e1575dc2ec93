"""One run of the bench from an empty folder to the figures."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.databases import fresh
from tests.bench.measuring import Measure, measure
from tests.bench.pages import Page, Site
from tests.bench.servers import ROOT, BenchError, Client, serving
from tests.bench.weight import Weight, weigh


@dataclass(frozen=True)
class Found:
    database: str
    measures: Sequence[Measure]
    reference: float
    """The milliseconds of the reference view."""
    memory: int
    """The most that the worker held, in MB."""
    weights: Sequence[Weight]
    note: str = ""

    @property
    def sqlite(self) -> bool:
        return self.database == "SQLite"

    def as_json(self) -> dict[str, Any]:
        rows = [
            {
                "page": row.page.name,
                "ms": median(row.milliseconds),
                "ratio": row.ratio,
                "ratios": row.ratios,
                "budget": row.page.budget_on(sqlite=self.sqlite),
            }
            for row in self.measures
        ]
        weights = [{"page": row.page, "bytes": row.received, "budget": row.budget} for row in self.weights]
        figures = {"reference_ms": self.reference, "worker_mb": self.memory, "note": self.note}
        return {"database": self.database, **figures, "pages": rows, "weights": weights}

    def as_table(self) -> str:
        lines = [f"{'page on ' + self.database:<34}{'ms CPU':>8}{'ratio':>8}{'spread':>14}{'budget':>8}  verdict"]
        for row in self.measures:
            budget, verdict = row.page.budget_on(sqlite=self.sqlite), row.verdict(sqlite=self.sqlite)
            spread = f"{min(row.ratios):.1f}–{max(row.ratios):.1f}"
            figures = f"{median(row.milliseconds):>8.2f}{row.ratio:>8.1f}{spread:>14}"
            lines.append(f"{row.page.name:<34}{figures}{'' if budget is None else format(budget, 'g'):>8}  {verdict}")
        lines.append(f"{'reference view':<34}{self.reference:>8.2f}{1:>8.1f}")
        lines += [f"{row.page:<34}{row.received / 1024:>8.1f} KB of {row.budget}" for row in self.weights]
        return "\n".join([*lines, f"The worker held {self.memory} MB at most (budget 100).", self.note]).rstrip()


def run(
    pages: Sequence[Page], *, rounds: int, database: str = "", said: Callable[[str], None] = lambda words: None
) -> Found:
    with tempfile.TemporaryDirectory(prefix="casite-bench-") as name, fresh(database, Path(name)) as stored:
        said("a database with course and class ...")
        environment = production(stored.url, Path(name))
        known = run_in_django("tests.bench.classroom", environment)
        with serving("casite.wsgi", environment) as server, serving("tests.bench.reference", {}) as reference:
            etag = Client(server.port).get(known["addresses"]["lesson"]).get("etag", "")
            site = Site(server.port, {**known, "etag": etag})
            student, seat = site.student(0)
            student.get(seat["attempt"])  # Whose sessions do not count would be measured as visitors.
            measures, seconds = measure(
                pages, site=site, cpu=lambda: server.cpu() | stored.cpu(), reference=reference, rounds=rounds, said=said
            )
            weights = weigh(site)
            return Found(stored.name, measures, 1000 * seconds, server.memory(), weights, stored.note)


def production(database: str, folder: Path) -> Mapping[str, str]:
    """The environment of the site. What this machine has set for other purposes is put out of force."""
    unset = ("HTTPS", "HSTS_SECONDS", "CSRF_TRUSTED_ORIGINS", "TIME_ZONE", "CACHE_URL", "EMAIL_URL", "ALLOWED_HOSTS")
    return {
        **dict.fromkeys(unset, ""),
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DEBUG": "off",
        "SECRET_KEY": "of the bench",
        "DATABASE_URL": database,
        "BENCH_STATIC": str(folder / "static"),
    }


def run_in_django(module: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """What the `main` of a module prints, as JSON, in a process with the settings of the site."""
    program = f"import django; django.setup(); from {module} import main; main()"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise BenchError("The database could not be filled: the reason stands above.")
    known: dict[str, Any] = json.loads(done.stdout)
    return known
