"""Endpoints: made, changed, switched, their secrets."""

from collections.abc import Collection
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member
from nitka.kit import clock
from nitka.kit.text import scrub
from nitka.webhooks.kinds import KINDS
from nitka.webhooks.models import Delivery, Endpoint, Off
from nitka.webhooks.schedule import OLD_SECRET
from nitka.webhooks.signing import new_secret

MOST = 100  # endpoints of a workspace


class Wrong(ValueError):
    """It cannot be: field → a code of what is wrong (not_an_address, not_https, types, unknown, many)."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(str(fields))
        self.fields = fields


@transaction.atomic
def create(*, url: str, types: Collection[str], description: str = "", by: Member | None = None) -> Endpoint:
    """A new endpoint with its secret. Raises Wrong."""
    if Endpoint.objects.count() >= MOST:
        raise Wrong({"url": "many"})
    endpoint = Endpoint(by_id=by.pk if by else None)
    _fill(endpoint, url, types, description)
    endpoint.give(new_secret())
    endpoint.save(force_insert=True)
    _note("webhook.created", endpoint)
    return endpoint


@transaction.atomic
def change(
    *, endpoint: Endpoint, url: str | None = None, types: Collection[str] | None = None, description: str | None = None
) -> Endpoint:
    """Change what is given. A new address begins with a clean lane. Raises Wrong."""
    row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    moved = url is not None and url.strip() != row.url
    _fill(row, row.url if url is None else url, row.types if types is None else types,
          row.description if description is None else description)  # fmt: skip
    if moved:
        row.fails, row.failing_since, row.resume_at = 0, None, None
    row.save(update_fields=["url", "types", "description", "fails", "failing_since", "resume_at"])
    _note("webhook.changed", row)
    return row


@transaction.atomic
def switch(*, endpoint: Endpoint, on: bool) -> Endpoint:
    """Switch it on, with a clean lane, or off: what waits then waits on."""
    row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if on != (row.off_at is None):
        row.off_at, row.off_why = (None, "") if on else (clock.now(), Off.HAND)
        row.fails, row.failing_since, row.resume_at = 0, None, None
        row.save(update_fields=["off_at", "off_why", "fails", "failing_since", "resume_at"])
        _note("webhook.on" if on else "webhook.off", row)
    return row


@transaction.atomic
def rotate(*, endpoint: Endpoint) -> Endpoint:
    """A new secret; the one before signs beside it for a day."""
    row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    row.sealed_before, row.before_until = row.sealed, clock.now() + OLD_SECRET
    row.give(new_secret())
    row.save(update_fields=["sealed", "sealed_before", "before_until"])
    _note("webhook.rotated", row)
    return row


def note_shown(*, endpoint: Endpoint) -> None:
    """Write down who looked at a secret."""
    _note("webhook.shown", endpoint)


@transaction.atomic
def remove(*, endpoint: Endpoint) -> None:
    """Take it away with its log."""
    Delivery.objects.filter(endpoint_id=endpoint.pk).delete()
    _note("webhook.removed", endpoint)
    Endpoint.objects.filter(pk=endpoint.pk).delete()


def _fill(endpoint: Endpoint, url: str, types: Collection[str], description: str) -> None:
    wrong = {}
    url = url.strip()
    problem = fault_of(url)
    if problem:
        wrong["url"] = problem
    if not types:
        wrong["types"] = "types"
    elif set(types) - set(KINDS):
        wrong["types"] = "unknown"
    if wrong:
        raise Wrong(wrong)
    endpoint.url, endpoint.description = url, " ".join(scrub(description).split())[:200]
    endpoint.types = [name for name in KINDS if name in set(types)]


def fault_of(url: str) -> str:
    """What is wrong with an address; empty: nothing that can be seen from here."""
    try:
        parts = urlsplit(url)
        usual = parts.port in (None, {"https": 443, "http": 80}.get(parts.scheme))
    except ValueError:
        return "not_an_address"
    named = bool(parts.hostname) and parts.username is None and len(url) <= 2000 and url.isprintable()
    if parts.scheme not in ("http", "https") or not named or " " in url or scrub(url) != url:
        return "not_an_address"
    if settings.WEBHOOKS_INSIDE:
        return ""
    return "" if parts.scheme == "https" and usual else "not_https"


def _note(verb: str, endpoint: Endpoint) -> None:
    host = urlsplit(endpoint.url).hostname or ""
    record(verb, kind="webhook", object_id=endpoint.pk, detail={"host": host})
