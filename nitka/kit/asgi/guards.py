"""What every answer carries, whoever made it: headers that a browser keeps strangers away by."""

from nitka.kit.asgi.types import Headers

# An answer that is no page has nothing to load and may be framed by nobody.
_ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
]
_ONLY_TLS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def headers(public_url: str) -> Headers:
    """Those of an installation; where its address is https, browsers are told never to ask it otherwise."""
    return [*_ALWAYS, _ONLY_TLS] if public_url.startswith("https://") else _ALWAYS


def complete(given: Headers, guards: Headers) -> Headers:
    """An answer's headers with what they lack."""
    names = {name for name, _ in given}
    return [*given, *(pair for pair in guards if pair[0] not in names)]
