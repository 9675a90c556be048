"""What a message asks of its reader beside its words, for channels that have no form of their own for it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from nitka.channels.contract import ConfirmAsk, Outbound, RatingAsk
from nitka.channels.registry import adapter


def worded(kind: str, batch: Sequence[Outbound], language: str) -> Sequence[Outbound]:
    """The batch as a channel of this kind takes it: a messenger gets every link in the text, a letter has its foot."""
    if adapter(kind).capabilities.letter:
        return batch
    with translation.override(language):
        return [replace(one, text="\n\n".join(part for part in _parts(one) if part)) for one in batch]


def _parts(message: Outbound) -> Iterator[str]:
    yield message.text
    if message.rating is not None:
        yield from _rating(message.rating)
    if message.confirm is not None:
        yield from _confirm(message.confirm)
    if message.leave is not None:
        words = _("Do not ask me again: %(url)s") if message.rating else _("Unsubscribe: %(url)s")
        yield words % {"url": message.leave.url}


def _rating(ask: RatingAsk) -> Iterator[str]:
    yield ask.question
    yield "\n".join(f"{one.value}{f' — {one.label}' if one.label else ''}: {one.url}" for one in ask.links)


def _confirm(ask: ConfirmAsk) -> Iterator[str]:
    if ask.code:
        yield _("If it was you, write this code into the chat: %(code)s") % {"code": ask.code}
        yield _("Or answer on our page: %(url)s") % {"url": ask.url}
    else:
        yield _("Please answer on our page: %(url)s") % {"url": ask.url}
