"""A proxy with TLS before a house, as nginx would stand there: it says who asked and by what, and passes all on."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx

_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "content-encoding"}


class _Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    inside: ClassVar[str]

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = [(name, value) for name, value in self.headers.items() if name.lower() not in _HOP]
        came = self.headers.get("X-Forwarded-For")
        headers = [pair for pair in headers if pair[0].lower() not in ("x-forwarded-for", "x-forwarded-proto")]
        headers += [("Host", self.headers["Host"]), ("X-Forwarded-Proto", "https")]
        headers += [("X-Forwarded-For", f"{came}, {self._client()}" if came else self._client())]
        headers += [("Accept-Encoding", "identity")]
        said = httpx.request(self.command, self.inside + self.path, headers=headers, content=body, timeout=30)
        self.send_response_only(said.status_code)
        for name, value in said.headers.multi_items():
            if name not in _HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said.content)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = _pass  # noqa: N815

    def _client(self) -> str:
        """Addresses of 127.0.0.0/8 are as many clients as a test needs."""
        return str(self.client_address[0])

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@contextmanager
def front(inside: str, port: int, folder: Path) -> Iterator[Path]:
    """Stand at `port` for a while; the certificate to trust."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Front", (_Front,), {"inside": inside}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield certificate
    finally:
        server.shutdown()
        server.server_close()
