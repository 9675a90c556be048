"""Mail servers that administrators name: only where one may stand, and nothing is learned of the others."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from nitka.kit.outside import mail

INSIDE = ("127.0.0.1", "localhost", "::1", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "::ffff:127.0.0.1")


@pytest.fixture
def server() -> Iterator[int]:
    """Somebody who listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names and their addresses; how often each was looked up stands behind `asked`."""
    names: dict[str, list[str]] = {"asked": []}
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        names["asked"].append(host)
        if host not in names:
            return real(host, port, *rest, **more)
        return [row for address in names[host] for row in real(address, port, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return names


def refusal(host: str, port: int) -> OSError:
    with pytest.raises(OSError) as raised:
        mail.dial(host, port, 2).close()
    return raised.value


@pytest.mark.parametrize("host", INSIDE)
def test_a_server_inside_and_one_that_is_not_there_are_told_in_the_same_words(host: str, server: int) -> None:
    unknown = refusal("nobody.invalid", server)
    assert [type(unknown), *unknown.args] == [socket.gaierror, socket.EAI_NONAME, "No public server has this name"]
    for port in (server, 1, 143):  # somebody, nobody, a port of mail
        refused = refusal(host, port)
        assert [type(refused), *refused.args] == [type(unknown), *unknown.args]
    assert mail.is_nameless(host, 143)


def test_the_operator_opens_a_network_with_all_its_ports(server: int, settings: Any) -> None:
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    mail.dial("127.0.0.1", server, 2).close()
    assert isinstance(refusal("127.0.0.1", 1), ConnectionRefusedError)
    assert not mail.is_nameless("127.0.0.1", server)
    assert mail.is_nameless("10.0.0.1", 25)


def test_the_installations_own_relay_may_be_named_wherever_it_stands(server: int, settings: Any) -> None:
    settings.MAIL_DOORS = {("127.0.0.1", server)}
    mail.dial("127.0.0.1", server, 2).close()
    assert isinstance(refusal("127.0.0.1", 25), socket.gaierror)


def test_a_name_is_looked_up_once_and_every_address_of_it_must_be_allowed(
    server: int, settings: Any, named: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    named["mail.example"] = ["127.0.0.2", "127.0.0.1"]  # nobody listens at the first
    mail.dial("mail.example", server, 2).close()
    assert named["asked"].count("mail.example") == 1
    named["mail.example"] = ["127.0.0.1", "10.0.0.1"]
    assert isinstance(refusal("mail.example", server), socket.gaierror)


def test_a_public_server_is_asked_at_ports_of_mail_only(
    settings: Any, named: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    named["mail.example"] = ["93.184.215.14"]
    tried: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(address)
        return socket.socket()

    monkeypatch.setattr(socket, "create_connection", connect)
    for port in (22, 80, 443, 5432, 6379, 11211):
        assert isinstance(refusal("mail.example", port), mail.NotMail)
    assert tried == []
    for port in (25, 465, 587, 2525, 143, 993, 110, 995):
        mail.dial("mail.example", port, 2).close()
    assert tried == [("93.184.215.14", port) for port in (25, 465, 587, 2525, 143, 993, 110, 995)]
    settings.INSIDE_NETWORKS = ["93.184.215.0/24"]
    mail.dial("mail.example", 8080, 2).close()


@pytest.mark.parametrize("host", ["", "a..b", "x" * 300, "mail\x00.example", "é" * 100 + ".example", "-"])
def test_nonsense_is_a_name_without_a_server(host: str) -> None:
    assert isinstance(refusal(host, 25), OSError)
