"""Get out what waits: claimed in batches with a lease, sent outside of any transaction, retried with back-off."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from nitka.channels.actions import carried
from nitka.channels.contract import ChannelError, ChannelInfo, Outbound, Sent
from nitka.channels.events import ChannelChanged
from nitka.channels.models import Channel
from nitka.channels.queries import infos
from nitka.channels.registry import adapter
from nitka.conversations.actions.allowed import NOT_AGREED, RESTRICTED, may_go
from nitka.conversations.actions.outbound import outbound
from nitka.conversations.actions.receipts import copies_failed
from nitka.conversations.actions.signal import changed
from nitka.conversations.actions.worded import worded
from nitka.conversations.events import DeliveriesChanged
from nitka.conversations.models import Delivery, Message, State
from nitka.customers.queries import restricted, standing
from nitka.kit import clock, events, meters
from nitka.kit.bell import Look
from nitka.kit.db.bulk import update
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import keep_on

BATCH = 50
LEASE = timedelta(seconds=90)  # a deliverer that died has its batch sent again after this, under the same Message-ID
RENEW = 20.0  # seconds after which one that works on makes its lease longer
BACK_OFF = (30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)  # seconds; after the last it is parked
IDLE = 0.1
LOOK = Look("select from conversations_delivery where next_at <= %(now)s and state in ('waiting', 'sending')")

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    keep_on(stop, LOOK, deliver_once, idle=IDLE)


def deliver_once() -> int:
    """Send one batch and say how many were tried."""
    claimed = _claim()
    with _holding(claimed):
        for workspace_id, ids in claimed.items():
            _send_workspace(workspace_id, ids)
    return sum(len(ids) for ids in claimed.values())


@transaction.atomic
def send_again(*, delivery: Delivery) -> None:
    """Try a parked message anew, from the first attempt; one that is not parked (any more) stays as it is."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("message").get(pk=delivery.pk)
    if delivery.state != State.FAILED:
        return
    delivery.state, delivery.attempts, delivery.next_at, delivery.reason = State.WAITING, 0, clock.now(), ""
    delivery.save(update_fields=["state", "attempts", "next_at", "reason"])
    changed([delivery.message.conversation_id], "delivery")


def on_channel_changed(event: ChannelChanged) -> None:
    """What could not go is tried at once: what stood in its way may be mended, and the next try half a day away."""
    failing = Delivery.objects.filter(channel_id=event.channel_id, state=State.WAITING).exclude(reason="")
    failing.update(next_at=clock.now())


def _claim() -> dict[UUID, list[UUID]]:
    # Counted before it is tried: who dies in between may have sent it, and the row must say that it went twice.
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update conversations_delivery d set state = 'sending', next_at = %s, attempts = attempts + 1 from ("
            " select workspace_id, id from conversations_delivery"
            " where next_at <= %s and state in ('waiting', 'sending')"
            " order by next_at limit %s for update skip locked) as due"
            " where d.workspace_id = due.workspace_id and d.id = due.id returning d.workspace_id, d.id",
            [now + LEASE, now, BATCH],
        )
        claimed: dict[UUID, list[UUID]] = defaultdict(list)
        for workspace_id, key in cursor.fetchall():
            claimed[workspace_id].append(key)
    return claimed


@contextmanager
def _holding(claimed: dict[UUID, list[UUID]]) -> Iterator[None]:
    """Make the lease of a batch longer for as long as it is worked on: relays may take minutes over one letter."""
    over = threading.Event()
    keeper = threading.Thread(target=_renew, args=(claimed, over), daemon=True, name="lease")
    if claimed:
        keeper.start()
    try:
        yield
    finally:
        over.set()
        if claimed:
            keeper.join()


def _renew(claimed: dict[UUID, list[UUID]], over: threading.Event) -> None:
    while not over.wait(RENEW):
        try:
            for workspace_id, ids in claimed.items():
                with in_workspace(workspace_id):
                    Delivery.objects.filter(pk__in=ids, state=State.SENDING).update(next_at=clock.now() + LEASE)
        except DatabaseError:
            log.exception("delivery.lease_not_renewed")  # tried again well before it ends
        finally:
            connection.close()


