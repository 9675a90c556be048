import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests.factories import member
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.hooks.rows import Hook, Payload

pytestmark = pytest.mark.django_db(transaction=True)
ORDER = '{"id": 7, "status": "processing", "total": "9.90", "currency": "EUR", "billing": {"email": "a@b.example"}}'


@pytest.fixture
def home(client, company):
    owner = member(company, role="owner")
    owner.user.language = "en"
    owner.user.save()
    client.force_login(owner.user)
    return f"/w/{company.slug}/settings/hooks/"


def test_a_hook_is_made_with_a_mapping_to_begin_with_and_switched_off(client, home, company):
    text = client.post(home, {"name": "Shop", "preset": "woocommerce"}, follow=True).content.decode()
    assert "/hooks/" in text
    assert "Order Completed" in text
    assert "It is not switched on" in text
    assert 'value="x-wc-webhook-signature"' in text


def test_a_mapping_is_tried_on_what_came_beside_each_payload(client, home, company, hook):
    with in_workspace(company.id):
        Payload.objects.create(hook_id=hook.pk, body=ORDER, reason="off")
    given = 'always\nemail: $.billing.email\nevent: "Order Completed"\ntotal: $.total | number'
    text = client.post(f"{home}{hook.pk}/trial/", {"mapping": given}).content.decode()
    assert "a@b.example" in text
    assert "9.9" in text
    wrong = client.post(f"{home}{hook.pk}/trial/", {"mapping": "always\nuser: $.["}).content.decode()
    assert "Line 2" in wrong
    with in_workspace(company.id):
        assert Hook.objects.get().mapping == ""


def test_a_mapping_with_a_mistake_is_not_kept_and_not_lost(client, home, company, hook):
    answer = client.post(f"{home}{hook.pk}/mapping/", {"mapping": "always\nuser: <x>"})
    assert answer.status_code == 422
    assert "user: &lt;x&gt;" in answer.content.decode()
    assert "Line 2" in answer.content.decode()


def test_it_is_not_switched_on_without_a_rule_and_replays_when_it_is(client, home, company, hook):
    assert client.post(f"{home}{hook.pk}/switch/", {"on": "1"}).status_code == 422
    with in_workspace(company.id):
        Payload.objects.create(hook_id=hook.pk, body=ORDER, reason="off")
    client.post(f"{home}{hook.pk}/mapping/", {"mapping": 'always\nemail: $.billing.email\nevent: "X"'})
    client.post(f"{home}{hook.pk}/switch/", {"on": "1"})
    text = client.post(f"{home}{hook.pk}/replay/", follow=True).content.decode()
    assert "1 payload became events" in text


def test_a_secret_is_kept_sealed_and_shown_to_nobody(client, home, company, hook):
    client.post(f"{home}{hook.pk}/signing/", {"signing": "github", "secret": "a very secret word", "header": ""})
    with in_workspace(company.id):
        row = Hook.objects.get()
        assert row.secret == "a very secret word"
        assert "secret word" not in row.sealed
    assert "a very secret word" not in client.get(f"{home}{hook.pk}/").content.decode()
    client.post(f"{home}{hook.pk}/signing/", {"signing": "shopify", "secret": "", "header": ""})
    with in_workspace(company.id):
        assert Hook.objects.get().secret == "a very secret word"


def test_who_may_not_administer_sees_none_of_it(client, home, company, hook):
    client.force_login(member(company).user)
    assert client.get(home).status_code == 403
    assert client.get(f"{home}{hook.pk}/").status_code == 403


def test_the_page_costs_a_fixed_number_of_statements_and_shows_hostile_bodies(client, home, company, hook):
    few = _cost(client, f"{home}{hook.pk}/")
    with in_workspace(company.id):
        for body in ("<script>", "[" * 5000, "\ufffd", "{}", "1"):
            Payload.objects.create(hook_id=hook.pk, body=body)
    assert _cost(client, f"{home}{hook.pk}/") == few
    assert "&lt;script&gt;" in client.get(f"{home}{hook.pk}/").content.decode()


def test_it_is_removed_with_what_it_keeps(client, home, company, hook):
    with in_workspace(company.id):
        Payload.objects.create(hook_id=hook.pk, body=ORDER)
    client.post(f"{home}{hook.pk}/removal/")
    with in_workspace(company.id):
        assert not Hook.objects.exists()
        assert not Payload.objects.exists()


def _cost(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_what_came_is_taken_away_as_a_file(client, home, company, hook):
    with in_workspace(company.id):
        Payload.objects.create(hook_id=hook.pk, body=ORDER, reason="off")
        Payload.objects.create(hook_id=hook.pk, body="=1+1", reason="not_json")
    answer = client.post(f"{home}{hook.pk}/export/", {"kind": "csv"})
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [line["Why refused"] for line in lines] == [
        "It is neither JSON nor a form", "Kept: the webhook is not switched on",
    ]  # fmt: skip
    assert lines[1]["As it came"] == ORDER
    assert lines[0]["As it came"] == "'=1+1"  # no formula comes by a file
    assert f"{home}{hook.pk}/export/" in client.get(f"{home}{hook.pk}/").content.decode()
