"""How much CPU the site needs for a request, in reference views.

The site runs as production does (gunicorn with one worker, DEBUG off, all middleware, cache in memory) on a fresh
database with the real course and thirty simulated students. Beside it, served the same way, stands the reference
view: Django without middleware that answers a constant. What counts is the CPU time, user and system, of every
server process, divided by that of the reference view in the same round; the clock on the wall does not matter.
Linux tells it to the nanosecond for each process: gunicorn's master and worker, and with PostgreSQL the backends of
our database. The writers of its cluster are counted too, unless somebody else is connected to that cluster.
A backend that ends while it is measured is lost; there is none as long as the site's pool keeps its connections.

The table shows the median of the rounds with their spread. Nothing here passes or fails: it is for reading.

With --fuzz it measures nothing: it sends mangled saves, starts and submits for so many seconds, and fails where the
site breaks or a refused request has changed a row. With --linter it measures how long the linter takes over the
course; that runs in the bench itself, without a server.
"""

import argparse
import json
import secrets
import sys

from tests.bench.fuzzing import fuzz
from tests.bench.judging import judge
from tests.bench.pages import PAGES
from tests.bench.running import run
from tests.bench.servers import BenchError


class Plain(argparse.RawDescriptionHelpFormatter):
    """The docstring as it stands."""


def say(words: str) -> None:
    print(words, file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__, formatter_class=Plain)
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL database to make and to drop again")
    parser.add_argument("--only", default="", metavar="NAME", help="only pages whose name contains this")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each page is measured (5)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--fuzz", type=float, default=0, metavar="SECONDS", help="send mangled requests for so long")
    parser.add_argument("--linter", action="store_true", help="measure the linter over the whole course")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32), help="draw the same mangled requests again")
    options = parser.parse_args()
    try:
        if options.linter:
            print(judge(options.database))
            return
        if options.fuzz:
            fuzzed = fuzz(options.fuzz, database=options.database, seed=options.seed, said=say)
            print(fuzzed.as_text())
            sys.exit(1 if fuzzed.faults else 0)
        found = run(
            [page for page in PAGES if options.only in page.name],
            database=options.database,
            rounds=options.rounds,
            said=say,
        )
    except BenchError as error:
        sys.exit(str(error))
    print(json.dumps(found.as_json(), indent=1) if options.json else found.as_table())


main()
