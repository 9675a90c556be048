"""GET of an address that a stranger wrote. Standard library: each connection goes to an IP that was checked first."""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
HOPS = 3
_WORLD = ipaddress.ip_network("2000::/3")
_BOOKS = ipaddress.ip_network("3fff::/20")  # for examples; this Python does not know of it yet
_LAST_32 = [ipaddress.ip_network(one) for one in ("::ffff:0:0/96", "::/96", "64:ff9b::/96")]
_REDIRECTS = {301, 302, 303, 307, 308}
_SAFE = "/%:=&?~#+!$,;'@()*[]"


class Unfetched(Exception):
    """It could not be had, or must not be asked for; the argument says why, for the log."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: the bytes, and the type that the server claims."""

    body: bytes
    type: str


def is_public(address: str) -> bool:
    """Whether an IP belongs to the open internet: not ours, not a neighbour's, not the machine itself.

    One of IPv6 that leads to one of IPv4 is what that one is; of the rest only what is given out to the world counts.
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        meant = _inner(found)
        if meant is None:
            return found in _WORLD and found not in _BOOKS and found.is_global
        found = meant
    return found.is_global and not found.is_multicast


def is_reachable(address: str) -> bool:
    """Whether a server that an administrator names may stand at an IP: a public one, or one of a network that the
    operator opened (`NITKA_INSIDE_NETWORKS`)."""
    return is_public(address) or is_opened(address)


def is_opened(address: str) -> bool:
    """Whether an IP is in a network that the operator opened."""
    found = ipaddress.ip_address(address)
    ip = getattr(found, "ipv4_mapped", None) or found
    return any(ip in ipaddress.ip_network(network, strict=False) for network in _opened())


def _inner(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that one of IPv6 leads to: mapped, compatible, through NAT64 or 6to4."""
    if any(found in network for network in _LAST_32):
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.sixtofour


def _opened() -> list[str]:
    from django.conf import settings

    return list(settings.INSIDE_NETWORKS)


def get(url: str, *, limit: int, seconds: float = 10.0, allowed: Callable[[str], bool] = is_public) -> Answer:
    """Fetch `url` without cookies, referrer or name of ours; at most `limit` bytes within `seconds`. Raises Unfetched.

    Only http and https at their usual ports, and only IPs that `allowed` lets through, at each hop anew: the name is
    looked up once and the connection goes to what was checked, so that a name cannot change its mind in between.
    """
    deadline = time.monotonic() + seconds
    for _hop in range(HOPS + 1):
        answer = _once(url, limit, deadline, allowed)
        if isinstance(answer, Answer):
            return answer
        url = urljoin(url, answer)
    raise Unfetched("too many redirects")


def _once(url: str, limit: int, deadline: float, allowed: Callable[[str], bool]) -> Answer | str:
    """The answer, or where it has gone."""
    parts = parts_of(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise Unfetched("not an address of the web")
    connection = connect(parts, deadline, allowed)
    try:
        connection.putrequest("GET", path_of(parts), skip_accept_encoding=True)
        for name, value in (("Accept", "image/*"), ("Accept-Encoding", "identity"), ("User-Agent", "Mozilla/5.0")):
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        if response.status in _REDIRECTS and response.headers.get("Location"):
            return str(response.headers["Location"])[:2000]
        if response.status != 200:
            raise Unfetched(f"status {response.status}")
        return Answer(read(response, limit, deadline), response.headers.get("Content-Type", ""))
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise Unfetched(said(error)) from error
    finally:
        connection.close()


def parts_of(url: str) -> SplitResult:
    """An address taken apart. Raises Unfetched for what is none."""
    try:
        return urlsplit(url)
    except ValueError:
        raise Unfetched("not an address of the web") from None


def path_of(parts: SplitResult) -> str:
    """What is asked of the server: an address may hold any letters."""
    return quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE)


def connect(parts: SplitResult, deadline: float, allowed: Callable[[str], bool]) -> http.client.HTTPConnection:
    """A connection to an IP of the host, all of whose IPs were checked. Raises Unfetched."""
    scheme, host = parts.scheme, parts.hostname or ""
    try:
        port = parts.port or PORTS[scheme]
    except ValueError:
        raise Unfetched("not a port") from None
    address = looked_up(host, port, allowed)
    if allowed is is_public and port != PORTS[scheme]:
        raise Unfetched("not a usual port")
    try:
        plain = socket.create_connection((address, port), timeout=_left(deadline))
        sock = _sealed(plain, host, deadline) if scheme == "https" else _Plain(fileno=plain.detach())
    except OSError as error:
        raise Unfetched(said(error)) from error
    sock.deadline = deadline
    connection = http.client.HTTPConnection(host, port)
    connection.sock = sock
    return connection


def looked_up(host: str, port: int, allowed: Callable[[str], bool]) -> str:
    """An IP of a host, all of whose IPs were checked. Raises Unfetched."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unfetched("no such host") from error
    # One forbidden address among several is enough to say no: the world has no business with a name that points inside.
    if not found or not all(map(allowed, found)):
        raise Unfetched("not a public address")
    return min(found, key=len)


def dial(host: str, port: int, seconds: float, allowed: Callable[[str], bool]) -> socket.socket:
    """A plain connection to an IP of a host, all of whose IPs were checked, for what speaks something else than HTTP or
    brings a library of its own. It goes to what was checked: a name cannot change its mind. Raises Unfetched."""
    address = looked_up(host, port, allowed)
    try:
        return socket.create_connection((address, port), timeout=seconds)
    except OSError as error:
        raise Unfetched(said(error)) from error


class _Plain(socket.socket):
    """A socket on which nobody takes longer than the deadline, however often they send one byte more."""

    deadline = 0.0

    def recv_into(self, *given: Any) -> int:
        self.settimeout(_left(self.deadline))
        return super().recv_into(*given)

    def sendall(self, *given: Any) -> None:
        self.settimeout(_left(self.deadline))
        super().sendall(*given)


class _Sealed(ssl.SSLSocket):
    """The same under TLS, whose handshake is already a conversation."""

    deadline = float("inf")

    def recv_into(self, *given: Any) -> int:
        self.settimeout(_left(self.deadline))
        return super().recv_into(*given)

    def send(self, *given: Any) -> int:
        self.settimeout(_left(self.deadline))
        return super().send(*given)


@cache
def _trust() -> ssl.SSLContext:
    """Whom we believe: reading the machine's certificates takes longer than a request."""
    context = ssl.create_default_context()
    context.sslsocket_class = _Sealed
    return context


def _sealed(plain: socket.socket, host: str, deadline: float) -> _Sealed:
    plain.settimeout(_left(deadline))
    sock = _trust().wrap_socket(plain, server_hostname=host)
    assert isinstance(sock, _Sealed)
    return sock


def read(response: http.client.HTTPResponse, limit: int, deadline: float, *, cut: bool = False) -> bytes:
    """The body, as long as it keeps coming and is not too much; with `cut`, as much of it as is allowed."""
    chunks, size = [], 0
    while chunk := response.read1(65_536):
        size += len(chunk)
        chunks.append(chunk)
        if size > limit:
            if not cut:
                raise Unfetched("too large")
            return b"".join(chunks)[:limit]
        _left(deadline)
    return b"".join(chunks)


def said(error: Exception) -> str:
    """Why, for the log."""
    return "too slow" if isinstance(error, TimeoutError) else type(error).__name__


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unfetched("too slow")
    return left
