"""A connection to a store that somebody here named: to checked addresses only."""

import socket

from nitka.kit import outside
from nitka.sending.stores.errors import Undelivered

SECONDS = 20.0


def allowed(address: str) -> bool:
    """Whether something may be sent to an IP: a public one, or one of a network that the operator named."""
    return outside.is_reachable(address)


def dial(host: str, port: int) -> socket.socket:
    """Connect. Raises Undelivered."""
    try:
        return outside.dial(host, port, SECONDS, allowed)
    except outside.Unfetched as problem:
        codes = {"no such host": "no_host", "not a public address": "inside", "too slow": "unreachable"}
        raise Undelivered(codes.get(str(problem), "unreachable")) from problem
