"""Asking what a stranger names: any answer is one, and nothing inside is reached."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from nitka.kit import outside
from nitka.kit.outside import Unfetched
from nitka.kit.outside.tests.serving import Stranger
from nitka.kit.tests.listening import listening


class Door(Stranger):
    heard: list[tuple[str, dict[str, str], bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Door.heard.append((self.path, dict(self.headers.items()), body))
        if self.path == "/drip":
            self.drip()
            return
        self.send_response({"/moved": 307, "/gone": 410}.get(self.path, 201))
        self.send_header("Location", "http://127.0.0.1:1/secret")
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(b"x" * (50_000 if self.path == "/flood" else 2))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with listening(Door) as address:
        yield address


def ask(url: str, **options):
    given = {"method": "POST", "body": b"\x00body", "headers": {"TTL": "60"}, "seconds": 5, "allowed": lambda _: True}
    return outside.ask(url, **given | options)


def test_what_is_posted_arrives_and_the_answer_comes_back(server):
    answer = ask(f"{server}/push/1?x=2")
    assert (answer.status, answer.body, answer.headers["retry-after"]) == (201, b"xx", "7")
    path, headers, body = Door.heard[-1]
    assert (path, body, headers["TTL"]) == ("/push/1?x=2", b"\x00body", "60")
    assert headers["Host"] == server.removeprefix("http://")
    assert not {"Cookie", "Referer", "Accept-Language"} & set(headers)


def test_a_refusal_is_an_answer_and_a_redirect_is_not_followed(server):
    assert [ask(f"{server}/{path}").status for path in ("gone", "moved")] == [410, 307]


@pytest.mark.parametrize(("path", "why"), [("flood", "too large"), ("drip", "too slow")])
def test_an_answer_without_end_is_left(server, path, why):
    with pytest.raises(Unfetched, match=why):
        ask(f"{server}/{path}", seconds=0.5, limit=10_000)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/x", "https://localhost/x", "https://[::1]/", "https://10.1.2.3/", "https://169.254.169.254/",
     "https://[::ffff:10.0.0.1]/", "ftp://x/", "https://[", "https://u:p@example.org/", "https://example.org:99999/"],
)  # fmt: skip
def test_nothing_inside_and_no_nonsense_is_asked(url):
    with pytest.raises(Unfetched):
        outside.ask(url, method="POST")


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path):
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    heard = len(Door.heard)
    with listening(Door, tls=context) as server, pytest.raises(Unfetched, match="SSL"):
        ask(f"{server.replace('127.0.0.1', 'localhost')}/")
    assert len(Door.heard) == heard
