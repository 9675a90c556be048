import struct
from base64 import urlsafe_b64encode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.moments.collector.replay import take
from nitka.moments.collector.sources import create_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    return Caller(accounts.workspace())


def anna(**fields):
    return {"name": "Анна", "identities": [{"kind": "email", "value": "Anna@Example.org"}], **fields}


def test_a_customer_is_made_with_identities_in_one_spelling(caller):
    response = caller.post("customers", anna())
    assert response.status_code == 201
    row = response.json()
    assert row["name"] == "Анна"
    assert row["identities"] == [{"kind": "email", "value": "anna@example.org", "status": "stated"}]
    assert caller.get(f"customers/{row['id']}").json() == row


def test_a_customer_is_found_by_an_identity_however_it_is_spelt(caller):
    made = caller.post("customers", anna()).json()
    caller.post("customers", {"name": "Борис"})
    for spelling in ("email:anna@example.org", "email:%20ANNA@example.org"):
        assert [row["id"] for row in caller.get("customers", identity=spelling).json()["data"]] == [made["id"]]
    assert caller.get("customers", identity="email:boris@example.org").json() == {"data": [], "next": None}


def test_the_same_customer_again_is_found_and_learns_the_rest(caller):
    first = caller.post("customers", anna()).json()
    phone = {"kind": "phone", "value": "8 (912) 345-67-89", "status": "verified"}
    again = caller.post("customers", anna(identities=[*anna()["identities"], phone]))
    assert again.status_code == 200
    assert again.json()["id"] == first["id"]
    assert {"kind": "phone", "value": "+79123456789", "status": "verified"} in again.json()["identities"]


def test_identities_of_two_customers_cannot_be_entered_as_one(caller):
    caller.post("customers", anna())
    caller.post("customers", {"identities": [{"kind": "email", "value": "boris@example.org"}]})
    both = [{"kind": "email", "value": "anna@example.org"}, {"kind": "email", "value": "boris@example.org"}]
    assert caller.post("customers", {"identities": both}).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"nmae": "Анна"},
        {"name": 7},
        {"name": "a" * 201},
        {"identities": [{"kind": "email", "value": "nobody"}]},
        {"identities": [{"kind": "E-mail", "value": "a@b.example"}]},
        {"identities": [{"kind": "phone", "value": "12"}]},
        {"identities": "anna"},
        {"identities": [{"kind": "email", "value": "a@b.example", "status": "sure"}]},
        {"language": "de"},
    ],
)
def test_wrong_values_are_named(caller, body):
    response = caller.post("customers", body)
    assert response.status_code == 422
    assert response.json()["error"]["fields"]


def test_null_bytes_and_surrogates_are_stored_replaced(caller):
    response = caller.ask("POST", "customers", b'{"name": "a\\u0000b\\ud800"}')
    assert response.json()["name"] == "a\ufffdb\ufffd"
    assert caller.get("customers", identity="email:%00").status_code == 200


def test_pages_lead_through_all_customers_newest_first(caller):
    ids = [caller.post("customers", {"name": str(n)}).json()["id"] for n in range(7)]
    assert [row["id"] for row in caller.pages("customers", limit=3)] == ids[::-1]


def test_a_list_costs_the_same_whatever_its_length(caller):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert caller.get("customers", limit=200).status_code == 200
        return len(captured)

    caller.post("customers", anna())
    few = queries()
    for n in range(30):
        caller.post("customers", {"name": str(n), "identities": [{"kind": "email", "value": f"c{n}@example.org"}]})
    assert queries() == few <= 15


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 201},
        {"limit": "x"},
        {"cursor": "x"},
        {"cursor": "A" * 22},
        {"cursor": "f" * 32},
        {"cursor": "é"},
        {"cursor": "a" * 65},
        {"identity": "anna"},
    ],
)
def test_a_wrong_page_is_refused(caller, query):
    assert caller.get("customers", **query).status_code == 422


