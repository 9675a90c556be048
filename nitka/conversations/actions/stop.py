"""STOP, written in a messenger or a text message: they agree to nothing more there, and are told so once."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from nitka.channels.contract import Capabilities, Inbound
from nitka.channels.models import Channel
from nitka.conversations.actions.announce import Announcement, announce_all
from nitka.conversations.actions.written import Destination
from nitka.conversations.models import Message
from nitka.conversations.stop_words import STOP_WORDS
from nitka.customers.actions import Word, note_news
from nitka.customers.models import Identity
from nitka.customers.queries import purposes_by_code, purposes_to_write_for, restricted, standing
from nitka.kit.ids import uuid7
from nitka.moments.actions import append
from nitka.moments.models import Moment

_LONGEST = max(map(len, STOP_WORDS)) + 8
_AROUND = " \t\r\n.,!?…;:«»\"'“”„()*"


def says_stop(parsed: Inbound, can: Capabilities) -> bool:
    """Whether a message is nothing but such a word. Letters have their link, the visitor of a site a page."""
    if parsed.auto or parsed.files or can.letter or not (can.transport and can.carries):
        return False
    text = parsed.text.strip(_AROUND)
    return len(text) <= _LONGEST and " ".join(text.casefold().replace("ё", "е").split()) in STOP_WORDS


def stopped(messages: Sequence[Message], ids: Collection[UUID]) -> None:
    """Those of `messages` that say so withdraw what their contact could still be written for, the message as proof.

    Who has withdrawn everything before is not answered again; that they said it once more is known.
    """
    said = [message for message in messages if message.pk in ids]
    if not said:
        return
    stands = standing({message.identity_id for message in said})
    silent = restricted({message.identity_id for message in said})
    offered = [row.code for row in purposes_to_write_for()]
    heard: list[tuple[Message, list[str], list[str]]] = []
    for message in {message.identity_id: message for message in said}.values():  # the last of each
        held = stands.get(message.identity_id, {})
        codes = [*offered, *sorted(held.keys() - set(offered))]
        heard.append((message, codes, [c for c in codes if c not in held or held[c].answer != "withdrawn"]))
    _withdraw([(message, codes) for message, codes, _ in heard])
    ended = [(message, news) for message, _, news in heard if news]
    _into_story(ended)
    _confirm([(message, news) for message, news in ended if message.identity_id not in silent])


def _withdraw(heard: Sequence[tuple[Message, Sequence[str]]]) -> None:
    """Write down what each ends; statements for all of a batch, as many say so after an offer."""
    note_news([
        Word(message.identity_id, purpose, "withdrawn", "channel", message.at, channel_id=message.channel_id,
             proof=message.text or "")
        for message, purposes in heard for purpose in purposes
    ])  # fmt: skip


def _into_story(ended: Sequence[tuple[Message, Sequence[str]]]) -> None:
    append([
        Moment(
            id=uuid7(), identity_id=message.identity_id, kind="consent.withdrawn", at=message.at,
            channel_id=message.channel_id, conversation_id=message.conversation_id,
            data={"message": str(message.pk), "purposes": list(purposes)},
        )
        for message, purposes in ended
    ])  # fmt: skip


def _confirm(ended: Sequence[tuple[Message, Sequence[str]]]) -> None:
    """Tell each, and in the thread whoever works there: which purposes, by the names that they had."""
    if not ended:
        return
    channels = Channel.objects.in_bulk({message.channel_id for message, _ in ended})
    identities = Identity.objects.in_bulk({message.identity_id for message, _ in ended})
    rows = purposes_by_code({code for _, codes in ended for code in codes})
    announce_all([
        Announcement(
            message.conversation_id, Destination(channels[message.channel_id], identities[message.identity_id]),
            _confirmation(channels[message.channel_id].language),
            meta={"stop": str(message.pk), "purposes": [[code, rows[code].names] for code in codes]},
        )
        for message, codes in ended
    ])  # fmt: skip


def _confirmation(language: str) -> str:
    with translation.override(language):
        return _("You are unsubscribed: no more offers or surveys here.")
