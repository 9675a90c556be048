"""Questions to a program: paced as it documents, its refusals told apart, its files fetched within bounds."""

import json
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings

from nitka.kit import clock, outside
from nitka.kit.outside import Reply, Unfetched
from nitka.moving.contract import Json, Later, Missing, Refused

LIMIT = 32 * 1024 * 1024  # of one answer
SECONDS = 40.0
FILE = 25 * 1024 * 1024
HOPS = 3
LONGEST = 3600.0  # a program that asks for more is asked again then all the same
_REFUSED = {401: "token", 402: "unpaid", 403: "forbidden"}


class Asker:
    """One plug-in's way out. `wait` pauses, `beat` says that the worker lives."""

    def __init__(
        self,
        base: str,
        headers: Mapping[str, str],
        pause: float,
        *,
        wait: Callable[[float], Any] = time.sleep,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._base, self._headers, self._pause = base.rstrip("/"), dict(headers), pause
        self._wait, self._beat, self._last = wait, beat, 0.0

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path."""
        given = {key: value for key, value in query.items() if value is not None}
        sign = "&" if "?" in path else "?"
        return self._json(self._once(f"{self._base}{path}{sign + urlencode(given, doseq=True) if given else ''}"))

    def post(self, path: str, body: Json) -> Any:
        """The JSON answered to JSON."""
        sent = json.dumps(body).encode()
        return self._json(self._once(f"{self._base}{path}", "POST", sent, {"Content-Type": "application/json"}))

    def file(self, url: str) -> bytes:
        """The bytes of a file; our keys go with the question only to the program's own host. Raises Unfetched."""
        for _hop in range(HOPS + 1):
            mine = _origin(url) == _origin(self._base)
            self._paced()
            headers = {"Accept": "*/*", **(self._headers if mine else {})}
            allowed = _allowed(url) if mine else outside.is_public  # an address in a message is a stranger's
            reply = outside.ask(url, headers=headers, limit=FILE, seconds=SECONDS, allowed=allowed)
            if reply.status in (301, 302, 303, 307, 308) and reply.location:
                url = urljoin(url, reply.location[:2000])
                continue
            if reply.status != 200:
                raise Unfetched(f"status {reply.status}")
            return reply.body
        raise Unfetched("too many redirects")

    def _once(self, url: str, method: str = "GET", body: bytes = b"", more: Mapping[str, str] | None = None) -> Reply:
        self._paced()
        headers = {**self._headers, **(more or {})}
        try:
            reply = outside.ask(url, method=method, headers=headers, body=body, limit=LIMIT, seconds=SECONDS,
                                allowed=_allowed(url))  # fmt: skip
        except Unfetched as problem:
            raise _unreached(str(problem)) from problem
        return reply

    def _paced(self) -> None:
        left = self._last + self._pause - time.monotonic()
        if left > 0:
            self._wait(left)
        self._beat()
        self._last = time.monotonic()

    def _json(self, reply: Reply) -> Any:
        if reply.status == 204:
            return None
        if reply.status in (200, 201):
            return _read(reply.body)
        raise problem_of(reply)


def problem_of(reply: Reply) -> Exception:
    """What an answer that is none means."""
    told = _code(reply.body)
    if reply.status == 429 or told in ("QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT"):
        return Later("limit", _asked(reply.headers) or 2.0)
    if reply.status in _REFUSED:
        return Refused(_REFUSED[reply.status])
    if reply.status == 404:
        return Missing()
    if reply.status in (408, 409, 425) or reply.status >= 500:
        return Later("server", _asked(reply.headers))
    return Refused("moved" if 300 <= reply.status < 400 else "unexpected")


def _unreached(why: str) -> Exception:
    if why in ("not a public address", "not a usual port", "not an address of the web"):
        return Refused("inside")
    if why == "too large":
        return Refused("unexpected")
    return Later("unreachable")


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Later("garbled") from None  # cut off, or a page of a proxy: perhaps whole next time


def _code(body: bytes) -> str:
    try:
        told = json.loads(body[:100_000])
    except (ValueError, RecursionError):
        return ""
    return str(told.get("error", "")) if isinstance(told, dict) else ""


def _asked(headers: Mapping[str, str]) -> float | None:
    """How long the program asks us to wait: seconds or a date, or when its window begins anew."""
    given = headers.get("retry-after", "")
    if given.strip().isdecimal():
        return min(LONGEST, max(1.0, float(given)))
    try:
        return min(LONGEST, max(1.0, (parsedate_to_datetime(given) - clock.now()).total_seconds()))
    except (ValueError, TypeError):
        pass
    reset = headers.get("x-ratelimit-reset", "")
    if reset.isdecimal() and len(reset) <= 12:
        return min(LONGEST, max(1.0, int(reset) - clock.now().timestamp()))
    return None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _inside(address: str) -> bool:
    """Where an owner's own program may stand besides the open internet."""
    ip = ip_address(address)
    return any(ip in ip_network(network, strict=False) for network in settings.INSIDE_NETWORKS)


def _allowed(url: str) -> Callable[[str], bool]:
    """Keys go in the clear only within the company's own networks."""
    if not settings.INSIDE_NETWORKS:
        return outside.is_public if url.startswith("https:") else lambda _address: False
    return _inside if url.startswith("http:") else lambda address: outside.is_public(address) or _inside(address)
