import pytest
from django.test import Client
from structlog.testing import capture_logs

from nitka.accounts.actions import revoke_token
from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.api import door
from nitka.api.tests.factories import Caller
from nitka.customers.models import Customer
from nitka.kit.asgi.rates import Rate
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


def test_without_a_token_it_says_how_to_ask():
    response = Client().get("/api/v1/customers")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["error"]["code"] == "token"


@pytest.mark.parametrize(
    "header", ["Bearer nitka_no", "Basic YTpi", "Bearer", "bearer  ", "Bearer \x00", "Bearer ж" * 900]
)
def test_a_token_that_is_none_is_refused(header):
    response = Client().get("/api/v1/customers", headers={"Authorization": header})
    assert response.status_code == 401


def test_a_revoked_token_is_refused_at_once():
    workspace = accounts.workspace()
    caller = Caller(workspace)
    assert caller.get("customers").status_code == 200
    with in_workspace(workspace.id):
        revoke_token(token=caller.token[0])
    assert caller.get("customers").status_code == 401


def test_a_refused_request_names_its_token_in_the_log_and_never_its_secret(monkeypatch):
    workspace = accounts.workspace()
    agent = accounts.member(workspace, role=Role.AGENT)
    with in_workspace(workspace.id):
        caller = Caller(workspace, agent)
        row, secret = caller.token
    with capture_logs() as lines:
        assert caller.get("attributes", state="waiting").status_code == 403
        monkeypatch.setattr(door, "_rate", Rate(0.1, 0))
        assert caller.get("customers").status_code == 429
        with in_workspace(workspace.id):
            revoke_token(token=row)
        assert caller.get("customers").status_code == 401
        assert Client().get("/api/v1/customers").status_code == 401
    refused = [line for line in lines if line["event"] == "api.refused"]
    assert [line["status"] for line in refused] == [403, 429, 401, 401]
    assert [line.get("token") for line in refused] == [str(row.pk), str(row.pk), None, None]
    assert refused[2]["digest"] == row.digest[:12]
    assert secret not in str(lines)


def test_a_signed_in_members_browser_counts_for_nothing():
    workspace = accounts.workspace()
    client = Client()
    client.force_login(accounts.member(workspace).user)
    assert client.get("/api/v1/customers").status_code == 401


def test_no_csrf_token_is_asked_of_a_program():
    caller = Caller(accounts.workspace())
    caller.client = Client(enforce_csrf_checks=True)
    assert caller.post("customers", {"name": "Анна"}).status_code == 201


def test_refusals_speak_the_readers_language():
    caller = Caller(accounts.workspace())
    russian = caller.ask("GET", "nothing", **{"Accept-Language": "ru"}).json()["error"]
    english = caller.ask("GET", "nothing", **{"Accept-Language": "en"}).json()["error"]
    assert (russian["code"], english["code"]) == ("not_found", "not_found")
    assert (russian["message"], english["message"]) == ("Здесь ничего нет", "There is nothing here")


def test_too_many_requests_are_told_when_to_come_back(monkeypatch):
    monkeypatch.setattr(door, "_rate", Rate(0.1, 2))
    workspace = accounts.workspace()
    caller, other = Caller(workspace), Caller(workspace)
    assert [caller.get("customers").status_code for _ in range(3)] == [200, 200, 429]
    assert 1 <= int(caller.get("customers")["Retry-After"]) <= 10
    assert other.get("customers").status_code == 200


@pytest.mark.parametrize(
    "path", ["", "nothing", "customers/", "customers/7", "customers/x/moments", "../x", "%00", "conversations/ж"]
)
def test_an_unknown_address_is_not_found_in_json(path):
    assert Caller(accounts.workspace()).get(path).status_code == 404


def test_an_address_asked_in_a_wrong_way_names_the_right_ones():
    response = Caller(accounts.workspace()).ask("PUT", "customers", {})
    assert response.status_code == 405
    assert "GET" in response["Allow"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"name": 1e999}',
        b"[" * 100_000,
        b'{"name": "a"}x',
        b'{"a": ' * 5000 + b"1" + b"}" * 5000,
        b"1" * 5000,
    ],
)
def test_a_body_that_is_no_json_object_is_refused(body):
    assert Caller(accounts.workspace()).ask("POST", "customers", body).status_code in (400, 422)


def test_a_body_that_is_too_large_is_refused():
    assert (
        Caller(accounts.workspace()).ask("POST", "customers", b'{"name": "' + b"a" * 3_000_000 + b'"}').status_code
        == 413
    )


def test_what_was_written_before_a_failure_is_undone(monkeypatch):
    workspace = accounts.workspace()
    caller = Caller(workspace)
    monkeypatch.setattr("nitka.api.views.customers.described", lambda rows: 1 / 0)
    response = caller.post("customers", {"name": "Анна"})
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    with in_workspace(workspace.id):
        assert not Customer.objects.exists()


def test_the_document_is_public_and_openapi_3_1():
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {
        "/api/v1/customers",
        "/api/v1/merges/{merge_id}",
        "/api/v1/conversations/{conversation_id}/messages",
    } <= set(document["paths"])
    assert document["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"
