"""The listener over real sockets: what it takes, what it refuses, and that it cannot be held or fooled."""

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from nitka.channels.email.server import Listener, policy_for
from nitka.channels.email.smtp import Busy, Envelope, Policy
from nitka.channels.email.tests.letters import raw
from nitka.kit.tests import loops

KNOWN = {"support@uklad.example": ["a"], "sales@uklad.example": ["b"], "info@uklad.example": ["a"], "all@x": ["a", "b"]}


class House:
    """Stands for what wiring hands in."""

    def __init__(self) -> None:
        self.stored: list[tuple[str, Envelope]] = []
        self.busy = False

    async def resolve(self, address: str) -> list[str]:
        local, _, domain = address.lower().partition("@")
        return KNOWN.get(f"{local.partition('+')[0]}@{domain}", [])

    async def accept(self, target: str, envelope: Envelope) -> None:
        if self.busy:
            raise Busy
        self.stored.append((target, envelope))


@asynccontextmanager
async def listening(house: House, lmtp: Path | None = None, **limits) -> AsyncIterator[Listener]:
    policy: Policy = policy_for(house.resolve, house.accept, hostname="mx.test")
    for name, value in limits.items():
        setattr(policy, name, value)
    listener = Listener(policy)
    await listener.start("127.0.0.1", 0, lmtp)
    try:
        yield listener
    finally:
        await listener.stop(1)


def run(client: Callable[[int], object], house: House | None = None, **limits) -> tuple[object, House]:
    house = house or House()

    async def both() -> object:
        async with listening(house, **limits) as listener:
            return await asyncio.to_thread(client, listener.port)

    return loops.run(both()), house


