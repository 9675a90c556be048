"""One question to a server that somebody here named: any method, any status, no redirect followed."""

import http.client
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nitka.kit.outside.fetch import PORTS, Unfetched, connect, is_public, parts_of, path_of, read, said


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said, whatever its status."""

    status: int
    type: str
    body: bytes
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # by names in small letters


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    limit: int = 1024 * 1024,
    seconds: float = 10.0,
    cut: bool = False,
    allowed: Callable[[str], bool] = is_public,
) -> Reply:
    """Ask once; only IPs that `allowed` lets through are connected to, as with `get`. Raises Unfetched.

    An answer longer than `limit` is refused; with `cut` its beginning is enough, and the rest is not waited for.
    """
    deadline = time.monotonic() + seconds
    parts = parts_of(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise Unfetched("not an address of the web")
    connection = connect(parts, deadline, allowed)
    try:
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Nitka", **(headers or {})}
        connection.request(method, path_of(parts), body=body or None, headers=sent)
        response = connection.getresponse()
        found = response.headers
        told = read(response, limit, deadline, cut=cut)
        where = found.get("Location", "")
        return Reply(
            response.status,
            found.get("Content-Type", ""),
            told,
            where,
            {name.lower(): value for name, value in found.items()},
        )
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise Unfetched(said(error)) from error
    finally:
        connection.close()
