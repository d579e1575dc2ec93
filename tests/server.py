"""The site as a process of its own beside the test, with the test's database: killed, hung and started by tests."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.db import connection

ROOT = Path(__file__).parent.parent
START_TIMEOUT = 60.0
BOOTED = re.compile(r"Booting worker with pid: (\d+)")
GUNICORN = Path(sys.executable).with_name("gunicorn")


class Server:
    """gunicorn as in production; where it is not installed, Django's development server.

    All that it leaves in files goes to `folder`. `options` are of gunicorn, and so is another `build` of the site.
    """

    def __init__(self, folder: Path, *options: str, build: str = "casite.wsgi") -> None:
        self.folder, self.options, self.build = folder, options, build
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def launch(self) -> None:
        """Let it begin to start, at the same address each time."""
        assert self.process is None
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )

    def start(self) -> None:
        """Returns when it answers."""
        self.launch()
        deadline = time.monotonic() + START_TIMEOUT
        while not self.answers():
            if time.monotonic() > deadline or self.process is None or self.process.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text())
            time.sleep(0.05)

    def kill(self) -> None:
        """As `kill -9` does: it has no time to finish anything."""
        if self.process:
            self.signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def kill_worker(self) -> None:
        """Kill what answers, and not what watches over it: that starts another, and with `--preload` at once."""
        workers = BOOTED.findall((self.folder / "server.log").read_text())
        if workers:
            os.kill(int(workers[-1]), signal.SIGKILL)
        else:  # The development server is all one.
            self.kill()
            self.start()

    def hang(self) -> None:
        """It takes connections, and never answers, until it wakes."""
        self.signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.signal(signal.SIGCONT)

    def signal(self, number: signal.Signals) -> None:
        """To the process and its workers."""
        assert self.process
        os.killpg(self.process.pid, number)

    def answers(self) -> bool:
        try:
            with http(self.port) as http_connection:
                http_connection.request("GET", "/healthz")
                return http_connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False

    def command(self) -> list[str]:
        if GUNICORN.exists():
            options = ("--threads", "4", "--no-control-socket", "--bind", f"localhost:{self.port}")
            return [str(GUNICORN), *options, *self.options, self.build]
        options = ("--noreload", "--skip-checks", f"localhost:{self.port}")
        return [sys.executable, "manage.py", "runserver", *options]

    def environment(self) -> dict[str, str]:
        ours = {"DATABASE_URL": database_url(), "TMPDIR": str(self.folder)}
        return {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "tests.settings"}


@contextmanager
def http(port: int, timeout: float = 5) -> Iterator[HTTPConnection]:
    http_connection = HTTPConnection("localhost", port, timeout=timeout)
    try:
        yield http_connection
    finally:
        http_connection.close()


@contextmanager
def running_server(folder: Path, *options: str, build: str = "casite.wsgi") -> Iterator[Server]:
    server = Server(folder, *options, build=build)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def free_port() -> int:
    with socket.create_server(("localhost", 0)) as free:
        return int(free.getsockname()[1])


def database_url() -> str:
    """The address of the test's own database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()
