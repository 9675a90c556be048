"""Who asks, where a proxy stands before us: its last word in X-Forwarded-For, with NITKA_BEHIND_PROXY=1 only."""

import os
from ipaddress import ip_address

from nitka.kit.asgi.bodies import header
from nitka.kit.asgi.types import Scope


def see_through(scope: Scope) -> None:
    """Put the address that the proxy saw in the place of the proxy's."""
    if os.environ.get("NITKA_BEHIND_PROXY") != "1":
        return
    last = header(scope, b"x-forwarded-for").rpartition(",")[2].strip()
    try:
        scope["client"] = (str(ip_address(last)), 0)
    except ValueError:
        return
