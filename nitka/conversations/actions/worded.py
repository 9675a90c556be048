"""What a message asks of its reader beside its words, for channels that have no form of their own for it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from nitka.channels.contract import ConfirmAsk, Outbound, RatingAsk
from nitka.channels.registry import adapter
from nitka.conversations.actions.fitting import Part, fit, whole


def worded(kind: str, batch: Sequence[Outbound], language: str) -> Sequence[Outbound]:
    """The batch as a channel of this kind takes it: a messenger gets every link in the text, a letter has its foot.

    What nobody wrote by hand is made to fit the channel; what somebody wrote goes as it is.
    """
    can = adapter(kind).capabilities
    if can.letter:
        return batch
    with translation.override(language):
        said = [(one, list(_parts(one))) for one in batch]
    return [replace(one, text=fit(parts, can) if one.auto else whole(parts)) for one, parts in said]


def _parts(message: Outbound) -> Iterator[Part]:
    yield Part(message.text)
    if message.rating is not None:
        yield from _rating(message.rating)
    if message.confirm is not None:
        yield from _confirm(message.confirm)
    if message.leave is not None:
        words = _("Do not ask me again: %(url)s") if message.rating else _("Unsubscribe: %(url)s")
        yield Part.kept(words % {"url": message.leave.url})


def _rating(ask: RatingAsk) -> Iterator[Part]:
    yield Part(ask.question)
    each = "\n".join(f"{one.value}{f' — {one.label}' if one.label else ''}: {one.url}" for one in ask.links)
    yield Part(each, short=ask.url or each)


def _confirm(ask: ConfirmAsk) -> Iterator[Part]:
    if ask.code:
        yield Part.kept(_("If it was you, write this code into the chat: %(code)s") % {"code": ask.code})
        yield Part(_("Or answer on our page: %(url)s") % {"url": ask.url}, short=ask.url)
    else:
        yield Part(_("Please answer on our page: %(url)s") % {"url": ask.url}, short=ask.url)
