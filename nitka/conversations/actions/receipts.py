"""How far messages got: news of channels, and what a visitor's browser says it has shown."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from nitka.channels.contract import Receipt
from nitka.conversations.actions.signal import changed, visitors
from nitka.conversations.events import DeliveriesChanged
from nitka.conversations.models import Delivery, Message, State
from nitka.customers.models import Identity
from nitka.kit import clock, events
from nitka.kit.db.bulk import update

RANK = {State.WAITING: 0, State.SENDING: 0, State.SENT: 1, State.DELIVERED: 2, State.READ: 3, State.FAILED: 4}


@transaction.atomic
def receipts(news: Sequence[Receipt]) -> None:
    """Apply a batch of news; a state never falls back, but a bounce ends even a sent one."""
    external = Message.objects.filter(external_id__in=[n.external_id for n in news if n.external_id], direction="out")
    by_external = {message.external_id: message.pk for message in external}
    news = _without_copies(news, by_external)
    told = {  # of several about one message the furthest counts
        n.ours or by_external.get(n.external_id): n for n in sorted(news, key=lambda n: RANK[State(n.state)])
    }
    deliveries = Delivery.objects.select_for_update(of=("self",)).filter(message_id__in=[key for key in told if key])
    moved = []
    for delivery in deliveries.order_by("id"):
        receipt = told[delivery.message_id]
        if RANK[State(receipt.state)] > RANK[State(delivery.state)]:
            delivery.state = receipt.state
            delivery.reason, delivery.detail = receipt.reason, receipt.detail[:2000]
            delivery.changed_at = clock.now()
            moved.append(delivery)
    _moved(moved)


@transaction.atomic
def acknowledge(*, visitor: Identity, delivered: UUID | None = None, read: UUID | None = None) -> int:
    """A visitor's browser has got, or shown, everything up to a message of ours; how many moved."""
    moved: dict[UUID, Delivery] = {}
    for upto, state in ((delivered, State.DELIVERED), (read, State.READ)):
        last = Message.objects.filter(pk=upto, identity_id=visitor.pk).first() if upto else None
        if last is None:
            continue
        lower = [known for known, rank in RANK.items() if rank < RANK[state]]
        rows = Delivery.objects.select_for_update(of=("self",)).filter(
            message__identity_id=visitor.pk,
            message__direction="out",
            message__position__lte=last.position,
            state__in=lower,
        )
        for delivery in rows.order_by("-id")[:200]:
            delivery = moved.setdefault(delivery.pk, delivery)
            delivery.state, delivery.changed_at = state, clock.now()
    _moved(list(moved.values()))
    return len(moved)


@transaction.atomic(savepoint=False)
def seen_by_member(*, conversation_id: UUID, upto: UUID) -> None:
    """A member has the thread before them: the visitors in it may see that their messages were read."""
    message = Message.objects.filter(conversation_id=conversation_id, pk=upto, direction="in").first()
    if message is None:
        return
    identity = Identity.objects.get(pk=message.identity_id)
    if identity.kind == "visitor" and not message.meta.get("seen"):
        message.meta["seen"] = clock.now().isoformat()
        message.save(update_fields=["meta"])
        visitors([(identity.value, "receipt", {"read": message.external_id})])


def copies_failed(message: Message, reasons: Mapping[str, str]) -> None:
    """Note on a message which of its copies did not arrive, and why; the caller saves `meta`."""
    message.meta["copies_failed"] = {**message.meta.get("copies_failed", {}), **reasons}


def _without_copies(news: Sequence[Receipt], by_external: Mapping[str, UUID]) -> list[Receipt]:
    """What is said of a copy changes nothing of the message's own way: it is noted, and taken out."""
    keys = {n.ours or by_external.get(n.external_id) for n in news if n.recipient}
    if not keys:
        return list(news)
    others = {
        message.pk: message
        for message in Message.objects.select_for_update(of=("self",)).filter(pk__in=[key for key in keys if key])
        if message.meta.get("cc") or message.meta.get("bcc")
    }
    kept, touched = [], []
    for one in news:
        message = others.get(one.ours or by_external.get(one.external_id))  # type: ignore[arg-type]
        if message is None or one.recipient not in _copies(message):
            kept.append(one)
        elif one.state == "failed":
            copies_failed(message, {one.recipient: one.reason or "refused"})
            touched.append(message)
    if touched:
        update(Message, touched, ["meta"])
        changed([message.conversation_id for message in touched], "delivery")
    return kept


def _copies(message: Message) -> set[str]:
    return {one["address"] for field in ("cc", "bcc") for one in message.meta.get(field, ())}


def _moved(deliveries: list[Delivery]) -> None:
    if not deliveries:
        return
    update(Delivery, deliveries, ["state", "reason", "detail", "changed_at"])
    ids = [delivery.message_id for delivery in deliveries]
    changed(Message.objects.filter(pk__in=ids).values_list("conversation_id", flat=True), "delivery")
    events.publish(DeliveriesChanged(ids))
