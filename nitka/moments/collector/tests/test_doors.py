import gzip
import json

import pytest

from nitka.inbound.models import InboundLog, Queued
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.collector import sources
from nitka.moments.collector.packing import unpacked
from nitka.moments.collector.request import Refusal, inflate
from nitka.moments.collector.sources import create_source, revoke_source

pytestmark = pytest.mark.django_db(transaction=True)

EVENT = {"userId": "u1", "event": "Order Completed", "messageId": "m1"}
LONG = ("identify", "track", "page", "screen", "group", "alias", "batch")


def stored(company) -> list[dict]:
    with in_workspace(company.id):
        return [json.loads(unpacked(row.content())) for row in InboundLog.objects.order_by("id")]


@pytest.mark.parametrize("path", [*(f"/v1/{name}" for name in LONG), *(f"/v1/{name[0]}" for name in LONG)])
def test_every_call_is_stored_before_it_is_acknowledged(door, company, path):
    kind = next(name for name in LONG if path.rpartition("/")[2] in (name, name[0]))
    answer = door.post(path, json={"batch": [EVENT]} if kind == "batch" else EVENT)
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    (row,) = stored(company)
    assert row["batch"][0]["event"] == "Order Completed"
    assert row["batch"][0].get("type", "batch") == kind


@pytest.mark.parametrize(
    "given",
    [
        {"auth": ("KEY", "")},
        {"headers": {"authorization": "Bearer KEY"}},
        {"json": EVENT | {"writeKey": "KEY"}},
        {"params": {"writeKey": "KEY"}},
    ],
)
def test_the_key_comes_by_any_of_four_ways(stranger, source, company, given):
    spelt = json.loads(json.dumps(given).replace("KEY", source.key))
    if "auth" in spelt:
        spelt["auth"] = tuple(spelt["auth"])
    assert stranger.post("/v1/track", **{"json": EVENT, **spelt}).status_code == 200
    assert "writeKey" not in stored(company)[0]["batch"][0]


@pytest.mark.parametrize("headers", [{}, {"authorization": "Basic !!"}, {"authorization": "Bearer nobody"}])
def test_who_has_no_key_is_told_so(stranger, source, headers):
    answer = stranger.post("/v1/track", json=EVENT, headers=headers)
    assert answer.status_code == 401
    assert set(answer.json()) == {"code", "message"}


def test_a_revoked_key_is_nobodys(door, source, company):
    with in_workspace(company.id):
        revoke_source(source=source)
    assert sources.known(source.key) is None
    assert door.post("/v1/track", json=EVENT).status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 5_000, b"nul"])