def _send_workspace(workspace_id: UUID, ids: list[UUID]) -> None:
    with in_workspace(workspace_id):
        channels = infos()
        kinds = dict(Channel.objects.values_list("pk", "kind"))
        found = list(Delivery.objects.filter(pk__in=ids).select_related("message").order_by("message_id"))
        rows = _agreed(found)
        letters = outbound(rows, channels) if rows else {}
    by_channel: dict[UUID, list[Delivery]] = defaultdict(list)
    for row in rows:
        by_channel[row.channel_id].append(row)
    for channel_id, deliveries in by_channel.items():
        results = _send(kinds[channel_id], [letters[d.pk] for d in deliveries], channels[channel_id])
        with in_workspace(workspace_id):
            _record(deliveries, results)
        _count(kinds[channel_id], results)


def _agreed(deliveries: list[Delivery]) -> list[Delivery]:
    """Those that may go: answers always, what has a purpose where the customer lets it. The rest is parked, in words.

    Asked here and not where it was written: a consent may be withdrawn while a letter waits. One statement for the
    batch tells who wants nothing at all, one more what was agreed to, where something has a purpose.
    """
    stopped = restricted({row.message.identity_id for row in deliveries})
    asked = {row.message.identity_id for row in deliveries if "purpose" in row.message.meta}
    stands = standing(asked)
    held = {row.pk: NOT_AGREED for row in deliveries if not may_go(row.message, stands)}
    held |= {row.pk: RESTRICTED for row in deliveries if row.message.identity_id in stopped}
    if held:
        parked = [row for row in deliveries if row.pk in held]
        _record(parked, [held[row.pk] for row in parked])
    return [row for row in deliveries if row.pk not in held]


def _send(kind: str, batch: Sequence[Outbound], channel: ChannelInfo) -> Sequence[Sent | ChannelError]:
    try:
        return adapter(kind).send_many(worded(kind, batch, channel.language), channel)
    except ChannelError as error:
        return [error] * len(batch)
    except Exception as error:
        log.exception("delivery.plug_in_failed", kind=kind)
        return [ChannelError("plug_in", permanent=False, detail=str(error))] * len(batch)


def _count(kind: str, results: Sequence[Sent | ChannelError]) -> None:
    for result in results:
        if isinstance(result, Sent):
            meters.count("nitka_deliveries_total", channel=kind, outcome="sent")
        else:
            meters.count("nitka_deliveries_total", channel=kind, outcome="refused" if result.permanent else "later")
            meters.count("nitka_delivery_errors_total", channel=kind, reason=result.reason[:32])


def _record(deliveries: list[Delivery], results: Sequence[Sent | ChannelError]) -> None:
    sent: list[Message] = []
    # A bounce may have been quicker than the rest of the batch: what it says stays.
    held = Delivery.objects.select_for_update().filter(pk__in=[delivery.pk for delivery in deliveries]).order_by("id")
    ours = {pk for pk, state in held.values_list("pk", "state") if state == State.SENDING}
    for delivery, result in zip(deliveries, results, strict=True):
        delivery.changed_at = clock.now()
        if isinstance(result, Sent):
            delivery.state, delivery.reason, delivery.detail = result.state, "", result.detail[:2000]
            delivery.message.external_id = result.external_id or delivery.message.external_id
            if result.refused:
                copies_failed(delivery.message, result.refused)
            sent.append(delivery.message)
        else:
            _failed(delivery, result)
        log.info(
            "delivery.tried",
            delivery=str(delivery.pk),
            message=str(delivery.message_id),
            state=delivery.state,
            reason=delivery.reason,
            request_id=delivery.request_id,
        )
    still_ours = [delivery for delivery in deliveries if delivery.pk in ours]
    update(Delivery, still_ours, ["state", "next_at", "reason", "detail", "changed_at"])
    update(Message, sent, ["external_id", "meta"])
    if sent:
        carried(way="out", at={deliveries[0].channel_id: clock.now()})
    changed([delivery.message.conversation_id for delivery in deliveries], "delivery")
    events.publish(DeliveriesChanged([delivery.message_id for delivery in deliveries]))


def _failed(delivery: Delivery, error: ChannelError) -> None:
    delivery.reason, delivery.detail = error.reason[:32], error.detail[:2000]
    if error.permanent or delivery.attempts > len(BACK_OFF):
        delivery.state = State.FAILED
    else:
        delivery.state = State.WAITING
        delivery.next_at = clock.now() + timedelta(seconds=BACK_OFF[delivery.attempts - 1])
