import csv
import io
import zlib
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories
from nitka.inbound.accept import Raw
from nitka.inbound.models import InboundLog, Quarantine
from nitka.inbound.tests.factories import arrive
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.text import dump
from nitka.moments.collector.sources import create_source
from nitka.moments.collector.tests.factories import digest_all, event, tell
from nitka.moments.models import Arrival, Moment, Source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company():
    return factories.workspace()


@pytest.fixture
def client(company):
    return signed_in(company, Role.OWNER)


@pytest.fixture
def home(company):
    return f"/w/{company.slug}/settings/sources/"


@pytest.fixture
def source(company):
    return create_source(workspace=company, name="Магазин")[0]


def signed_in(company, role) -> Client:
    client = Client()
    member = factories.member(company, role=role)
    member.user.language = "en"
    member.user.save()
    client.force_login(member.user)
    return client


def test_a_source_is_made_by_its_name_and_kind(client, home, company):
    assert "No sources yet" in client.get(home).content.decode()
    assert client.post(home, {"name": "", "kind": "site"}).status_code == 422
    made = client.post(home, {"name": "Shop", "kind": "site"}, follow=True).content.decode()
    with in_workspace(company.id):
        key = Source.objects.get().write_key
    assert key in made  # everybody can read it anyway
    assert f"writeKey: &#x27;{key}&#x27;" in made
    assert "Shop" in client.get(home).content.decode()


def test_a_secret_key_is_shown_when_asked_for_and_that_is_written_down(client, home, source, company):
    with in_workspace(company.id):
        key = Source.objects.get().write_key
    assert key not in client.get(f"{home}{source.pk}/").content.decode()
    shown = client.post(f"{home}{source.pk}/key/")
    assert key in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    with in_workspace(company.id):
        assert AuditEntry.objects.filter(verb="source.shown", object_id=source.pk).count() == 1


def test_what_arrives_is_shown_with_whose_it_is_and_why_not(client, home, source):
    tell(source, event("identify", userId="u1", traits={"name": "Анна"}), event(userId="u1", event="Signed <b>Up"),
         event(event="", userId="u1"))  # fmt: skip
    page = client.get(f"{home}{source.pk}/").content.decode()
    assert "Анна" in page
    assert "Signed &lt;b&gt;Up" in page
    assert "It has no event name" in page
    bad = client.get(f"{home}{source.pk}/arrivals/?only=bad").content.decode()
    assert "It has no event name" in bad
    assert "Signed" not in bad


def test_what_was_refused_is_read_again(client, home, source, company):
    tell(source, event(userId="u1", event="", timestamp="2026-03-01T00:00:00Z"), event())
    with in_workspace(company.id):
        row = Arrival.objects.get(reason="no_name")
        row.given["event"] = "Mended"
        row.save()
    client.post(f"{home}{source.pk}/arrivals/again/")
    with in_workspace(company.id):
        moment = Moment.objects.get()
        assert (moment.kind, moment.at.isoformat()) == ("mended", "2026-03-01T00:00:00+00:00")
        assert [row.reason for row in Arrival.objects.exclude(reason="")] == ["nobody"]
    assert client.post(f"{home}{source.pk}/arrivals/again/", {"arrival": "x"}).status_code == 404


def test_what_was_refused_within_a_time_is_read_again_and_nothing_counts_twice(client, home, source, company):
    tell(source, *(event(event="", userId="u1", messageId=f"r{n}") for n in range(3)))
    tell(source, event(event="Mended", userId="u1", messageId="r0"))  # came again by itself, mended
    with in_workspace(company.id):
        rows = list(Arrival.objects.filter(reason="no_name").order_by("id"))
        for n, row in enumerate(rows):
            row.given["event"] = "Mended"
            row.received_at = datetime(2026, 3, 1 + n, tzinfo=UTC)
            row.save()
    page = f"{home}{source.pk}/"
    assert "Read what was refused again" in client.get(page).content.decode()
    wrong = client.post(f"{page}arrivals/again/", {"since": "2026-03-02T00:00", "until": "2026-03-01T00:00"})
    assert wrong.status_code == 422
    assert "This is before the beginning" in wrong.content.decode()
    client.post(f"{page}arrivals/again/", {"since": "2026-02-01T00:00", "until": "2026-03-02T12:00"})
    with in_workspace(company.id):
        assert Moment.objects.count() == 2  # r0 had come, r1 was read, r2 is beyond the range
        assert Arrival.objects.filter(reason="no_name").get().key == "r2"
        held = Source.objects.get()
        assert (held.taken, held.repeated) == (2, 1)
    client.post(f"{page}arrivals/again/", {"since": "", "until": ""})
    with in_workspace(company.id):
        assert Moment.objects.count() == 3
        said = AuditEntry.objects.filter(verb="source.replayed").order_by("at").values_list("detail", flat=True)
        assert [(one["n"], sorted(one)) for one in said] == [(2, ["n", "name", "since", "until"]), (1, ["n", "name"])]
    assert "Read what was refused again" not in client.get(page).content.decode()


