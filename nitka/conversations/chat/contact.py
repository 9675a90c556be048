"""`contact`: the visitor says how to reach them. Stated, not proven (rule 9)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from nitka.conversations.chat.request import Request
from nitka.customers import normalise
from nitka.inbound.accept import Raw, accept
from nitka.kit.asgi.rates import Rate
from nitka.kit.text import shorten

STATING = Rate(per_second=0.2, burst=20)
LONGEST = 400


async def state(request: Request) -> tuple[int, object]:
    """Accept what was stated; the digester joins it to the customer."""
    request.limit(STATING, request.session)
    data = await request.json()
    payload = {
        "email": _address(request, data, "email", normalise.email),
        "phone": _address(request, data, "phone", normalise.phone),
        "name": _name(request, data),
        "language": request.language,
    }
    if not (payload["email"] or payload["phone"] or payload["name"]):
        raise request.problem(422, "invalid", "contact")
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode("utf-8", "replace")).hexdigest()[:32]
    await accept(Raw(
        workspace_id=request.channel.workspace_id,
        source_id=request.channel.id,
        kind="chat.contact",
        key=f"{request.session}:contact:{digest}",
        sender=str(request.session),
        payload=payload,
    ))
    return 200, {"ok": True}


def _address(
    request: Request, data: Mapping[str, Any], field: str, normal: Callable[[str], str | None]
) -> str | None:
    given = data.get(field)
    if given is None or given == "":
        return None
    found = normal(given) if isinstance(given, str) and len(given) <= LONGEST else None
    if found is None:
        raise request.problem(422, "invalid", field)
    return found


def _name(request: Request, data: Mapping[str, Any]) -> str:
    given = data.get("name")
    if given is None:
        return ""
    if not isinstance(given, str):
        raise request.problem(422, "invalid", "name")
    return shorten(given, 120)
