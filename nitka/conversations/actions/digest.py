"""From raw things to threads: the plug-in of each channel parses, `receive` does the rest. Wired to inbound kinds."""

from nitka.channels.contract import Adapter, ChannelInfo, Inbound, Raw, Receipt
from nitka.channels.queries import infos
from nitka.channels.registry import adapter
from nitka.conversations.actions.confirm import heard
from nitka.conversations.actions.contact import state_contact
from nitka.conversations.actions.receipts import receipts
from nitka.conversations.actions.receive import Arrival, receive
from nitka.conversations.actions.stop import says_stop, stopped
from nitka.inbound.digester import Unreadable
from nitka.inbound.models import InboundLog

_PLUG_INS = {"chat": "chat", "mail": "email"}  # the first part of an inbound kind of ours


def digest(items: list[InboundLog]) -> None:
    """Digest a batch of one workspace. Raises Unreadable for an item that its plug-in cannot parse."""
    channels = infos()
    arrivals: list[Arrival] = []
    news: list[tuple[ChannelInfo, Receipt]] = []
    contacts: list[Arrival] = []
    for item in items:
        channel = channels.get(item.source_id)
        if channel is None:
            raise Unreadable("unknown_channel")
        for parsed in _parse(item, channel):
            if isinstance(parsed, Receipt):
                news.append((channel, parsed))
            elif parsed.kind == "contact":
                contacts.append(Arrival(item, channel, parsed))
            else:
                arrivals.append(Arrival(item, channel, parsed, says_stop(parsed, _plug_in(item).capabilities)))
    received = receive(arrivals)
    heard(received)
    stopped(received, {arrival.id for arrival in arrivals if arrival.stop})
    for contact in contacts:
        state_contact(contact)
    if news:
        receipts([receipt for _, receipt in news])


def _plug_in(item: InboundLog) -> Adapter:
    slug = item.kind.partition(".")[0]
    return adapter(_PLUG_INS.get(slug, slug))


def _parse(item: InboundLog, channel: ChannelInfo) -> list[Inbound | Receipt]:
    raw = Raw(
        id=item.pk, at=item.at, kind=item.kind, sender=item.sender, payload=item.payload or {}, body=item.content()
    )
    try:
        return _plug_in(item).parse(raw, channel)
    except (ValueError, LookupError, TypeError, RecursionError) as error:  # what its messenger never promised
        raise Unreadable(getattr(error, "reason", "unreadable"), str(error)) from error
