"""`/metrics` as Prometheus reads it, and who may."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.health import door, metrics, queries
from nitka.health.tests.factories import process, reading
from nitka.kit import meters
from nitka.kit.asgi.proxied import Proxied

LOOPS = {"digester": {"silence": 1.5, "breaks": 2}}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    meters.clear()
    queries.forget()
    yield
    meters.clear()


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        for sample in family.samples:
            key = (sample.name, frozenset(sample.labels.items()))
            assert key not in found, key
            found[key] = sample.value
    return found


def value(text: str, name: str, **labels: str) -> float:
    (one,) = (v for (n, has), v in samples(text).items() if n == name and has >= set(labels.items()))
    return one


def test_what_a_process_counted_can_be_read_by_prometheus():
    meters.count("nitka_requests_total", sort="pages", status="2xx")
    for seconds in (0.005, 0.3, 99):
        meters.observe("nitka_request_seconds", seconds, sort="pages")
    processes = {("web", "box:1"): meters.snapshot() | {"rss": 5}, ("worker", "box:2"): {"loops": LOOPS}}
    text = metrics.text(reading(), [], processes)
    assert value(text, "nitka_requests_total", status="2xx") == 1
    assert value(text, "nitka_request_seconds_bucket", le="0.005") == 1
    assert value(text, "nitka_request_seconds_bucket", le="0.5") == 2
    assert value(text, "nitka_request_seconds_bucket", le="+Inf") == 3
    assert value(text, "nitka_request_seconds_count") == 3
    assert value(text, "nitka_request_seconds_sum") == pytest.approx(99.305)
    assert value(text, "nitka_loop_silence_seconds", loop="digester") == 1.5
    assert value(text, "nitka_loop_breaks_total", loop="digester") == 2
    assert value(text, "nitka_process_memory_bytes", process="web") == 5
    assert {f.type for f in text_string_to_metric_families(text) if f.name == "nitka_request_seconds"} == {"histogram"}


def test_a_database_that_is_away_is_told_in_figures():
    text = metrics.text(replace(reading(), database=None), [], {})
    assert value(text, "nitka_database_up") == 0
    assert "nitka_queue_depth" not in text


def test_labels_are_escaped():
    text = metrics.text(reading(), [], {("web", 'a"b\\c\nd'): {"rss": 1}})
    assert ("nitka_process_memory_bytes", frozenset({("process", "web"), ("instance", 'a"b\\c\nd')})) in samples(text)


@pytest.mark.django_db(transaction=True)
def test_what_customers_write_is_counted_by_kind_of_channel_and_nothing_names_them():
    workspace = accounts.workspace(name="Уклад")
    arrive(said(chat(workspace), "anna", "where is my lamp"))
    waiting = door.whole()
    assert value(waiting, "nitka_queue_depth", queue="inbound") == 1
    digest_all()
    queries.forget()
    text = door.whole()
    assert value(text, "nitka_messages_in_total", channel="chat") == 1
    assert value(text, "nitka_receive_seconds_count", channel="chat") == 1
    assert value(text, "nitka_queue_depth", queue="inbound") == 0
    assert value(text, "nitka_database_up") == 1
    for word in ("anna", "lamp", workspace.slug, str(workspace.pk), "Уклад"):
        assert word not in text


def scope(client: str, **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return {"type": "http", "method": "GET", "path": "/metrics", "headers": pairs, "client": (client, 5)}


def test_without_a_token_this_machine_and_the_inside_networks_may_read(settings: Any):
    settings.METRICS_TOKEN, settings.INSIDE_NETWORKS = "", ["10.0.0.0/8"]
    assert door.allowed(scope("127.0.0.1"))
    assert door.allowed(scope("::1"))
    assert door.allowed(scope("10.2.3.4"))
    assert not door.allowed(scope("203.0.113.9"))
    assert not door.allowed(scope("not an address"))


def test_who_comes_through_a_proxy_is_from_outside(settings: Any):
    settings.METRICS_TOKEN = ""
    asked = scope("127.0.0.1", x_forwarded_for="203.0.113.9")
    Proxied(0).settle(asked)  # as the dispatcher does with each request
    assert not door.allowed(asked)


def test_with_a_token_only_who_holds_it_may_read(settings: Any):
    settings.METRICS_TOKEN = "s3cret-ё"
    assert door.allowed(scope("203.0.113.9", authorization="Bearer s3cret-ё"))
    assert not door.allowed(scope("127.0.0.1"))
    assert not door.allowed(scope("127.0.0.1", authorization="Bearer other"))


def test_all_processes_that_live_are_shown_and_the_dead_are_not():
    seen = reading(processes=(process("worker", loops=LOOPS), process("mail", age=300)))
    assert {kind for kind, _ in door.processes(seen)} == {"worker", "web"}
