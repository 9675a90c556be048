"""Letters out to real SMTP servers: ones that take them, refuse them, hang up, want a password or TLS."""

import asyncio
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.test import override_settings

from nitka.channels.contract import ChannelError, Identity, OutFile, Sent
from nitka.channels.email import relay
from nitka.channels.email.adapter import adapter
from nitka.channels.email.tests.letters import channel, outbound
from nitka.demo import relay as demo
from nitka.kit.tests.loops import run


class Peer:
    """A server that remembers, and refuses what it is told to."""

    def __init__(self, rcpt: str = "", data: str = "") -> None:
        self.rcpt, self.data = rcpt, data
        self.letters: list[bytes] = []
        self.sessions: set[int] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.rcpt and address.startswith("bad"):
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.sessions.add(id(session))
        if self.data:
            return self.data
        self.letters.append(envelope.content)
        return "250 OK"


@contextmanager
def served(peer: Peer, **options: Any) -> Iterator[dict[str, Any]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(peer, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        with override_settings(INSIDE_NETWORKS=["127.0.0.0/8"]):
            yield {"host": "127.0.0.1", "port": port, "security": "none", "verify": False}
    finally:
        relay.close()
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder: Path = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    line = f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {cert} -days 1 -subj /CN=localhost"
    subprocess.run(line.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def refusal(settings: dict[str, Any], to: str = "anna@example.org", **fields: Any) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        adapter.send(outbound(to=Identity("email", to)), channel(relay=settings, **fields))
    return caught.value


def test_a_batch_goes_out_over_one_connection() -> None:
    peer = Peer()
    with served(peer) as settings:
        results = adapter.send_many([outbound() for _ in range(5)], channel(relay=settings))
    assert all(isinstance(result, Sent) for result in results)
    assert len(peer.letters) == 5
    assert len(peer.sessions) == 1
    assert f"Message-ID: <{results[0].external_id}>".encode() in peer.letters[0]


def test_one_bad_letter_does_not_hold_up_the_others() -> None:
    peer = Peer(rcpt="550 5.1.1 no such user")
    batch = [outbound(to=Identity("email", to)) for to in ("a@x.org", "bad@x.org", "not an address", "b@x.org")]
    with served(peer) as settings:
        results = adapter.send_many(batch, channel(relay=settings))
    assert [getattr(result, "reason", "sent") for result in results] == [
        "sent",
        "unknown_recipient",
        "bad_address",
        "sent",
    ]
    assert [getattr(result, "permanent", None) for result in results] == [None, True, True, None]


@pytest.mark.parametrize(
    ("answer", "reason", "permanent"),
    [
        ("550 5.7.1 Message rejected as spam", "refused_spam", True),
        ("552 5.2.2 over quota", "mailbox_full", True),
        ("552 5.3.4 too big", "too_large", True),
        ("554 no", "refused", True),
        ("451 4.7.1 greylisted", "busy", False),
        ("452 4.3.1 disk", "busy", False),
    ],
)
def test_a_refusal_is_permanent_or_not_and_has_words(answer: str, reason: str, permanent: bool) -> None:
    with served(Peer(data=answer)) as settings:
        error = refusal(settings)
    assert (error.reason, error.permanent) == (reason, permanent)
    assert error.words("ru") != reason
    assert answer[:3] in error.detail


def test_nobody_listening_is_temporary() -> None:
    error = refusal({"host": "127.0.0.1", "port": 1, "security": "none"})
    assert (error.reason, error.permanent) == ("unreachable", False)


def test_a_channel_without_a_relay_says_so() -> None:
    error = refusal({})
    assert (error.reason, error.permanent) == ("not_configured", False)


def test_a_connection_that_went_cold_is_made_again() -> None:
    peer = Peer()
    with served(peer) as settings:
        adapter.send(outbound(), channel(relay=settings))
        next(iter(relay._kept().values())).smtp.sock.shutdown(2)
        adapter.send(outbound(), channel(relay=settings))
    assert len(peer.letters) == 2


def test_starttls_and_a_password(certificate: ssl.SSLContext) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:
        return AuthResult(success=auth.login == b"uklad" and auth.password == b"secret", handled=False)

    peer = Peer()
    with served(
        peer, tls_context=certificate, authenticator=check, auth_required=True, auth_require_tls=True
    ) as settings:
        info = channel(relay={**settings, "security": "starttls", "user": "uklad"})
        adapter.send(outbound(), replace(info, secrets={"relay_password": "secret"}))
        relay.close()
        with pytest.raises(ChannelError) as caught:
            adapter.send(outbound(), replace(info, secrets={"relay_password": "guess"}))
    assert caught.value.reason == "authentication", caught.value
    assert len(peer.letters) == 1


def test_a_relay_that_falls_silent_over_a_password_has_refused_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:
        return AuthResult(success=False, handled=True)  # nothing more is said

    monkeypatch.setattr(relay, "TIMEOUT", 0.5)
    with served(Peer(), authenticator=check, auth_require_tls=False) as settings:
        info = channel(relay={**settings, "user": "uklad"})
        with pytest.raises(ChannelError) as caught:
            adapter.send(outbound(), replace(info, secrets={"relay_password": "guess"}))
    assert caught.value.reason == "authentication", caught.value


def test_a_relay_without_tls_is_not_trusted_with_a_letter() -> None:
    with served(Peer()) as settings:
        error = refusal({**settings, "security": "starttls"})
    assert error.reason == "tls"


def test_a_certificate_nobody_vouches_for_is_refused(certificate: ssl.SSLContext) -> None:
    with served(Peer(), tls_context=certificate) as settings:
        error = refusal({**settings, "security": "starttls", "verify": True})
    assert (error.reason, error.permanent) == ("tls", False)


def test_the_demo_relay_keeps_what_was_sent(tmp_path: Path) -> None:
    async def both() -> None:
        listener = await demo.start(tmp_path)
        settings = {"host": "127.0.0.1", "port": listener.port, "security": "none"}

        def send() -> None:
            adapter.send(outbound(text="Первое"), channel(relay=settings))
            adapter.send(outbound(text="Второе"), channel(relay=settings))
            relay.close()

        await asyncio.to_thread(send)
        await listener.stop(1)

    run(both())
    newest, oldest = demo.letters(tmp_path)
    assert (newest.subject, newest.to) == ("Датчик", "anna@example.org")
    assert oldest.read().text.startswith("Первое")
    assert "Второе" in newest.html()
    assert demo.letter(tmp_path, newest.id) == newest
    assert demo.letter(tmp_path, "../../etc/passwd") is None


def test_each_thread_has_connections_of_its_own() -> None:
    peer = Peer()
    with served(peer) as settings:
        info = channel(relay=settings)

        def work() -> None:
            adapter.send(outbound(), info)
            relay.close()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(peer.sessions) == 3


def test_a_letter_that_breaks_while_it_is_written_does_not_fail_those_that_are_out() -> None:
    peer = Peer()

    def gone() -> bytes:
        raise FileNotFoundError("blob")

    broken = outbound(files=[OutFile("счёт.pdf", "application/pdf", 3, gone)])
    with served(peer) as settings:
        results = adapter.send_many([outbound(), broken, outbound()], channel(relay=settings))
    assert [type(result) for result in results] == [Sent, ChannelError, Sent]
    assert len(peer.letters) == 2


def test_a_relay_that_takes_nothing_is_asked_once_for_a_whole_batch(monkeypatch):
    asked = []

    def connect(found):
        asked.append(found)
        raise relay.Unavailable("timeout", permanent=False)

    monkeypatch.setattr(relay, "_connect", connect)
    results = adapter.send_many([outbound() for _ in range(50)], channel(relay={"host": "relay.example"}))
    assert len(asked) == 1
    assert [result.reason for result in results] == ["timeout"] * 50
