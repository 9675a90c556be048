"""The register as a file."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.kit.db.tenancy import in_workspace
from nitka.rights.models import Request
from nitka.rights.tests.test_pages import Place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Place:
    return Place()


def taken(place: Place, kind: str = "csv") -> bytes:
    return b"".join(place.client.post(place.url("export/"), {"kind": kind}).streaming_content)


def lines(place: Place) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(taken(place).decode("utf-8-sig"))))


def test_each_request_is_a_line_with_its_day_and_its_end(place):
    place.request("export", words="=1+1")
    place.request()
    with in_workspace(place.workspace.pk):
        Request.objects.filter(number=1).update(state="done")
    erasure, copy = lines(place)
    assert (erasure["Number"], erasure["Customer"], copy["Number"]) == ("2", "Anna Petrova", "1")
    assert erasure["Days left"].endswith("days left")
    assert (copy["Days left"], copy["Where it stands"]) == ("", "Done")
    assert not copy["In their words"].startswith("=")  # no spreadsheet counts it
    assert 'settings/rights/export/' in place.client.get(place.url()).content.decode()
    with in_workspace(place.workspace.pk):
        assert AuditEntry.objects.filter(verb="list.exported").count() == 1


@pytest.mark.parametrize(("kind", "magic"), [("xlsx", b"PK"), ("parquet", b"PAR1")])
def test_it_is_a_workbook_and_a_parquet_too(place, kind, magic):
    place.request()
    assert taken(place, kind).startswith(magic)


def test_a_batch_costs_a_fixed_number_of_statements(place):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            taken(place)
        return len(seen)

    place.request()
    taken(place)
    few = asked()
    for _ in range(6):
        place.request()
    assert asked() == few


def test_who_does_not_keep_the_register_takes_nothing(place):
    place.client.force_login(accounts.member(place.workspace, role=Role.AGENT).user)
    assert place.client.post(place.url("export/"), {"kind": "csv"}).status_code == 403
