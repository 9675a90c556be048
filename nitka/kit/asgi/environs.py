"""A WSGI environ from an ASGI scope."""

import sys
from typing import IO, Any

from nitka.kit.asgi.types import Scope


def build(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The environ of a request whose whole body is in `body`."""
    server = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _latin(scope.get("root_path", "")),
        "PATH_INFO": _latin(scope["path"]),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.get("client"):
        environ["REMOTE_ADDR"] = str(scope["client"][0])
        environ["REMOTE_PORT"] = str(scope["client"][1])
    _headers(environ, scope)
    environ["CONTENT_LENGTH"] = str(body.seek(0, 2))  # chunked uploads have no length; ours is known
    body.seek(0)
    return environ


def _headers(environ: dict[str, Any], scope: Scope) -> None:
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1")
        if "_" in name:  # "X_Forwarded" would pose as "X-Forwarded"
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text


def _latin(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
