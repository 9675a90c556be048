"""What a claimed row sends, decided when it goes: nothing that was read meanwhile or is not wished for."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.utils import timezone, translation

from nitka.accounts.models import Workspace
from nitka.accounts.queries import is_signed_in
from nitka.kit import clock
from nitka.notices import letters, push, queries, sealed, vapid
from nitka.notices.actions.devices import forget
from nitka.notices.actions.outgoing import post
from nitka.notices.listeners import Listener, listener
from nitka.notices.models import Kind, Letters, Notice, Sending, State, Subject, Way, Wishes
from nitka.notices.outcome import Outcome
from nitka.notices.wishes import ways
from nitka.realtime.queries import looking

Job = Callable[[], Outcome]


def prepare(row: Sending) -> Job | None:
    """How to send it, outside of the transaction, in its reader's words; None when there is nothing to send."""
    if not row.member.is_active:
        row.delete()
        return None
    workspace = Workspace.objects.get(pk=row.workspace_id)
    who = listener(row.member, workspace, Wishes.objects.filter(member_id=row.member_id).first())
    with translation.override(row.member.user.language), timezone.override(who.zone):
        return _job(row, who, workspace)


def _job(row: Sending, who: Listener, workspace: Workspace) -> Job | None:
    if row.way == Way.PUSH:
        return _push(row, who, workspace)
    return _digest(row, who, workspace) if row.notice_id is None else _alone(row, row.notice_id, who, workspace)


def _digest(row: Sending, who: Listener, workspace: Workspace) -> Job | None:
    """What has gathered and is unread still. What was tried before stays what it was."""
    if who.quiet_until is not None:
        _later(row, who)
        return None
    gathered = queries.visible_to(row.member).filter(seen_at=None, by_mail=True)
    if row.tries == 0 and who.wishes.letters != Letters.NEVER:
        kinds = [kind for kind in Kind.values if _may_mail(who, kind)]
        fresh = Notice.objects.filter(pk__in=gathered.filter(letter_id=None, kind__in=kinds).values("pk"))
        fresh.update(letter_id=row.pk)
    told = queries.shown(row.member, gathered.filter(letter_id=row.pk).order_by("-at", "-id")[: letters.MOST])
    if not told or who.wishes.letters == Letters.NEVER:
        row.delete()
        return None
    return partial(letters.send, letters.digest(row, who, workspace, told))


def _may_mail(who: Listener, kind: str) -> bool:
    """Mail or push: what quiet hours kept from being pushed is told by letter."""
    return bool({Way.MAIL, Way.PUSH} & ways(who.wishes, kind))


def _later(row: Sending, who: Listener) -> None:
    """Behind the quiet hours; with the other that gathers, where one was begun meanwhile."""
    waiting = Sending.objects.filter(member_id=row.member_id, way=Way.MAIL, state=State.WAITING, tries=0)
    if row.tries == 0 and waiting.filter(notice_id=None).exists():
        row.delete()
        return
    row.state, row.next_at = State.WAITING, who.quiet_until
    row.save(update_fields=["state", "next_at"])


def _alone(row: Sending, notice_id: UUID, who: Listener, workspace: Workspace) -> Job | None:
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:
        row.delete()
        return None
    return partial(letters.send, letters.alone(row, who, workspace, notice))


def _push(row: Sending, who: Listener, workspace: Workspace) -> Job | None:
    device = row.device
    if device is None:
        row.delete()
        return None
    target = sealed.opened(device)
    if not is_signed_in(target["session"], row.member.user):
        forget(device_id=device.pk)
        return None
    if row.notice_id is None:
        return partial(push.send, target, vapid.keys(), push.trial(workspace))
    notice = Notice.objects.filter(pk=row.notice_id).first()
    if notice is None or not _still(notice, who):
        row.delete()
        return None
    if who.quiet_until is not None and notice.kind != Kind.SECURITY:
        _into_letter(row, who, notice)
        return None
    shown = queries.shown(row.member, [notice])
    if not shown:
        row.delete()
        return None
    return partial(push.send, target, vapid.keys(), push.message(shown[0], who, workspace))


def _still(notice: Notice, who: Listener) -> bool:
    """Unread, wished for, and not before them this moment."""
    if notice.seen_at is not None or Way.PUSH not in ways(who.wishes, notice.kind):
        return False
    there = looking([notice.about_id]) if notice.subject == Subject.CONVERSATION else set()
    return (who.member.pk, notice.about_id) not in there


def _into_letter(row: Sending, who: Listener, notice: Notice) -> None:
    """It became quiet while it waited."""
    row.delete()
    if who.wishes.letters != Letters.NEVER and not notice.by_mail:
        Notice.objects.filter(pk=notice.pk).update(by_mail=True)
        post([(who.member.pk, None, max(who.letter_at, who.quiet_until or clock.now()))])
