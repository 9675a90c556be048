"""Who asks and by which scheme, where proxies of our own stand in front.

`NITKA_BEHIND_PROXY` says how many; each appends to X-Forwarded-For the address it was asked from, so that the last of
so many is the client's and all before it a stranger's word. Without proxies nobody's word is taken.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

import structlog

from nitka.kit.asgi.types import Scope

log = structlog.get_logger("nitka.web")
_TOLD = (b"x-forwarded-for", b"x-forwarded-proto", b"x-real-ip", b"forwarded")
_SCHEMES = ("http", "https")
PASSED_ON = "nitka.passed_on"  # in a scope: somebody says that a proxy passed it on, believed or not


def count() -> int:
    """How many proxies stand in front. Raises ValueError."""
    return int(os.environ.get("NITKA_BEHIND_PROXY") or 0)


def client_of(scope: Scope) -> str:
    """Whom limits count a request for: its address; of IPv6 the /64, of which one household has all addresses."""
    client = scope.get("client")
    return _household(str(client[0])) if client else ""


@lru_cache(10_000)
def _household(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False))


@dataclass(frozen=True, slots=True)
class Front:
    """Where the world finds us: the address it knows, how many proxies of ours stand before, the origin of streams."""

    address: str
    proxies: int
    streams: str = ""


class Proxied:
    """Puts the client and the scheme of a request where ASGI has them, and takes the headers that said so out."""

    def __init__(self, proxies: int) -> None:
        self.proxies = proxies
        self.warned = False

    def settle(self, scope: Scope) -> None:
        """Change a request's scope."""
        told = [(name.lower(), value.decode("latin-1")) for name, value in scope["headers"] if name.lower() in _TOLD]
        if not told:
            return
        scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() not in _TOLD]
        scope[PASSED_ON] = True
        if not self.proxies:
            return self._warn()
        hops = ",".join(value for name, value in told if name == b"x-forwarded-for").split(",")
        client = hops[-self.proxies].strip() if len(hops) >= self.proxies else ""
        with suppress(ValueError):
            scope["client"] = (str(ip_address(client)), 0)
        scheme = next((value for name, value in reversed(told) if name == b"x-forwarded-proto"), "")
        if scheme in _SCHEMES:
            scope["scheme"] = scheme
        return None

    def _warn(self) -> None:
        if not self.warned:
            self.warned = True
            log.warning("what a proxy says is not believed: set NITKA_BEHIND_PROXY to how many stand in front")
