"""What every answer carries, whoever made it: headers that a browser keeps strangers away by."""

from dataclasses import dataclass

from nitka.kit.asgi.types import Headers

_NOBODY = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),  # what may be kept says so itself
]
_ONLY_TLS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_POLICY = b"content-security-policy"


@dataclass(frozen=True, slots=True)
class Guards:
    """Of an installation known by an address; `streams` is the origin of streams where it is another."""

    address: str = ""
    streams: str = ""

    def complete(self, given: Headers) -> Headers:
        """An answer's headers with what they lack."""
        has = dict(given)
        wanted = [*_ALWAYS, (_POLICY, self._policy(has.get(b"content-type", b"")))]
        if self.address.startswith("https://"):  # browsers are told never to ask it otherwise
            wanted.append(_ONLY_TLS)
        return [*given, *(pair for pair in wanted if pair[0] not in has)]

    def _policy(self, kind: bytes) -> bytes:
        """An answer that is no page loads nothing; a script may be a worker, which asks for its modules and streams."""
        if b"javascript" not in kind:
            return f"default-src 'none'; {_NOBODY}".encode()
        return f"default-src 'self'; connect-src 'self' {self.streams}; {_NOBODY}".encode()
