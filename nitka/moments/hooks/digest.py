"""What came, checked and mapped: into the collector's events, and into the last payloads that the page shows."""

import zlib
from base64 import b64decode
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from django.db import connection
from pydantic_core import from_json

from nitka.inbound.accept import Raw
from nitka.inbound.actions import forget, take_in
from nitka.inbound.digester import Unreadable
from nitka.inbound.models import InboundLog
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.text import dump, scrub
from nitka.moments.hooks import language, mapping, signing
from nitka.moments.hooks.paths import TooMuch
from nitka.moments.hooks.rows import Hook, Payload, Signing
from nitka.realtime import topics
from nitka.realtime.actions import publish

KEPT = 50  # payloads of a hook
DAYS = timedelta(days=7)  # for so long: they hold people
DEEPEST = 40
_TRIM = """
delete from moments_payload p where p.workspace_id = %s and p.hook_id = %s and (p.received_at < %s or p.id <= (
  select e.id from moments_payload e where e.workspace_id = %s and e.hook_id = %s order by e.id desc offset %s limit 1))
"""


@dataclass(slots=True)
class Outcome:
    """What a payload becomes, or why it becomes nothing."""

    calls: list[dict[str, Any]]
    reason: str = ""
    detail: str = ""


def digest(items: list[InboundLog]) -> None:
    """Digest what came by hooks of one workspace. Wired to `hook`."""
    hooks = {hook.pk: hook for hook in Hook.objects.filter(pk__in={item.source_id for item in items})}
    rows: list[Payload] = []
    calls: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for item in items:
        hook = hooks.get(item.source_id)
        if hook is None:
            continue  # it was removed meanwhile
        row, body = _payload(item, hook)
        outcome = judge(hook, row.head, body, item.at)
        row.reason, row.detail, row.events = outcome.reason, outcome.detail, len(outcome.calls)
        rows.append(row)
        calls[hook.pk] += outcome.calls
    Payload.objects.bulk_create(rows)
    for key, given in calls.items():
        feed(hooks[key], given)
    for key in {row.hook_id for row in rows}:
        _trim(key)
    forget([item.pk for item in items])
    publish(topic=topics.sources(require_workspace()), kind="arrived")


def judge(hook: Hook, head: dict[str, str], body: bytes, at: datetime) -> Outcome:
    """What a payload becomes by the hook as it is; while it is off, nothing."""
    try:
        signing.check(hook.signing, hook.secret, hook.header, head, body, at)
    except signing.Refused as refusal:
        return Outcome([], str(refusal))
    if hook.on_at is None:
        return Outcome([], "off")
    return mapped(hook.mapping, body)


def mapped(text: str, body: bytes) -> Outcome:
    """What a mapping makes of a payload; every error has a code."""
    try:
        data = parsed(body)
    except ValueError:
        return Outcome([], "not_json")
    try:
        calls = mapping.events(language.parse(text), data, body)
    except language.Unreadable as error:
        return Outcome([], "mapping", f"{error.line}: {error.what}")
    except (TooMuch, RecursionError):
        return Outcome([], "too_much")
    if not calls:
        return Outcome([], "no_rule")
    if any(not call["userId"] and not call["anonymousId"] for call in calls):
        return Outcome([], "nobody")
    return Outcome(calls)


def parsed(body: bytes) -> Any:
    """The payload as JSON, or as the fields of a form. Raises ValueError."""
    try:
        data = from_json(body, allow_inf_nan=False)
    except ValueError:
        pairs = parse_qsl(body.decode(), strict_parsing=True, max_num_fields=500)
        data = dict(pairs)
    if _depth(data) > DEEPEST:
        raise ValueError("nested too deep")
    return data


def feed(hook: Hook, calls: Sequence[dict[str, Any]]) -> None:
    """Give events to the collector; those that had come before become nothing there."""
    if not calls:
        return
    body = dump({"batch": list(calls), "sentAt": None, "context": None}).encode()
    take_in(items=[Raw(hook.workspace_id, hook.source_id, "collect", f"request:{uuid4()}", "hook", None,
                       zlib.compress(body, 1), inline=True)])  # fmt: skip


def _payload(item: InboundLog, hook: Hook) -> tuple[Payload, bytes]:
    try:
        given = from_json(zlib.decompress(item.content()))
        body = b64decode(given["body"])
    except (zlib.error, ValueError, KeyError) as error:
        raise Unreadable("unreadable") from error
    head = given["head"]
    if hook.signing == Signing.TOKEN and hook.header.lower() in head:
        head[hook.header.lower()] = signing.hidden(head[hook.header.lower()])
    text = scrub(body.decode("utf-8", "replace"))
    return Payload(id=item.pk, hook_id=hook.pk, received_at=item.at, head=head, body=text), body


def _trim(hook_id: UUID) -> None:
    with connection.cursor() as cursor:
        workspace = require_workspace()
        cursor.execute(_TRIM, [workspace, hook_id, clock.now() - DAYS, workspace, hook_id, KEPT])


def age() -> None:
    """Let go of payloads that are too old, in every workspace: a quiet door keeps nobody. The worker's."""
    with connection.cursor() as cursor:
        cursor.execute("delete from moments_payload where received_at < %s", [clock.now() - DAYS])


def _depth(data: Any) -> int:
    """How deep it lies, without recursion."""
    deepest, waiting = 0, [(data, 1)]
    while waiting:
        one, depth = waiting.pop()
        deepest = max(deepest, depth)
        if depth > DEEPEST:
            break
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting.extend((value, depth + 1) for value in inner)
    return deepest
