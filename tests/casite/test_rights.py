"""Every address of the site as every role: what rights.md says is what happens."""

from collections import Counter

import pytest
from django.contrib import admin
from django.test import RequestFactory

from tests.rights import Row, Trial, address_of, addresses, read_table, send
from tests.site_rows import ROLES, Site

pytestmark = pytest.mark.django_db

TABLE = read_table()


def test_the_table_has_every_address_and_no_other() -> None:
    wanted = {(address, method) for address in addresses() for method in ("GET", "POST")}
    written = {(row.url, row.method) for row in TABLE}

    assert sorted(wanted - written) == []
    assert sorted(written - wanted) == []


def test_no_two_addresses_share_a_name() -> None:
    assert [address for address, count in Counter(addresses()).items() if count > 1] == []


def test_the_table_has_every_action_of_the_admin(site: Site) -> None:
    request = RequestFactory().get("/")
    request.user = site.people["administrator"]  # type: ignore[assignment]
    offered = {
        (f"admin:{model._meta.db_table}_changelist", f"action {action}")
        for model, model_admin in admin.site._registry.items()
        for action in (model_admin.get_actions(request) or ["delete_selected"])
    }

    assert {(row.url, row.place) for row in TABLE if row.place.startswith("action")} == offered


@pytest.mark.parametrize("role", ROLES)
def test_a_role_meets_what_the_table_says(role: str, trial: Trial) -> None:
    faults = [fault for row in TABLE for fault in trial.faults(row, role)]

    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_changes_anything(method: str, trial: Trial) -> None:
    pages = {(row.url, row.place): row for row in TABLE if not row.model}
    nothing = dict.fromkeys(ROLES, "")

    def found(row: Row) -> tuple[bool, str]:
        client = trial.site.clients["administrator"]
        with trial.undone(client):
            status = send(client, method, address_of(trial.site, row), {}).status_code
            return trial.wrote or status >= 500, f"{method} {row.url}: {status}"

    answers = [found(Row(url, method, row.place, nothing, "")) for (url, _place), row in pages.items()]

    assert [words for bad, words in answers if bad] == []