def test_what_is_no_json_is_refused_with_a_reason(door, body):
    answer = door.post("/v1/track", content=body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message"}


@pytest.mark.parametrize("batch", [None, {}, "x", 7])
def test_a_batch_that_is_no_list_is_refused(door, batch):
    assert door.post("/v1/batch", json={"batch": batch}).json()["code"] == "invalid_batch"


def test_an_empty_batch_is_nothing_to_store(door, company):
    assert door.post("/v1/batch", json={"batch": []}).status_code == 200
    assert stored(company) == []


def test_an_event_takes_32_kilobytes_and_no_more(door):
    bare = len(json.dumps(EVENT | {"properties": {"a": ""}}, separators=(",", ":")))
    fits, over = (EVENT | {"properties": {"a": "x" * (32 * 1024 - bare + more)}} for more in (0, 1))
    assert door.post("/v1/track", content=json.dumps(fits, separators=(",", ":"))).status_code == 200
    assert door.post("/v1/track", content=json.dumps(over, separators=(",", ":"))).json()["code"] == "too_large"


def test_one_event_too_large_among_good_ones_is_answered_for_by_itself(door, company):
    large = {"type": "track", "event": "Big", "messageId": "big", "userId": "u", "properties": {"a": "x" * 33_000}}
    assert door.post("/v1/batch", json={"batch": [large, {"type": "track", **EVENT}]}).status_code == 200
    stub, good = stored(company)[0]["batch"]
    assert stub == {"type": "track", "event": "Big", "messageId": "big", "refused": "too_large"}
    assert good["messageId"] == "m1"
    assert door.post("/v1/batch", json={"batch": [large]}).status_code == 400


def test_a_batch_takes_2500_events_and_512000_bytes(door):
    small = {"userId": "u", "type": "page"}
    assert door.post("/v1/batch", json={"batch": [small] * 2_500}).status_code == 200
    assert door.post("/v1/batch", json={"batch": [small] * 2_501}).status_code == 400
    body = json.dumps({"batch": [small | {"properties": {"a": "x" * 5_000}}] * 101}).encode()
    assert len(body) - 10_000 < 512_000
    assert door.post("/v1/batch", content=body.ljust(512_000)).status_code == 200
    assert door.post("/v1/batch", content=body.ljust(512_001)).json()["code"] == "too_large"


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", "image/png"])
def test_gzip_is_known_by_its_first_bytes(door, company, kind):
    body = gzip.compress(json.dumps(EVENT).encode())
    assert door.post("/v1/track", content=body, headers={"content-type": kind}).status_code == 200
    assert stored(company)[0]["batch"][0]["messageId"] == "m1"


def test_a_bomb_is_refused_while_it_is_unpacked(door):
    bomb = gzip.compress(b" " * 200_000_000)
    assert len(bomb) < 400_000
    assert door.post("/v1/batch", content=bomb).json()["code"] == "too_large"


@pytest.mark.parametrize("raw", [b"\x1f\x8b", b"\x1f\x8bnonsense", gzip.compress(b"x" * 1000, mtime=0)[:-9]])
def test_broken_gzip_is_refused(raw):
    with pytest.raises(Refusal) as refused:
        inflate(raw, 1000)
    assert refused.value.status == 400


def test_gzip_in_pieces_is_read_to_its_end():
    assert inflate(gzip.compress(b"ab") + gzip.compress(b"cd") + b"\0\0", 10) == b"abcd"


def test_gzip_in_pieces_without_number_is_refused():
    with pytest.raises(Refusal):
        inflate(gzip.compress(b"") * 1_000, 10)


def test_half_a_letter_that_a_browser_cut_is_taken(door, company):
    assert door.post("/v1/page", content=b'{"userId":"u","properties":{"title":"\\ud83d \\u0000"}}').status_code == 200
    assert stored(company)[0]["batch"][0]["properties"]["title"] == "� �"


def test_browsers_of_other_origins_are_let_in(stranger):
    asked = {"origin": "https://shop.example", "access-control-request-method": "POST",
             "access-control-request-headers": "authorization,content-type,x-retry-count,anonymousid"}  # fmt: skip
    answer = stranger.options("/v1/t", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    allowed = set(answer.headers["access-control-allow-headers"].split(", "))
    assert {"authorization", "content-type", "x-retry-count", "anonymousid"} <= allowed
    refused = stranger.post("/v1/t", json={}, headers={"origin": "https://shop.example"})
    assert refused.headers["access-control-allow-origin"] == "https://shop.example"


def test_settings_name_us_as_segment(stranger, source, site):
    answer = stranger.get(f"/v1/projects/{source.key}/settings").json()
    assert answer["integrations"]["Segment.io"]["apiKey"] == source.key
    assert f"http://{answer['integrations']['Segment.io']['apiHost']}" == f"{site}/v1"
    assert stranger.get("/v1/projects/nobody/settings").status_code == 401


def test_rudderstack_asks_for_its_source_and_sends_beacons(door, stranger, source, company):
    config = door.get("/sourceConfig/?p=npm&v=3").json()
    assert config["source"]["writeKey"] == source.key
    assert config["source"]["destinations"] == []
    body = json.dumps({"batch": [EVENT | {"type": "track"}]})
    sent = stranger.post(f"/beacon/v1/batch?writeKey={source.key}", content=body)
    assert sent.status_code == 200
    assert len(stored(company)) == 1


def test_metrics_of_the_client_itself_are_let_go(stranger, company):
    assert stranger.post("/v1/m", json={"series": []}).status_code == 200
    assert stored(company) == []


def test_other_paths_and_methods_are_refused(door):
    assert door.post("/v1/nothing", json={}).status_code == 404
    assert door.get("/v1/track").status_code == 405
    assert door.post("/v1/projects/x/settings", json={}).status_code == 405


def test_too_many_events_of_one_key_are_told_when_to_come_back(door, company):
    batch = {"batch": [{"userId": "u", "type": "page"}] * 2_500}
    answers = [door.post("/v1/batch", json=batch) for _ in range(60)]
    last = next(answer for answer in answers if answer.status_code != 200)
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) >= 1
    _, key = create_source(workspace=company, name="Other")
    assert door.post("/v1/track", json=EVENT, auth=(key, "")).status_code == 200


def test_a_batch_weighs_what_it_holds(door):
    door.post("/v1/batch", json={"batch": [{"userId": "u", "type": "page"}] * 95})
    door.post("/v1/track", json=EVENT)
    assert sorted(Queued.objects.values_list("weight", flat=True)) == [1, 9]
