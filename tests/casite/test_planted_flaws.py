"""The real course with one flaw planted, for each rule: the linter finds that flaw, and nothing else is new."""

from collections.abc import Callable

import pytest

from casite.linting import RULES
from tests.flaws import FLAWS
from tests.planting import Planted, new_findings, whole

pytestmark = pytest.mark.django_db


def test_every_rule_has_its_flaw() -> None:
    codes = [*dict.fromkeys(code for code, _plant in FLAWS)]
    assert codes == [*(rule.code for rule in RULES), "unknown-waiver", "unneeded-waiver"]


@pytest.mark.parametrize(("code", "plant"), FLAWS, ids=[plant.__name__ for _code, plant in FLAWS])
def test_a_planted_flaw_is_found_and_nothing_else(code: str, plant: Callable[[], Planted]) -> None:
    course, row = plant()
    assert new_findings(course) == [(code, row)]


def test_the_course_has_no_error_and_no_unexplained_warning() -> None:
    assert [str(finding.problem) for finding in whole().found() if not finding.waiver] == []
