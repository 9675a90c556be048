"""A small WSGI application behind the adapter, for its tests."""

import time
from io import BytesIO

from nitka.kit.asgi.dispatch import Dispatcher
from nitka.kit.asgi.pages import Pages

closed = []


def wsgi(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/echo":
        body = environ["wsgi.input"].read()
        cookie = environ.get("HTTP_COOKIE", "")
        start_response("200 OK", [("X-Length", environ["CONTENT_LENGTH"]), ("X-Cookie", cookie)])
        return [body]
    if path == "/slow":
        time.sleep(0.2)
    if path == "/file":
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](BytesIO(b"f" * 30_000_000))
    if path == "/stream":
        start_response("200 OK", [])
        return Streamed()
    if path == "/closed":
        start_response("200 OK", [])
        return [str(len(closed)).encode()]
    if path == "/broken":
        raise RuntimeError("broken")
    start_response("200 OK", [("X-Path", path)])
    return [b"page"]


class Streamed:
    """Endless, as an export to a client that leaves."""

    streaming = True

    def __iter__(self):
        for n in range(1_000_000):
            yield f"{n}\n".encode() * 1000

    def close(self):
        closed.append(1)


def knows(scope):
    return (b"cookie", b"known=1") in scope["headers"]


app = Dispatcher([], Pages(wsgi, body_limit=4_000_000, knows=knows), check=lambda: None)
