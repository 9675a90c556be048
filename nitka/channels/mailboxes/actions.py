"""Verbs of mailboxes: following a channel's settings, moving cursors, saying how it goes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from nitka.channels.contract import ChannelError
from nitka.channels.events import MailboxTroubled
from nitka.channels.fetching import Cursor, Portion
from nitka.channels.models import Channel, Mailbox, MailboxFolder, MailboxSeen
from nitka.channels.registry import fetching
from nitka.kit import clock, events
from nitka.realtime.actions import publish

log = structlog.get_logger(__name__)
# Trying again soon would change nothing, and a provider locks out who guesses passwords.
PATIENT = frozenset(
    {
        "auth_in",
        "no_password",
        "no_folder",
        "plain",
        "no_mailbox",
        "consent",
        "no_consent",
        "certificate",
        "certificate_expired",
        "certificate_self_signed",
        "certificate_name",
    }
)
SLOW = (15 * 60, 60 * 60)
QUICK = (1, 5, 10, 20, 60, 120, 300)
QUIET_TRIES = 2  # a connection may be lost now and then: trouble begins with the third in a row


@transaction.atomic
def follow(*, channel: Channel) -> None:
    """Have a channel's mailbox looked after as its settings say now."""
    plug_in = fetching(channel.kind)
    folders = plug_in.folders(channel.settings) if plug_in else []
    box = Mailbox.objects.select_for_update().filter(channel_id=channel.pk).first()
    if plug_in is None:
        return
    box = box or Mailbox(channel_id=channel.pk, workspace_id=channel.workspace_id)
    account = plug_in.account(channel.settings)
    if folders and box.account != account:
        _forget(box)
        box.account, box.state, box.since = account, Mailbox.State.NEW, clock.now()
    box.is_on = bool(folders) and channel.is_active
    box.changed_at, box.next_at, box.tries = clock.now(), None, 0
    box.save()


def look_now(*, mailbox: Mailbox) -> None:
    """Look at once, whatever was to be waited for."""
    Mailbox.objects.filter(pk=mailbox.pk).update(changed_at=clock.now(), next_at=None, tries=0)


def cursor(*, mailbox: Mailbox, folder: str, first: Any) -> Cursor:
    """How far a folder has been read; `first` is kept when it is read for the first time."""
    row, _ = MailboxFolder.objects.get_or_create(
        mailbox_id=mailbox.pk, name=folder, defaults={"from_at": first, "workspace_id": mailbox.workspace_id}
    )
    seen = set(MailboxSeen.objects.filter(mailbox_id=mailbox.pk).values_list("ref", flat=True))
    return Cursor(folder, row.validity, row.last, since=row.from_at, seen=seen, skip=dict(row.skipped))


def begun(*, mailbox: Mailbox, cursor: Cursor) -> None:
    """A folder begins anew: for the first time, or because its server has other numbers now."""
    _folder(mailbox, cursor).update(validity=cursor.validity, last=cursor.last, skipped=cursor.skip)
    log.info("mailbox.begun", mailbox=str(mailbox.pk), folder=cursor.folder, validity=cursor.validity)


@transaction.atomic
def advance(*, mailbox: Mailbox, cursor: Cursor, portion: Portion) -> None:
    """The letters of a portion are stored: the cursor may pass them."""
    cursor.last, cursor.top = max(cursor.last, portion.last), max(cursor.top, portion.top)
    if portion.skipped:
        cursor.skip |= portion.skipped
        log.warning("mailbox.skipped", mailbox=str(mailbox.pk), letters=portion.skipped)
    if portion.letters:  # the mailbox before its folders, as `follow` holds them
        Mailbox.objects.filter(pk=mailbox.pk).update(letter_at=clock.now())
    _folder(mailbox, cursor).update(last=cursor.last, skipped=cursor.skip)
    if portion.letters and not (portion.last or portion.top):
        refs = [letter.ref for letter in portion.letters]
        cursor.seen.update(refs)
        MailboxSeen.objects.bulk_create(
            [MailboxSeen(mailbox_id=mailbox.pk, ref=ref) for ref in refs], ignore_conflicts=True
        )