def talk(port: int, *lines: bytes) -> list[bytes]:
    """Write everything at once and read until the other side has said all."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as there:
        return exchange(there, b"".join(lines))


def exchange(there: socket.socket, lines: bytes) -> list[bytes]:
    there.sendall(lines)
    there.shutdown(socket.SHUT_WR)
    said = b""
    while more := there.recv(65_536):
        said += more
    return said.split(b"\r\n")[:-1]


def codes(said: list[bytes]) -> list[int]:
    return [int(line[:3]) for line in said if line[3:4] == b" "]


def test_a_letter_is_stored_as_it_was_sent() -> None:
    letter = raw(body="one\r\n.two\r\n..three\r\n.\r\n\r\nend")

    def client(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.sendmail("anna@example.org", ["support+vip@uklad.example"], letter)

    _, house = run(client)
    ((target, envelope),) = house.stored
    assert (target, envelope.data) == ("a", letter)
    assert envelope.mail_from == "anna@example.org"
    assert envelope.rcpt == ["support+vip@uklad.example"]
    assert envelope.ip == "127.0.0.1"


def test_two_channels_in_one_letter_get_it_each_and_one_addressed_twice_gets_it_once() -> None:
    def client(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.sendmail("a@b.c", ["support@uklad.example", "info@uklad.example", "sales@uklad.example"], raw())

    _, house = run(client)
    assert sorted(target for target, _ in house.stored) == ["a", "b"]
    assert {target: envelope.rcpt for target, envelope in house.stored}["a"] == [
        "support@uklad.example",
        "info@uklad.example",
    ]


def test_an_unknown_recipient_is_refused_at_once_and_the_known_one_is_served() -> None:
    def client(port: int) -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            return smtp.sendmail("a@b.c", ["nobody@uklad.example", "support@uklad.example"], raw())

    refused, house = run(client)
    assert refused["nobody@uklad.example"][0] == 550
    assert refused["nobody@uklad.example"][1].startswith(b"5.1.1")
    assert len(house.stored) == 1


def test_what_cannot_be_stored_now_is_put_off() -> None:
    house = House()
    house.busy = True

    def client(port: int) -> int:
        with smtplib.SMTP("127.0.0.1", port) as smtp, pytest.raises(smtplib.SMTPDataError) as caught:
            smtp.sendmail("a@b.c", ["support@uklad.example"], raw())
        return caught.value.smtp_code

    assert run(client, house)[0] == 451


def test_a_bounce_with_the_null_sender_is_taken() -> None:
    def client(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.sendmail("", ["support@uklad.example"], raw())

    _, house = run(client)
    assert house.stored[0][1].mail_from == ""


def test_commands_sent_in_one_go_are_answered_in_order() -> None:
    letter = [
        b"MAIL FROM:<a@b.c> SIZE=100 BODY=8BITMIME\r\n",
        b"RCPT TO:<support@uklad.example>\r\n",
        b"DATA\r\n",
        b"x\r\n.\r\n",
    ]
    said, house = run(lambda port: talk(port, b"EHLO me\r\n", *letter, *letter, b"QUIT\r\n"))
    assert codes(said) == [220, 250, 250, 250, 354, 250, 250, 250, 354, 250, 221]
    assert len(house.stored) == 2
    assert {b"250-SIZE 52428800", b"250-8BITMIME", b"250-SMTPUTF8", b"250-PIPELINING"} <= set(said)


def test_an_address_in_any_alphabet_is_understood() -> None:
    KNOWN["почта@uklad.example"] = ["c"]
    lines = [
        "EHLO me\r\n",
        "MAIL FROM:<анна@b.c> SMTPUTF8\r\n",
        "RCPT TO:<почта@uklad.example>\r\n",
        "DATA\r\n\r\nx\r\n.\r\n",
    ]
    _, house = run(lambda port: talk(port, "".join(lines).encode()))
    ((target, envelope),) = house.stored
    assert (target, envelope.mail_from) == ("c", "анна@b.c")


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r"])
def test_nothing_can_be_smuggled_behind_a_false_end(end: bytes) -> None:
    inner = b"MAIL FROM:<evil@b.c>\r\nRCPT TO:<support@uklad.example>\r\nDATA\r\nforged\r\n.\r\n"
    start = b"EHLO me\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<support@uklad.example>\r\nDATA\r\n"
    _, house = run(lambda port: talk(port, start, b"honest" + end + inner, b"QUIT\r\n"))
    assert [envelope.mail_from for _, envelope in house.stored] == ["a@b.c"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (b"MAIL FROM:<a@b.c>\r\n", 503),
        (b"EHLO me\r\nRCPT TO:<support@uklad.example>\r\n", 503),
        (b"EHLO me\r\nDATA\r\n", 503),
        (b"EHLO me\r\nMAIL FROM:<a@b.c>\r\nMAIL FROM:<a@b.c>\r\n", 503),
        (b"EHLO me\r\nMAIL FROM:<a@b.c>\r\nDATA\r\n", 503),
        (b"EHLO me\r\nMAIL a@b.c\r\n", 501),
        (b"EHLO me\r\nMAIL FROM:<a@b.c> SIZE=99999999999\r\n", 552),
        (b"EHLO\r\n", 501),
        (b"BLAH\r\n", 500),
        (b"\xff\xfe\r\n", 500),
        (b"AUTH PLAIN x\r\n", 502),
        (b"NOOP\n", 500),
        (b"x" * 5000, 500),
        (b"BLAH\r\n" * 30, 421),
    ],
)
def test_a_wrong_sequence_gets_its_code(lines: bytes, code: int) -> None:
    said, house = run(lambda port: talk(port, lines))
    assert codes(said)[-1] == code
    assert not house.stored


def test_a_letter_that_is_too_large_is_refused_and_the_next_one_goes_through() -> None:
    def client(port: int) -> int:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.ehlo()
            smtp.esmtp_features.pop("size")
            with pytest.raises(smtplib.SMTPDataError) as caught:
                smtp.sendmail("a@b.c", ["support@uklad.example"], raw(body="x" * 200_000))
            smtp.sendmail("a@b.c", ["support@uklad.example"], raw())
            return caught.value.smtp_code

    code, house = run(client, max_bytes=100_000)
    assert code == 552
    assert len(house.stored) == 1


def test_large_letters_together_do_not_fill_the_memory() -> None:
    def client(port: int) -> int:
        with smtplib.SMTP("127.0.0.1", port) as smtp, pytest.raises(smtplib.SMTPDataError) as caught:
            smtp.sendmail("a@b.c", ["support@uklad.example"], raw(body="x" * 3_000_000))
        return caught.value.smtp_code

    assert run(client, memory=1_000_000)[0] == 452


def test_a_connection_that_dribbles_is_ended() -> None:
    def client(port: int) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as there:
            there.recv(1_000)
            there.sendall(b"EHLO")
            return there.recv(1_000)

    assert run(client, idle=0.2)[0].startswith(b"421")


def test_too_many_connections_are_told_to_come_back() -> None:
    def client(port: int) -> bytes:
        held = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(3)]
        said = [one.recv(100)[:3] for one in held]
        for one in held:
            one.close()
        return b" ".join(said)

    assert run(client, max_connections=2)[0] == b"220 220 421"


def test_a_client_that_leaves_in_the_middle_leaves_nothing_behind() -> None:
    def client(port: int) -> None:
        talk(port, b"EHLO me\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<support@uklad.example>\r\nDATA\r\nhalf a let")

    _, house = run(client)
    assert not house.stored


def test_lmtp_answers_for_each_recipient(tmp_path: Path) -> None:
    house, door = House(), tmp_path / "lmtp.sock"
    asked = [
        "LHLO me",
        "MAIL FROM:<a@b.c>",
        *(f"RCPT TO:<{to}>" for to in ("support@uklad.example", "nobody@x", "all@x")),
    ]
    lines = "\r\n".join([*asked, "DATA", "", "x", ".", "QUIT", ""]).encode()

    def client() -> list[bytes]:
        with socket.socket(socket.AF_UNIX) as there:
            there.connect(str(door))
            return exchange(there, lines)

    async def both() -> list[bytes]:
        async with listening(house, door):
            return await asyncio.to_thread(client)

    assert codes(loops.run(both())) == [220, 250, 250, 250, 550, 250, 354, 250, 250, 221]
    assert sorted(target for target, _ in house.stored) == ["a", "b"]
