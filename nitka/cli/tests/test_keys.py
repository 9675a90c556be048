"""A new key for secrets at rest: nothing is lost, and the old one opens nothing any more."""

import json
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from nitka.accounts import mfa
from nitka.accounts.models import issuer
from nitka.channels.mailboxes import access
from nitka.channels.models import Channel
from nitka.cli.keys import SEALED
from nitka.cli.tests.house import House, nitka, standing
from nitka.kit import config
from nitka.kit.pg import Cluster
from nitka.moments.collector.rows import Source
from nitka.moments.hooks.rows import Hook
from nitka.moving.models import Moving
from nitka.notices import vapid
from nitka.notices.models import Device
from nitka.sending.models import Schedule
from nitka.webhooks.models import Endpoint

COLUMNS = """select table_name, column_name from information_schema.columns where table_schema = 'public'
and data_type = 'text' and (column_name like 'sealed%%' or column_name = 'tokens')"""


def key_of(data: Path) -> list[str]:
    return list(json.loads((data / config.FILE).read_text())["keys"])


def sealed_by(data: Path) -> set[str]:
    """The keys that anything in the database is sealed under."""
    found: set[str] = set()
    with Cluster(config.read(data)), psycopg.connect(**config.read(data).connection("admin")) as connection:
        for one in SEALED:
            ask = sql.SQL("select {}::text from {} where {} is not null").format(
                *(sql.Identifier(name) for name in (one.column, one.table, one.column))
            )
            for (value,) in connection.execute(ask):
                texts = [json.loads(value)[key] for key in one.inside if key in json.loads(value)] or [value]
                found |= {text.partition(".")[0] for text in texts if text}
    return found


@pytest.mark.slow
def test_all_that_was_sealed_opens_under_the_new_key_alone() -> None:
    with standing("keys") as house:
        made = house.make("source", "create", "--name", "shop")
        with house.api() as api:
            hook = api.post("webhooks", json={"url": "https://shop.example/in", "types": ["customer.created"]})
            assert hook.status_code == 201, hook.text
        _second_step(house)
        refused = nitka("keys", "renew", "--data", str(house.data))
        assert (refused.returncode, "stop it first" in refused.stderr) == (2, True)
        assert house.close() == 0
        old = key_of(house.data)
        assert sealed_by(house.data) == set(old)
        done = nitka("keys", "renew", "--data", str(house.data), "--json")
        assert done.returncode == 0, done.stderr
        says = json.loads(done.stdout)
        assert key_of(house.data) == [says["key"]] != old
        assert (says["forgotten"], says["sealed"]) == (old, 3)
        assert sealed_by(house.data) == {says["key"]}
        house.open()
        assert house.make("source", "create", "--name", "shop") == made  # its key is opened
        assert house.complaints() == []


def _second_step(house: House) -> None:
    """A member's seeds, as allauth keeps them."""
    house.make("member", "create", "--email", "vera@uklad.example")
    ring = config.read(house.data)
    from nitka.kit.secrets import seal_with

    data = {"secret": seal_with(ring, "JBSWY3DP", mfa._SEALED), "other": "plain"}
    house.ask(
        "insert into mfa_authenticator (type, data, user_id, created_at)"
        " select 'totp', %s::json, id, now() from accounts_user limit 1", json.dumps(data)
    )  # fmt: skip


def test_no_column_with_sealed_text_is_forgotten(db: None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        there = set(cursor.fetchall())
    assert there == {(one.table, one.column) for one in SEALED if not one.inside}


def test_what_each_is_sealed_for_is_what_its_module_says() -> None:
    workspace, key, channel = uuid4(), uuid4(), uuid4()
    row = {"workspace_id": workspace, "id": key, "channel_id": channel}
    told = {(one.table, one.column): one.aad.format_map(row) for one in SEALED}
    for model in (Channel, Source, Hook, Moving, Schedule, Endpoint):
        assert told[model._meta.db_table, "sealed"] == model(pk=key, workspace_id=workspace)._aad()
    assert told["webhooks_endpoint", "sealed_before"] == told["webhooks_endpoint", "sealed"]
    assert told["notices_device", "sealed"] == Device(pk=key, workspace_id=workspace).aad
    assert told["channels_mailbox", "tokens"] == access._aad(workspace, channel)
    assert told["accounts_issuer", "sealed"] == issuer.SEALED
    assert told["notices_vapid", "sealed"] == vapid._AAD
    assert told["mfa_authenticator", "data"] == mfa._SEALED
    assert told["rights_erasure", "sealed"] == str(key)
