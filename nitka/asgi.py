"""The web process: `nitka.asgi:app` for any ASGI server.

NITKA_ONLY=pages|stream|collect runs a part behind a proxy.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nitka.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import SESSION_KEY  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import parse_cookie  # noqa: E402

from nitka.accounts.sessions import SessionStore  # noqa: E402
from nitka.health import door  # noqa: E402
from nitka.kit import meters  # noqa: E402
from nitka.kit.asgi import proxied, static  # noqa: E402
from nitka.kit.asgi.answers import Problem, send_problem  # noqa: E402
from nitka.kit.asgi.dispatch import Dispatcher, Stop  # noqa: E402
from nitka.kit.asgi.pages import Pages  # noqa: E402
from nitka.kit.asgi.proxied import Front  # noqa: E402
from nitka.kit.asgi.types import App, Receive, Scope, Send  # noqa: E402
from nitka.realtime import stream  # noqa: E402


async def not_here(_scope: Scope, _receive: Receive, send: Send) -> None:
    """A door that is not served by this process."""
    await send_problem(send, Problem(404, "not_found", "There is nothing here."))


CLASSES = {
    "stream": "stream", "chat": "chat", "hooks": "hooks",
    "v1": "collect", "beacon": "collect", "sourceConfig": "collect",
    "static": "static", "widget.js": "static", "api": "api", "healthz": "watch", "readyz": "watch", "metrics": "watch",
}  # fmt: skip


def _check() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")


def _is_signed_in(scope: Scope) -> bool:
    given = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"cookie")
    key = parse_cookie(given).get(settings.SESSION_COOKIE_NAME, "")
    return bool(key) and SESSION_KEY in SessionStore(key)


def build(only: str = "") -> Dispatcher:
    """The application, whole or one of its parts."""
    routes: list[tuple[str, App]] = [("/metrics", door.app)]
    stops: list[Stop] = []
    meters.gauge("nitka_open_streams", lambda: float(stream.count()))
    rest: App = not_here
    if only in ("", "stream"):
        routes.append(("/stream", stream.app))
        stops.append(stream.close)
    if only in ("", "collect"):
        from nitka.channels import hooks
        from nitka.conversations.chat import doors
        from nitka.inbound import accept
        from nitka.moments.collector import doors as collector
        from nitka.moments.hooks import doors as webhooks

        routes += [("/chat/", doors.app), ("/hooks/", hooks.before(webhooks.app))]
        routes += [(path, collector.app) for path in ("/v1/", "/beacon/v1/", "/sourceConfig", "/sourceConfig/")]
        stops.append(accept.close)
    if only in ("", "pages"):
        from nitka.conversations import pictures
        from nitka.conversations.chat import script

        pages = Pages(WSGIHandler(), knows=_is_signed_in)
        meters.gauge("nitka_pages_in_work", lambda: float(pages.in_work))
        routes += [("/static/", static.app), ("/widget.js", script.app), (pictures.PATH, pictures.app)]
        rest = pages
    front = Front(settings.PUBLIC_URL, proxied.count(), settings.STREAM_ORIGIN)
    return Dispatcher(routes, rest, check=_check, front=front, class_of=class_of, stops=stops)


def class_of(path: str) -> str:
    """What sort of request it is, for who counts them."""
    return CLASSES.get(path.split("/", 2)[1], "pages")


app = build(os.environ.get("NITKA_ONLY", ""))
