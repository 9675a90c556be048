"""Who hands letters over may do it unheard, where the operator names a certificate."""

import smtplib
import ssl
import subprocess
from pathlib import Path

import pytest

from nitka.channels.email import tls
from nitka.channels.email.tests.letters import raw
from nitka.channels.email.tests.test_smtp import run
from nitka.kit.config import ConfigError


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    place = tmp_path_factory.mktemp("tls")
    key, certificate = place / "key.pem", place / "cert.pem"
    line = f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {certificate} -days 1 -subj /CN=localhost"
    line += " -addext subjectAltName=DNS:localhost"
    subprocess.run(line.split(), check=True, capture_output=True)
    return certificate, key


def test_a_letter_comes_over_tls(monkeypatch: pytest.MonkeyPatch, pair: tuple[Path, Path]) -> None:
    monkeypatch.setenv("NITKA_SMTP_CERTIFICATE", str(pair[0]))
    monkeypatch.setenv("NITKA_SMTP_KEY", str(pair[1]))

    def client(port: int) -> str:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as smtp:
            smtp._host = "localhost"
            smtp.starttls(context=ssl.create_default_context(cafile=str(pair[0])))
            smtp.sendmail("anna@example.org", ["support@uklad.example"], raw("one"))
            return str(smtp.sock.version())  # type: ignore[union-attr]

    version, house = run(client, tls=tls.offered())
    assert version in ("TLSv1.2", "TLSv1.3")
    assert [target for target, _ in house.stored] == ["a"]


def test_without_a_certificate_nothing_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NITKA_SMTP_CERTIFICATE", raising=False)
    assert tls.offered() is None

    def client(port: int) -> bool:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as smtp:
            smtp.ehlo()
            return smtp.has_extn("starttls")

    assert run(client)[0] is False


def test_files_that_are_no_certificate_are_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pair: tuple[Path, Path]
) -> None:
    (tmp_path / "text").write_text("no certificate")
    for certificate, key in ((tmp_path / "none", pair[1]), (tmp_path / "text", pair[1]), (pair[0], pair[0])):
        monkeypatch.setenv("NITKA_SMTP_CERTIFICATE", str(certificate))
        monkeypatch.setenv("NITKA_SMTP_KEY", str(key))
        with pytest.raises(ConfigError, match="are no certificate with its key"):
            tls.offered()
