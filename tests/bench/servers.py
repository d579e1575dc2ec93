"""Server processes as production runs them, each with the CPU time that it has used, and a client to ask them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
GUNICORN = ("-m", "gunicorn", "--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "warning")


class BenchError(Exception):
    """The measure cannot be trusted."""


def cpu_seconds(pid: int) -> float:
    """What a process has used so far, user and system, of all its threads; 0 if it is gone.

    Linux keeps a clock of nanoseconds for every process; its number is the process's own, turned about.
    """
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


class Server:
    """Gunicorn, with its master and its worker."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    @property
    def pids(self) -> list[int]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [pid, *map(int, children.split())]

    def cpu(self) -> dict[int, float]:
        return {pid: cpu_seconds(pid) for pid in self.pids}

    def memory(self) -> int:
        """The most that the worker has held so far, in MB."""
        status = Path(f"/proc/{self.pids[-1]}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) // 1024


@contextmanager
def serving(application: str, environment: Mapping[str, str], log: IO[bytes] | None = None) -> Iterator[Server]:
    """What it says goes to `log`, or is shown."""
    port = free_port()
    command = [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{port}", application]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stderr=log)
    try:
        wait_for(port, process)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise BenchError("gunicorn has not started: what it says stands above.")


class Client:
    """Somebody's browser, as far as a server can tell. Each request has a connection of its own, as behind a proxy."""

    token = "b" * 32  # A secret of Django's form: cookie and header that agree.

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        cookies = {"sessionid": session, "csrftoken": self.token} if session else {}
        self.headers = {"Accept-Encoding": "gzip, br", "Accept-Language": "en"}
        if cookies:
            self.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def get(self, path: str, expected: int = 200, **headers: str) -> dict[str, str]:
        return self.ask("GET", path, b"", expected, {name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, body: bytes = b"", kind: str = "", expected: int = 302) -> dict[str, str]:
        kind = kind or "application/x-www-form-urlencoded"
        return self.ask("POST", path, body, expected, {"Content-Type": kind, "X-CSRFToken": self.token})

    def ask(self, method: str, path: str, body: bytes, expected: int, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers of the answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body or None, {**self.headers, **headers})
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status != expected:
            raise BenchError(f"{method} {path} answered {response.status}, not {expected}.")
        return {name.lower(): value for name, value in response.getheaders()}
