"""A connection test says at which step it stops and why, each way apart."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from nitka.bench.dovecot import PASSWORD, Dovecot
from nitka.channels.contract import ChannelInfo
from nitka.channels.email.fetch.check import check
from nitka.channels.email.fetch.guess import guess
from nitka.channels.email.fetch.tests.boxes import Box
from nitka.channels.fetching import Step
from nitka.kit.ids import uuid7
from nitka.kit.ports import free_port

Ask = Callable[..., dict[str, list[Step]]]


@pytest.fixture(scope="module")
def relay() -> Iterator[int]:
    def let_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

    server = Controller(object(), hostname="127.0.0.1", port=free_port(), authenticator=let_in, auth_require_tls=False)
    server.start()
    yield server.port
    server.stop()


@pytest.fixture
def ask(box: Box, relay: int) -> Ask:
    def asked(
        imap: dict[str, Any] | None = None, out: dict[str, Any] | None = None, protocol: str = "imap", **secrets: str
    ) -> Any:
        incoming = {"host": "127.0.0.1", "port": box.server.imap, "security": "none", **(imap or {})}
        outgoing = {"host": "127.0.0.1", "port": relay, "security": "none", "user": "u", **(out or {})}
        settings = {"address": box.user, protocol: incoming, "relay": outgoing}
        given = {f"{protocol}_password": PASSWORD, "relay_password": PASSWORD, **secrets}
        return check(ChannelInfo(id=uuid7(), workspace_id=uuid7(), settings=settings, secrets=given))

    return asked


def test_all_is_well(ask: Ask) -> None:
    found = ask()
    assert {step.state for steps in found.values() for step in steps} == {"good"}
    assert (len(found["in"]), len(found["out"])) == (5, 4)


@pytest.mark.parametrize(
    ("imap", "secrets", "step", "reason"),
    [
        ({"host": "nobody.invalid", "security": "tls"}, {}, "dns", "dns"),
        ({"port": 1}, {}, "connect", "no_answer"),
        ({"security": "starttls", "host": "localhost"}, {}, "tls", "certificate_self_signed"),
        ({"security": "tls"}, {}, "tls", "tls_in"),
        ({}, {"imap_password": "wrong"}, "auth", "auth_in"),
        ({"folders": ["Nirgends"]}, {}, "folder", "no_folder"),
        ({"host": "mail.example"}, {}, "tls", "plain"),
    ],
)
def test_the_way_in_stops_where_it_is_wrong(
    ask: Ask, imap: dict[str, Any], secrets: dict[str, str], step: str, reason: str
) -> None:
    found = ask(imap, **secrets)
    [bad] = [one for one in found["in"] if one.state == "bad"]
    assert (bad.name, bad.reason) == (step, reason)
    after = [one.state for one in found["in"]][found["in"].index(bad) + 1 :]
    assert set(after) <= {"ahead"}
    assert {one.state for one in found["out"]} == {"good"}, "the other way is not to blame"


@pytest.mark.parametrize(
    ("out", "secrets", "step", "reason"),
    [
        ({"host": "nobody.invalid"}, {}, "dns", "dns"),
        ({"port": 1}, {}, "connect", "no_answer"),
        ({"security": "starttls"}, {}, "tls", "tls_in"),
        ({}, {"relay_password": "wrong"}, "auth", "authentication"),
    ],
)
def test_the_way_out_stops_where_it_is_wrong(
    ask: Ask, out: dict[str, Any], secrets: dict[str, str], step: str, reason: str
) -> None:
    found = ask(out=out, **secrets)
    [bad] = [one for one in found["out"] if one.state == "bad"]
    assert (bad.name, bad.reason) == (step, reason)


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_server_inside_is_not_called(
    ask: Ask, server: Dovecot, settings: Any, protocol: str, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INSIDE_NETWORKS = []

    def called(*address: Any, **_: Any) -> None:
        raise AssertionError(f"{address} was called")

    monkeypatch.setattr("socket.create_connection", called)
    port = {"imap": server.imap, "pop3": server.pop3}[protocol]
    given = {"host": "127.0.0.1", "port": port, "security": security}
    found = ask(given, {"security": security}, protocol=protocol)
    for way in ("in", "out"):
        [bad] = [one for one in found[way] if one.state == "bad"]
        assert (bad.name, bad.reason, bad.detail) == ("dns", "dns", "No public server has this name")


def test_a_port_of_something_else_is_refused_in_words(ask: Ask, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.INSIDE_NETWORKS = []
    monkeypatch.setattr("nitka.kit.outside.mail._addresses", lambda host, port: ["93.184.215.14"])
    found = ask({"host": "mail.example", "port": 5432, "security": "tls"}, {"host": "mail.example", "port": 22})
    for way in ("in", "out"):
        [bad] = [one for one in found[way] if one.state == "bad"]
        assert (bad.name, bad.reason) == ("connect", "port")


def test_well_known_providers_are_known() -> None:
    assert guess("shop@yandex.ru")["imap"]["host"] == "imap.yandex.ru"
    assert guess("shop@gmail.com")["oauth"] == {"provider": "google"}
    assert guess("help@uklad.example")["relay"]["host"] == "smtp.uklad.example"
