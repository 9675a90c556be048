"""Hooks: made, changed, switched, tried, replayed."""

from django.db import transaction

from nitka.accounts.actions import register, unregister
from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member, Workspace
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.moments.collector.rows import Source, Trust
from nitka.moments.collector.sources import create_source
from nitka.moments.hooks import language
from nitka.moments.hooks.digest import Outcome, feed, judge, mapped
from nitka.moments.hooks.presets import PRESETS, Preset
from nitka.moments.hooks.rows import Hook, Payload, Signing

SHOWN = 10  # payloads that a mapping is tried on


@transaction.atomic
def create_hook(*, workspace: Workspace, name: str, preset: str = "", by: Member | None = None) -> Hook:
    """A new door, switched off: what comes is kept, so that a mapping can be tried on it."""
    begun = PRESETS.get(preset, Preset("", Signing.NONE, ""))
    source, _key = create_source(workspace=workspace, name=name, kind=Trust.SITE, by=by)
    hook = Hook(source_id=source.pk, name=name, signing=begun.signing, header=begun.header, mapping=begun.mapping,
                by_id=by.pk if by else None)  # fmt: skip
    hook.save(force_insert=True)
    register(kind="hook", key=str(hook.pk), workspace_id=workspace.id, object_id=hook.pk)
    record("hook.created", kind="hook", object_id=hook.pk, detail={"name": name})
    return hook


@transaction.atomic
def change_signing(*, hook: Hook, signing: str, header: str, secret: str | None) -> None:
    """How its sender is known. `secret`: None leaves it. Who proves it says who a customer is; others only state it."""
    hook.signing, hook.header = signing, header.strip().lower()
    if secret is not None:
        hook.give(secret.strip())
    hook.save(update_fields=["signing", "header", "sealed"])
    proven = signing != Signing.NONE and bool(hook.sealed)
    Source.objects.filter(pk=hook.source_id).update(kind=Trust.SERVER if proven else Trust.SITE)
    record("hook.changed", kind="hook", object_id=hook.pk, detail={"name": hook.name})


@transaction.atomic
def change_mapping(*, hook: Hook, text: str) -> None:
    """Another mapping. Raises language.Unreadable."""
    language.parse(text)
    hook.mapping = text
    hook.save(update_fields=["mapping"])
    record("hook.changed", kind="hook", object_id=hook.pk, detail={"name": hook.name})


@transaction.atomic
def switch_hook(*, hook: Hook, on: bool) -> None:
    """From now on what comes becomes events, or is only kept. Raises language.Unreadable where there is no rule."""
    if on and not language.parse(hook.mapping):
        raise language.Unreadable(1, "empty")
    hook.on_at = clock.now() if on else None
    hook.save(update_fields=["on_at"])
    record("hook.on" if on else "hook.off", kind="hook", object_id=hook.pk, detail={"name": hook.name})


@transaction.atomic
def remove_hook(*, hook: Hook) -> None:
    """Take it away with what it keeps; what its events became stays."""
    unregister(kind="hook", key=str(hook.pk), object_id=hook.pk)
    Payload.objects.filter(hook_id=hook.pk).delete()
    record("hook.removed", kind="hook", object_id=hook.pk, detail={"name": hook.name})
    Hook.objects.filter(pk=hook.pk).delete()


@transaction.atomic
def replay_hook(*, hook: Hook) -> int:
    """Take all that is kept once more by the mapping as it is; what it made before stays as it was. How many came."""
    kept = Payload.objects.select_for_update(of=("self",)).filter(hook_id=hook.pk, body__isnull=False)
    rows = list(kept.order_by("id"))
    calls = []
    for row in rows:
        outcome = judge(hook, row.head, (row.body or "").encode(), row.received_at)
        row.reason, row.detail, row.events = outcome.reason, outcome.detail, len(outcome.calls)
        calls += outcome.calls
    Payload.objects.bulk_update(rows, ["reason", "detail", "events"])
    feed(hook, calls)
    return sum(1 for row in rows if row.events)


def tried(hook: Hook, text: str) -> list[tuple[Payload, Outcome]]:
    """What a mapping would make of the last payloads, beside each. Raises language.Unreadable."""
    language.parse(text)
    rows = Payload.objects.filter(hook_id=hook.pk, workspace_id=require_workspace(), body__isnull=False).order_by("-id")
    return [(row, mapped(text, (row.body or "").encode())) for row in rows[:SHOWN]]