@transaction.atomic
def unskip(*, mailbox: Mailbox, cursor: Cursor, refs: list[str]) -> None:
    """Letters that could not be had have come after all."""
    row = _folder(mailbox, cursor).select_for_update().get()
    cursor.skip = {ref: why for ref, why in row.skipped.items() if ref not in refs}
    _folder(mailbox, cursor).update(skipped=cursor.skip)


@transaction.atomic
def forget(*, mailbox: Mailbox, cursor: Cursor) -> None:
    """The server has these letters no more: their names are kept no longer. One that comes back is the same letter to
    the ledger."""
    cursor.seen -= cursor.gone
    MailboxSeen.objects.filter(mailbox_id=mailbox.pk, ref__in=cursor.gone).delete()
    if not cursor.gone.isdisjoint(cursor.skip):
        cursor.skip = {ref: why for ref, why in cursor.skip.items() if ref not in cursor.gone}
        _folder(mailbox, cursor).update(skipped=cursor.skip)


def works(*, mailbox: Mailbox, pushes: bool) -> None:
    """It has been looked at, and all is well."""
    now = clock.now()
    if mailbox.state != Mailbox.State.WORKS:
        mailbox.state, mailbox.since = Mailbox.State.WORKS, now
        log.info("mailbox.works", mailbox=str(mailbox.pk))
        _tell(mailbox)
    mailbox.reason, mailbox.detail, mailbox.tries, mailbox.next_at = "", "", 0, None
    mailbox.checked_at, mailbox.pushes = now, pushes
    mailbox.save(update_fields=["state", "since", "reason", "detail", "tries", "next_at", "checked_at", "pushes"])


def trouble(*, mailbox_id: UUID, error: ChannelError) -> float:
    """It went wrong: told once, and tried again later each time. The seconds to wait."""
    with transaction.atomic():
        mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
        patient = error.reason in PATIENT
        steps = SLOW if patient else QUICK
        delay = steps[min(mailbox.tries, len(steps) - 1)]
        mailbox.tries += 1
        mailbox.next_at = clock.now() + timedelta(seconds=delay)
        if patient or mailbox.tries > QUIET_TRIES:
            if (mailbox.state, mailbox.reason) != (Mailbox.State.TROUBLE, error.reason):
                mailbox.state, mailbox.reason, mailbox.since = Mailbox.State.TROUBLE, error.reason, clock.now()
                log.warning("mailbox.trouble", mailbox=str(mailbox_id), reason=error.reason, detail=error.detail)
                events.publish(MailboxTroubled(mailbox_id))
            mailbox.detail = error.detail[:2000]
        mailbox.save(update_fields=["state", "since", "reason", "detail", "tries", "next_at"])
        _tell(mailbox)
    return float(delay)


def reconciled(*, mailbox: Mailbox, result: dict[str, Any]) -> None:
    """Keep what a reconciliation found."""
    Mailbox.objects.filter(pk=mailbox.pk).update(reconciled_at=clock.now(), reconciled=result)
    mailbox.reconciled_at = clock.now()
    _tell(mailbox)


def _tell(mailbox: Mailbox) -> None:
    publish(topic=f"inbox:{mailbox.workspace_id}", kind="mailbox", data={"channel": str(mailbox.channel_id)})


def _folder(mailbox: Mailbox, cursor: Cursor) -> Any:
    return MailboxFolder.objects.filter(mailbox_id=mailbox.pk, name=cursor.folder)


def _forget(box: Mailbox) -> None:
    MailboxFolder.objects.filter(mailbox_id=box.pk).delete()
    MailboxSeen.objects.filter(mailbox_id=box.pk).delete()
