"""Rounds of measures. Each stands beside one of the reference view, so that a machine that is busy slows both."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import mean, median

from tests.bench.pages import Page, Site
from tests.bench.servers import Client, Server

REFERENCES = 200
"""Requests to the reference view between two measures; a ratio is of those before and after it."""
Cpu = Callable[[], dict[int, float]]
"""Seconds by process."""


@dataclass
class Measure:
    page: Page
    ratios: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    def verdict(self, *, sqlite: bool) -> str:
        budget = self.page.budget_on(sqlite=sqlite)
        return "" if budget is None else "within" if self.ratio <= budget else "OVER"


def measure(
    pages: Sequence[Page], *, site: Site, cpu: Cpu, reference: Server, rounds: int, said: Callable[[str], None]
) -> tuple[list[Measure], float]:
    """The measures, and the seconds of one request to the reference view."""
    for page in pages:
        visit(page, site, range(page.times))  # Caches warm.
    measures = [Measure(page) for page in pages]
    references = [refer(reference)]
    for number in range(rounds):
        said(f"round {number + 1} of {rounds}")
        for row in measures:
            seconds = spent(cpu, partial(visit, row.page, site, range(row.page.times))) / row.page.times
            references.append(refer(reference))
            row.ratios.append(seconds / mean(references[-2:]))
            row.milliseconds.append(1000 * seconds)
    return measures, median(references)


def visit(page: Page, site: Site, numbers: Iterable[int]) -> None:
    for number in numbers:
        page.visit(site, number)


def refer(reference: Server) -> float:
    """The seconds of one request to the reference view."""
    client = Client(reference.port)
    return spent(reference.cpu, lambda: [client.get("/") for _ in range(REFERENCES)]) / REFERENCES


def spent(cpu: Cpu, work: Callable[[], object]) -> float:
    """What processes have used while something was done; one that began meanwhile counts whole."""
    before = cpu()
    work()
    return sum(seconds - before.get(pid, 0) for pid, seconds in cpu().items())
