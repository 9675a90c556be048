"""A notice as a push (RFC 8030): encrypted for one browser (8291), signed by the installation (8292)."""

import base64
import ipaddress
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils.translation import gettext as _

from nitka.accounts.models import Workspace
from nitka.kit import clock, outside
from nitka.kit.text import shorten
from nitka.notices.listeners import Listener
from nitka.notices.models import Kind
from nitka.notices.outcome import Done, Failed, Gone, Outcome
from nitka.notices.queries import Shown
from nitka.notices.sealed import Target
from nitka.notices.texts import headline
from nitka.notices.vapid import Keys

LIVES = timedelta(hours=12)  # at the service, for a browser that is switched off; its signature no longer
_URGENT = frozenset({Kind.ASSIGNED.value, Kind.MENTIONED.value, Kind.REPLIED.value, Kind.SECURITY.value})
_REASONS = {400: "malformed", 401: "key", 403: "key", 413: "too_large", 429: "busy"}
_PERMANENT = frozenset({400, 401, 403, 413})


@dataclass(frozen=True, slots=True)
class Message:
    """What the browser is to show, and how the service treats it: one of a topic takes the place of another."""

    data: dict[str, str]
    topic: str = ""
    urgent: bool = False


def message(shown: Shown, who: Listener, workspace: Workspace) -> Message:
    """A notice; without the customer's name where the member does not want it on a locked screen."""
    notice, home, said = shown.notice, f"/w/{workspace.slug}/", headline(shown.notice)
    title, body = said, str(notice.data.get("device", ""))
    if shown.named is not None and who.wishes.with_names:
        title, body = shown.named.title, f"{said}\n{shown.named.detail}".strip()
    data = {
        "title": shorten(title, 120),
        "body": "\n".join(shorten(line, 160) for line in body.splitlines()),
        "tag": notice.pk.hex,
        "open": f"{home}notices/{notice.pk}/",
        "at": f"{home}{shown.named.path if shown.named else 'me/security/'}",
    }
    return Message(data, notice.pk.hex, notice.kind in _URGENT)


def trial(workspace: Workspace) -> Message:
    """So that a member sees what it will be like."""
    title, body = _("Notifications work here"), _("This is how they will look.")
    here = f"/w/{workspace.slug}/me/notices/"
    return Message({"title": title, "body": body, "tag": "trial", "open": here, "at": here, "trial": "1"}, urgent=True)


def send(target: Target, keys: Keys, given: Message) -> Outcome:
    """Hand it to the browser's push service."""
    from pywebpush import WebPusher  # it brings two HTTP clients: only a worker that pushes pays for them

    subscription = {"endpoint": target["endpoint"], "keys": {"p256dh": target["p256dh"], "auth": target["auth"]}}
    body = WebPusher(subscription).encode(json.dumps(given.data, ensure_ascii=False).encode())["body"]
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(LIVES.total_seconds())),
        "Urgency": "high" if given.urgent else "normal",
        **({"Topic": given.topic} if given.topic else {}),
        **_signed(target["endpoint"], keys),
    }
    try:
        answer = outside.ask(
            target["endpoint"], method="POST", headers=headers, body=body, limit=10_000, allowed=_allowed()
        )
    except outside.Unfetched as problem:
        inside = "public" in str(problem) or "usual port" in str(problem)
        return Failed("inside" if inside else "unreachable", str(problem), permanent=inside)
    return _outcome(answer)


def _signed(endpoint: str, keys: Keys) -> dict[str, str]:
    from py_vapid import Vapid02

    place = urlsplit(endpoint)
    claims = {
        "aud": f"{place.scheme}://{place.netloc}",
        "exp": int((clock.now() + LIVES).timestamp()),
        "sub": _contact(),
    }
    signed: dict[str, str] = Vapid02.from_raw(keys.private.encode()).sign(claims)
    return signed


def _contact() -> str:
    """Whom a service may ask about us."""
    if settings.PUBLIC_URL.startswith("https"):
        return str(settings.PUBLIC_URL)
    return f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}"


def _outcome(answer: outside.Reply) -> Outcome:
    if 200 <= answer.status < 300:
        return Done()
    if answer.status in (404, 410):
        return Gone()
    wait = _wait(answer.headers)
    reason = _REASONS.get(answer.status, "service")
    detail = f"{answer.status} {answer.body[:500].decode('utf-8', 'replace')}".strip()
    permanent = answer.status in _PERMANENT or 300 <= answer.status < 400
    return Failed(reason, detail, permanent=permanent and wait is None, wait=wait)


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """Retry-After: seconds, or a date."""
    given = headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit() and len(given) < 8:
        return timedelta(seconds=int(given))
    try:
        at = parsedate_to_datetime(given)
    except ValueError:
        return None
    return max((at if at.tzinfo else at.replace(tzinfo=UTC)) - clock.now(), timedelta())


def _allowed() -> Callable[[str], bool]:
    return _here_too if settings.PUSH_INSIDE else outside.is_public


def _here_too(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def is_target(endpoint: str, p256dh: str, auth: str) -> bool:
    """Whether a browser could have given this: an address of the web, a point of the curve, sixteen bytes."""
    try:
        place = urlsplit(endpoint)
        bytes_of = [base64.urlsafe_b64decode(f"{text}{'=' * (-len(text) % 4)}") for text in (p256dh, auth)]
    except ValueError:
        return False
    safe = place.scheme == "https" or (settings.PUSH_INSIDE and place.scheme == "http")
    named = bool(place.hostname) and place.username is None and len(endpoint) <= 2000 and endpoint.isascii()
    return safe and named and _is_point(bytes_of[0]) and len(bytes_of[1]) == 16


def _is_point(data: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError:
        return False
    return len(data) == 65
