"""The plain half of a letter: the same words."""

from collections.abc import Sequence

from nitka.channels.contract import ConfirmAsk, Leave, Outbound, Quote, RatingAsk

from .markup import shortened
from .words import moment, word


def plain(outbound: Outbound, signature: Sequence[str], footer: str, language: str) -> str:
    """Text, signature, footer, quotation."""
    parts = [outbound.text.strip()]
    if outbound.rating is not None:
        parts.append(_rating(outbound.rating))
    if outbound.confirm is not None:
        parts += _confirm(outbound.confirm, language)
    if signature:
        parts.append("-- \n" + "\n".join(signature))
    if footer:
        parts.append(footer)
    if outbound.leave is not None:
        parts.append(_leave(outbound, outbound.leave, language))
    parts += [_quote(one, language) for one in outbound.quotes]
    return "\n\n".join(part for part in parts if part) + "\n"


def _confirm(ask: ConfirmAsk, language: str) -> list[str]:
    link = f"{word(language, 'open_page' if ask.code else 'only_page')}: {ask.url}"
    return [f"{word(language, 'say_code')} {ask.code}", link] if ask.code else [link]


def _rating(ask: RatingAsk) -> str:
    lines = [ask.question, ""]
    if ask.intro:
        lines += [ask.intro, ""]
    lines += [
        f"{link.value} — {link.label}: {link.url}" if link.label else f"{link.value}: {link.url}" for link in ask.links
    ]
    for more in (ask.after, ask.promise, ask.footer):
        if more:
            lines += ["", more]
    return "\n".join(lines)


def _leave(outbound: Outbound, leave: Leave, language: str) -> str:
    if outbound.rating is not None:
        return f"{word(language, 'stop')}: {leave.url}"
    return f"{word(language, 'one_of', name=leave.name)} {word(language, 'unsubscribe')}: {leave.url}"


def _quote(quote: Quote, language: str) -> str:
    heading = word(language, "wrote", date=moment(quote.at, language), author=quote.author)
    return heading + "\n" + "\n".join(f"> {line}".rstrip() for line in shortened(quote.text).split("\n"))
