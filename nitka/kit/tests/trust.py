"""Whom a test's clients trust is read once for a process.

httpx reads the certificates of all authorities for each client that is told nothing, so for each `httpx.get` too: 20 ms
of a core, mostly to ask a server of ours that speaks no TLS.
"""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import httpx
from httpx._transports import default


def read_once() -> None:
    """From now on clients that are told nothing share what httpx would make for each."""
    default.create_ssl_context = _context


def _context(verify: Any = True, cert: Any = None, trust_env: bool = True) -> ssl.SSLContext:
    if verify is True and cert is None:
        return _shared(trust_env)
    return httpx.create_ssl_context(verify=verify, cert=cert, trust_env=trust_env)


@cache
def _shared(trust_env: bool) -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=trust_env)
