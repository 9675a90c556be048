"""The log on another machine, which is a TLS server here."""

import io
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from nitka.kit.supervisor import elsewhere
from nitka.kit.supervisor.elsewhere import Place, frame, place_of
from nitka.kit.supervisor.journal import Journal


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    line = f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {cert} -days 1 -subj /CN=localhost"
    line += " -addext subjectAltName=DNS:localhost"
    subprocess.run(line.split(), check=True, capture_output=True)
    return key, cert


class Machine:
    """Keeps what it is told, connection by connection."""

    def __init__(self, certificate: tuple[Path, Path], port: int = 0) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate[1], certificate[0])
        self.socket = socket.create_server(("127.0.0.1", port))
        self.port = self.socket.getsockname()[1]
        self.took, self.lines = b"", list[socket.socket]()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line = self.context.wrap_socket(self.socket.accept()[0], server_side=True)
                self.lines.append(line)
                while part := line.recv(65_536):
                    self.took += part
            except ssl.SSLError:
                continue
            except OSError:
                return

    def said(self) -> list[str]:
        """Its frames."""
        left, found = self.took, []
        while b" " in left:
            size, _, left = left.partition(b" ")
            found.append(left[: int(size)].decode())
            left = left[int(size) :]
        return found

    def end(self) -> None:
        """As a machine that goes."""
        self.socket.shutdown(socket.SHUT_RDWR)  # who waits in accept would take one more
        self.socket.close()
        for line in self.lines:
            with suppress(OSError):  # gone already
                line.shutdown(socket.SHUT_RDWR)
            line.close()


@contextmanager
def logged(tmp_path: Path, place: Place) -> Iterator[Journal]:
    with Journal(tmp_path / "nitka.log", io.StringIO(), to=place) as made:
        yield made


def said_by(frame: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(frame[frame.index("{") :])
    return found


def wait(state: object) -> None:
    until = time.monotonic() + 20
    while not state():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.02)


def test_each_line_of_the_log_comes_to_the_other_machine_in_order(tmp_path, certificate):
    machine = Machine(certificate)
    with logged(tmp_path, Place("localhost", machine.port, str(certificate[1]))) as journal:
        journal.say("starting")
        audit = {"at": "2026-11-30T10:00:00Z", "level": "info", "event": "audit", "verb": "Вход"}
        journal.take("web", json.dumps(audit))
        journal.take("web", json.dumps({"level": "error", "event": "it broke", "process": "web"}))
        wait(lambda: len(machine.said()) == 3)
    first, second, third = machine.said()
    host = socket.gethostname()
    assert first.startswith("<14>1 ")
    assert f" {host} nitka up - - " in first
    assert second.startswith("<110>1 2026-11-30T10:00:00Z ")  # the audit’s facility
    assert said_by(second)["verb"] == "Вход"
    assert third.startswith("<11>1 ")
    assert [said_by(one) for one in machine.said()] == [
        json.loads(line) for line in (tmp_path / "nitka.log").read_text().splitlines()
    ]
    machine.end()


def test_lines_wait_while_the_other_machine_is_away_and_nobody_waits_for_it(tmp_path, certificate, monkeypatch):
    monkeypatch.setattr(elsewhere, "PAUSES", (0.05,))
    machine = Machine(certificate)
    with logged(tmp_path, Place("localhost", machine.port, str(certificate[1]))) as journal:
        journal.say("before")
        wait(lambda: len(machine.said()) == 1)
        machine.end()
        start = time.monotonic()
        for number in range(500):
            journal.say(f"meanwhile {number}")
        assert time.monotonic() - start < 5
        again = Machine(certificate, machine.port)
        wait(lambda: "meanwhile 499" in again.took.decode(errors="ignore"))
        events = [said_by(one)["event"] for one in again.said()]
        assert events == [f"meanwhile {number}" for number in range(500 - len(events), 500)]
        assert len(events) >= 495  # a few lines were under way when it died
        again.end()


def test_what_does_not_fit_goes_oldest_first_and_it_is_said_how_much(tmp_path, certificate, monkeypatch):
    monkeypatch.setattr(elsewhere, "PAUSES", (0.3,))
    monkeypatch.setattr(elsewhere, "KEPT", 10)
    machine = Machine(certificate)
    machine.end()
    with logged(tmp_path, Place("localhost", machine.port, str(certificate[1]))) as journal:
        for number in range(30):
            journal.say(f"line {number}")
        again = Machine(certificate, machine.port)
        wait(lambda: "line 29" in again.took.decode(errors="ignore"))
        assert "20 lines were not sent" in again.said()[0]
        again.end()


def test_nothing_is_told_to_a_machine_whose_certificate_is_not_its_own(tmp_path, certificate, monkeypatch):
    monkeypatch.setattr(elsewhere, "PAUSES", (0.05,))
    machine = Machine(certificate)
    with logged(tmp_path, Place("localhost", machine.port)) as journal:
        journal.say("a secret")
        wait(lambda: journal.elsewhere is not None and "CERTIFICATE_VERIFY_FAILED" in journal.elsewhere.trouble)
    assert machine.took == b""
    machine.end()


@pytest.mark.parametrize("address", ["host:6514", "tcp://host", "tls://", "tls://host?ca=/nowhere.pem"])
def test_an_address_that_is_none_is_refused_with_its_reason(address):
    with pytest.raises(ValueError, match="NITKA_LOG_TO"):
        place_of(address)


def test_an_address_without_a_port_means_the_usual_one():
    assert (place_of(""), place_of("tls://logs.example")) == (None, Place("logs.example", 6514))


def test_a_frame_counts_bytes_and_not_letters():
    said = frame({"level": "warning", "event": "x"}, "Привет")
    size, _, rest = said.partition(b" ")
    assert int(size) == len(rest)
    assert rest.startswith(b"<12>1 ")
