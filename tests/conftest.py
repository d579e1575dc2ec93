"""What all tests share."""

import os
from pathlib import Path

import pytest
from django.core.cache import cache
from hypothesis import settings

from casite.loading import load
from lessons import memory
from lessons.models import Course
from tests.course_folder import write_course

REAL_COURSE = Path(__file__).parent.parent / "fixtures" / "pakistan-looks-north"
settings.register_profile("any machine", deadline=None)  # A busy one is slow, not wrong.
settings.load_profile("any machine")
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Rows of two tests may have the same numbers; what one cached must not reach the other."""
    cache.clear()
    memory.forget()


@pytest.fixture
def real_course(db: None) -> Course:
    """The course of the repository, loaded: half a second, less than most tests would need to build as much."""
    load(REAL_COURSE)
    return Course.objects.get(slug="pakistan-looks-north")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of a tiny course, as a dump would write them; nothing is loaded."""
    return write_course(tmp_path / "tiny")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run last: they are slow, and leave an event loop running in this thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def skipped(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return [report.nodeid for report in reporter.stats.get("skipped", [])] if reporter else []


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nobody reads the output, a test that did not run must not look like one that passed."""
    if IN_CI and skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    names = skipped(config)
    if any("browser" in name for name in names):
        print("The browser tests were skipped: found no Chromium or Chrome ($CASITE_CHROMIUM may name one).")
    if names and IN_CI:
        print(f"In CI a skipped test is a failure: {len(names)} skipped.")
