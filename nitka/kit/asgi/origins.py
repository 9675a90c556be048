"""Where a request's page stands, and what lets a page of another origin read our answer."""

from nitka.kit.asgi import bodies
from nitka.kit.asgi.types import Headers, Scope


def origin(scope: Scope) -> str:
    """The origin of the page that asks, or an empty string where no browser says one."""
    return bodies.header(scope, b"origin")


def ours(scope: Scope) -> str:
    """Our own origin as the client knows it."""
    return f"{scope.get('scheme', 'http')}://{bodies.header(scope, b'host') or 'localhost'}"


def cors(scope: Scope) -> Headers:
    """What lets the page that asks read the answer; nothing where no page asks."""
    if not (asking := origin(scope)):
        return []
    return [
        (b"access-control-allow-origin", asking.encode("latin-1", "replace")),
        (b"access-control-expose-headers", b"retry-after, x-request-id"),
        (b"vary", b"origin"),
    ]
