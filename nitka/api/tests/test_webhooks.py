import json
from datetime import timedelta

import pytest

from nitka.accounts.actions import create_token
from nitka.accounts.tests.factories import member, workspace
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.webhooks.models import Delivery, Endpoint, State
from nitka.webhooks.tests.factories import example, fresh

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN = {"url": "https://hooks.example.org/nitka", "types": ["customer.created"], "description": "CRM"}


@pytest.fixture
def company():
    return workspace()


@pytest.fixture
def ask(client, company):
    def ask(method, path, body=None, **who):
        secret = create_token(workspace=company, name="t", **who)[1]
        return client.generic(
            method, f"/api/v1/{path}", json.dumps(body) if body is not None else "", content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip

    return ask


def test_a_webhook_is_made_changed_and_removed_and_its_secret_told_once(ask, company):
    made = ask("POST", "webhooks", GIVEN)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    path = f"webhooks/{made.json()['id']}"
    assert "secret" not in ask("GET", path).json()
    changed = ask("PATCH", path, {"types": ["rating.given"], "on": False}).json()
    assert (changed["types"], changed["off"], changed["url"]) == (["rating.given"], "hand", GIVEN["url"])
    rotated = ask("POST", f"{path}/secret").json()
    assert rotated["secret"] != made.json()["secret"]
    assert [row["id"] for row in ask("GET", "webhooks").json()["data"]] == [made.json()["id"]]
    assert ask("DELETE", path).status_code == 204
    assert ask("GET", path).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "ftp://a.example/"}, "url"),
        ({"url": "https://user:word@a.example/"}, "url"),
        ({"url": "http://a.example/"}, "url"),
        ({"url": "https://a.example:99999/"}, "url"),
        ({"types": []}, "types"),
        ({"types": ["nothing.happened"]}, "types"),
    ],
    ids=["ftp", "user", "http", "port", "no-types", "unknown-type"],
)
def test_what_cannot_be_is_refused_by_its_field(ask, wrong, field):
    answer = ask("POST", "webhooks", GIVEN | wrong)
    assert answer.status_code == 422
    assert field in answer.json()["error"]["fields"]


def test_an_agents_token_sees_no_webhooks(ask, company):
    agent = member(company)
    assert ask("GET", "webhooks", member=agent).status_code == 403
    assert ask("POST", "webhooks", GIVEN, member=agent).status_code == 403


def test_the_log_is_read_and_what_failed_is_sent_again(ask, company):
    made = ask("POST", "webhooks", GIVEN).json()
    with in_workspace(company.id):
        to = Endpoint.objects.get()
    row = example(company, to)
    line = {"at": clock.now().isoformat(), "ms": 12, "status": 500, "error": "", "answer": "no"}
    with in_workspace(company.id):
        Delivery.objects.update(state=State.FAILED, next_at=None, log=[line])
    shown = ask("GET", f"webhooks/{made['id']}/deliveries").json()["data"][0]
    assert (shown["state"], shown["attempts"][0]["status"], shown["type"]) == ("failed", 500, "customer.created")
    since = (clock.now() - timedelta(hours=1)).isoformat()
    assert ask("POST", f"webhooks/{made['id']}/resend", {"since": since}).json() == {"deliveries": 1}
    assert fresh(company, row).state == State.WAITING
    again = ask("POST", f"webhook-deliveries/{shown['id']}/resend")
    assert again.status_code == 202


def test_every_type_is_listed_with_its_example(ask):
    assert {row["type"] for row in ask("GET", "webhook-types").json()} >= {"customer.created", "rating.given"}