def test_a_raw_request_in_quarantine_is_of_the_range(client, home, source, company):
    arrive(Raw(company.id, source.pk, "collect", "request:1", "s", None, b"no deflate", inline=True))
    digest_all()
    with in_workspace(company.id):
        assert Quarantine.objects.get().reason == "unreadable"
        body = zlib.compress(dump({"batch": [event(userId="u1")], "sentAt": None, "context": None}).encode())
        InboundLog.objects.update(raw=body)
    client.post(f"{home}{source.pk}/arrivals/again/", {"since": "2026-01-01T00:00"})
    digest_all()
    with in_workspace(company.id):
        assert Moment.objects.count() == 1
        assert not Quarantine.objects.exists()


def test_a_revoked_source_leaves_the_list(client, home, source, company):
    client.post(f"{home}{source.pk}/revocation/")
    assert client.get(home).context["rows"].count() == 0
    with in_workspace(company.id):
        assert Source.objects.get().revoked_at
    assert "Revoked" in client.get(f"{home}{source.pk}/").content.decode()


def test_only_administrators_see_sources(company, home, source):
    other = signed_in(company, Role.AGENT)
    for path in (home, f"{home}{source.pk}/", f"{home}{source.pk}/arrivals/"):
        assert other.get(path).status_code == 403
    assert other.post(f"{home}{source.pk}/key/").status_code == 403


def test_the_page_costs_a_fixed_number_of_statements(client, home, source):
    tell(source, event(userId="u1"))
    few = _count(client, f"{home}{source.pk}/")
    tell(source, *(event(userId=f"u{n}") for n in range(30)))
    assert _count(client, f"{home}{source.pk}/") == few


def _count(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_a_source_says_what_its_consents_mean_and_how_much_it_may_send(client, home, source, company):
    page = f"{home}{source.pk}/"
    given = {"category": ["C0002", "", "c0004"], "means": ["analytics", "analytics", "analytics"], "per_second": "50"}
    assert client.post(f"{page}settings/", given).status_code == 302
    with in_workspace(company.id):
        held = Source.objects.get(pk=source.pk)
        assert held.consents == {"c0002": "analytics", "c0004": "analytics"}
        assert held.per_second == 50
        assert AuditEntry.objects.filter(verb="source.changed", object_id=source.pk).count() == 1
    wrong = client.post(f"{page}settings/", given | {"means": ["nothing", "", "analytics"], "per_second": "0"})
    assert wrong.status_code == 422
    assert "Choose what “c0002” stands for" in wrong.content.decode()


def test_what_of_an_event_is_not_kept_is_shown_with_the_reason(client, home, source):
    tell(source, event("group", userId="u1", groupId="7", traits={"name": "Romashka", "industry": "cranes"}))
    for only in ("", "?only=noted"):
        page = client.get(f"{home}{source.pk}/arrivals/{only}").content.decode()
        assert "<code>industry</code> not kept: of a company its name and domains are kept" in page


def test_what_arrives_is_taken_away_as_a_file_with_the_reasons(client, home, source):
    tell(source, event(userId="u1", event="Signed Up"), event(event="Nobody"))

    def taken(back):
        answer = client.post(f"{home}{source.pk}/arrivals/export/", {"kind": "csv", "back": back})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    lines = {line["Event"]: line for line in taken("")}
    assert set(lines) == {"Signed Up", "Nobody"}
    assert (lines["Signed Up"]["Why refused"], lines["Signed Up"]["Call"]) == ("", "track")
    assert lines["Nobody"]["Why refused"]
    assert '"Nobody"' in lines["Nobody"]["As it came"]
    assert [line["Event"] for line in taken("only=bad")] == ["Nobody"]
    assert "/arrivals/export/" in client.get(f"{home}{source.pk}/").content.decode()


def test_the_list_of_sources_is_taken_away_as_a_file_without_their_keys(client, home, source, company):
    tell(source, event(userId="u1", event="Signed Up"), event(event="Nobody"))
    whole = b"".join(client.post(f"{home}export/", {"kind": "csv"}).streaming_content).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(whole))
    assert (line["Source"], line["Events taken"], line["Refused"]) == ("Магазин", "1", "1")
    assert source.write_key not in whole
    assert "sources/export/" in client.get(home).content.decode()
    assert signed_in(company, Role.AGENT).post(f"{home}export/", {"kind": "csv"}).status_code == 403