def test_a_made_up_cursor_leads_only_to_other_rows_of_ones_own(caller):
    mine = caller.post("customers", anna()).json()["id"]
    theirs = Caller(accounts.workspace()).post("customers", anna()).json()["id"]
    rows = caller.get("customers", cursor=urlsafe_b64encode(struct.pack(">q", 10**16) + b"\xff" * 16).decode()).json()[
        "data"
    ]
    assert theirs not in [row["id"] for row in rows]
    assert {row["id"] for row in rows} <= {mine}


@pytest.mark.parametrize("among", ["'", " ", ") AND (", "=", "*"])
def test_no_cursor_is_read_past_what_is_no_letter_of_it(caller, among):
    whole = urlsafe_b64encode(struct.pack(">q", 10**16) + b"\xff" * 16).decode()
    assert caller.get("customers", cursor=whole).status_code == 200
    assert caller.get("customers", cursor=whole[:9] + among + whole[9:]).status_code == 422


def test_moments_are_added_and_listed_newest_first(caller):
    made = caller.post("customers", anna()).json()
    url = f"customers/{made['id']}/moments"
    bought = caller.post(
        url, {"kind": "purchase", "at": "2026-01-02T03:04:05+03:00", "data": {"sum": "1290.00", "n": 2}}
    )
    assert bought.status_code == 201
    row = bought.json()
    assert (row["kind"], row["at"], row["channel"]) == ("purchase", "2026-01-02T00:04:05+00:00", None)
    assert row["data"] == {"sum": "1290.00", "n": 2}
    caller.post(url, {"kind": "visit"})
    assert [one["kind"] for one in caller.pages(url, limit=1)] == ["visit", "purchase"]


def test_a_moment_that_a_program_told_names_its_source_and_no_channel(caller):
    source = create_source(workspace=caller.workspace, name="Shop")[0]
    with in_workspace(caller.workspace.pk):
        take(source=source, events=[{"type": "track", "userId": "u1", "event": "Seen"}])
    (found,) = caller.get("customers", identity="user:u1").json()["data"]
    (moment,) = caller.get(f"customers/{found['id']}/moments").json()["data"]
    assert (moment["kind"], moment["channel"], moment["source"]) == ("seen", None, str(source.pk))


def test_a_customer_without_identities_has_moments_too(caller):
    made = caller.post("customers", {"name": "Борис"}).json()
    caller.post(f"customers/{made['id']}/moments", {"kind": "visit"})
    assert len(caller.pages(f"customers/{made['id']}/moments")) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "Purchase"},
        {"kind": "message.out"},
        {"kind": "visit", "at": "2026-01-02T03:04:05"},
        {"kind": "visit", "at": "0001-01-01T00:00:00+14:00"},
        {"kind": "visit", "at": "yesterday"},
        {"kind": "visit", "data": []},
        {"kind": "visit", "channel": "x"},
        {"kind": "visit", "at": "9999-12-31T23:59:59-12:00"},
    ],
)
def test_a_moment_that_cannot_be_is_refused(caller, body):
    made = caller.post("customers", anna()).json()
    assert caller.post(f"customers/{made['id']}/moments", body).status_code == 422


def test_data_that_lies_too_deep_is_refused(caller):
    made = caller.post("customers", anna()).json()
    deep = b'{"kind": "visit", "data": ' + b'{"a": ' * 300 + b"1" + b"}" * 301
    assert caller.ask("POST", f"customers/{made['id']}/moments", deep).status_code == 422


def test_nobody_is_not_found(caller):
    for path in (
        f"customers/{uuid7()}",
        f"customers/{uuid7()}/moments",
        f"merges/{uuid7()}",
        f"quarantine/{uuid7()}",
        f"conversations/{uuid7()}",
        f"conversations/{uuid7()}/messages",
        f"channels/{uuid7()}",
    ):
        assert caller.get(path).status_code == 404
