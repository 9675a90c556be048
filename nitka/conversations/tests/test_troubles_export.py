"""What could not be read and what did not go out, as files."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.conversations.models import Delivery
from nitka.conversations.tests.desk import open_desk, write
from nitka.conversations.tests.factories import arrive, digest_all, said
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def lines(desk, path: str) -> list[dict[str, str]]:
    answer = desk.client.post(f"/w/{desk.workspace.slug}/settings/{path}/export/", {"kind": "csv"})
    whole = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(whole), delimiter=";" if whole.splitlines()[0].count(";") > 3 else ","))


def unreadable(desk, *sessions: str) -> None:
    for session in sessions:
        bad = said(desk.channel, session)
        bad.payload = {"nonsense": 1}
        arrive(bad)
    digest_all()


def test_what_could_not_be_read_is_a_line_with_its_reason_and_no_raw_form():
    desk = open_desk(role="owner")
    unreadable(desk, "s1")
    (line,) = lines(desk, "quarantine")
    assert "s1" in line.values()
    assert any("read" in value or "прочитать" in value for value in line.values())
    assert not any("nonsense" in value for value in line.values())
    page = desk.client.get(f"/w/{desk.workspace.slug}/settings/quarantine/").content.decode()
    assert "settings/quarantine/export/" in page


def test_a_batch_of_either_costs_a_fixed_number_of_statements():
    desk = open_desk(role="owner")

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            lines(desk, path)
        return len(seen)

    def failed(text: str, session: str) -> None:
        desk.post(f"{write(desk, session=session).number}/replies/", {"text": text})
        with in_workspace(desk.workspace.pk):
            Delivery.objects.update(state="failed", reason="mailbox_full")

    unreadable(desk, "s1")
    failed("Lost", "s1")
    few = asked("quarantine"), asked("outbox")
    unreadable(desk, "s2", "s3")
    failed("Lost again", "s4")
    failed("And again", "s5")
    assert (asked("quarantine"), asked("outbox")) == few


def test_what_did_not_go_out_is_a_line_with_its_reason():
    desk = open_desk(role="owner")
    number = write(desk).number
    desk.post(f"{number}/replies/", {"text": "Lost"})
    with in_workspace(desk.workspace.pk):
        Delivery.objects.update(state="failed", reason="mailbox_full")
    (line,) = lines(desk, "outbox")
    assert {str(number), "Lost"} <= set(line.values())


@pytest.mark.parametrize("path", ["quarantine", "outbox"])
def test_an_observer_takes_neither(path):
    desk = open_desk(role="observer")
    answer = desk.client.post(f"/w/{desk.workspace.slug}/settings/{path}/export/", {"kind": "csv"})
    assert answer.status_code == 403
