"""A connection to a mail server that an administrator names, who is not the operator and may not look around inside."""

import socket

from nitka.kit.outside.fetch import is_opened, is_reachable

PORTS = frozenset({25, 110, 143, 465, 587, 588, 993, 995, 2465, 2525, 2587, 8025, 8465})  # 588 and so on: relays'
MOST = 8  # addresses of one name that are tried


class NotMail(OSError):
    """A port at which no mail is spoken."""


def dial(host: str, port: int, seconds: float) -> socket.socket:
    """Connected to an address of a host, all of whose addresses were checked: a name cannot change its mind. Raises
    OSError; a server that may not be reached is a name without a server, so that nobody learns what is there."""
    last: OSError = socket.gaierror(socket.EAI_NONAME, "No public server has this name")
    for address in _allowed(host, port)[:MOST]:
        try:
            return socket.create_connection((address, port), timeout=seconds)
        except OSError as error:
            last = error
    raise last


def is_nameless(host: str, port: int) -> bool:
    """Whether a host has no address that may be reached; where nobody can be asked, it is not known to have none."""
    try:
        return not _allowed(host, port)
    except OSError:
        return False


def _allowed(host: str, port: int) -> list[str]:
    """The addresses of a host, in the order they are tried; none where one may not be reached. Raises OSError."""
    found = _addresses(host, port)
    if _is_the_operators(host, port):
        return found
    if not all(map(is_reachable, found)):
        return []
    if port not in PORTS and not all(map(is_opened, found)):
        raise NotMail(f"{port} is no port of mail")
    return found


def _addresses(host: str, port: int) -> list[str]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        return []
    except socket.gaierror as error:
        if error.errno in (socket.EAI_NONAME, socket.EAI_NODATA):
            return []
        raise
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def _is_the_operators(host: str, port: int) -> bool:
    """The installation's own relay, and the demo's."""
    from django.conf import settings

    return (host.lower(), port) in settings.MAIL_DOORS
