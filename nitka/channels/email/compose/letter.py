"""The letter as a whole."""

from dataclasses import dataclass

from django.utils.safestring import mark_safe

from nitka.channels.contract import ChannelError, ChannelInfo, Outbound
from nitka.kit.letter import inks

from ..parse import markup as stranger
from ..tokens import sign
from . import headers, markup, mime, subject
from .plain import plain
from .words import day, first_name, language_of, word


@dataclass(slots=True, frozen=True)
class Letter:
    """What a relay needs."""

    message_id: str  # without brackets
    mail_from: str
    rcpt: str
    data: bytes
    copies: tuple[str, ...] = ()  # who else it is handed over for


def compose(outbound: Outbound, channel: ChannelInfo) -> Letter:
    """Write a letter. Raises ChannelError where the channel or the address does not allow one."""
    sender = str(channel.settings.get("address") or "")
    if not sender:
        raise ChannelError("not_configured", permanent=False, detail="address")
    sender, recipient = headers.address(sender), headers.address(outbound.to.value)
    language = language_of(outbound.language or channel.language)
    message_id = f"{sign(outbound.id, channel.workspace_id, channel.key)}@{sender.rpartition('@')[2]}"
    fields = _fields(outbound, channel, language, sender, recipient, message_id)
    copies = {headers.address(one.value): one.name for one in outbound.copies}
    if copies:
        listed = ",\r\n ".join(headers.mailbox(name, address) for address, name in copies.items())
        fields.insert(2, ("Cc", listed))
    body = _body(outbound, channel, language)
    head = "".join(f"{name}: {value}\r\n" for name, value in fields).encode("utf-8")
    others = dict.fromkeys([*copies, *(headers.address(one.value) for one in outbound.hidden)])
    others.pop(recipient, None)
    return Letter(message_id, sender, recipient, head + body, tuple(others))


def _fields(
    outbound: Outbound, channel: ChannelInfo, language: str, sender: str, recipient: str, message_id: str
) -> list[tuple[str, str]]:
    brand = channel.brand or channel.name
    name = word(language, "from", author=outbound.author, brand=brand) if outbound.author and brand else outbound.author
    chain = headers.reference_chain(outbound.in_reply_to, outbound.references)
    number = outbound.number if channel.settings.get("number_in_subject") else None
    fallback = word(language, "confirm_subject" if outbound.confirm else "subject")
    title = subject.answer(outbound.subject, reply=bool(chain), fallback=fallback, number=number)
    fields = [
        ("From", headers.mailbox(name or brand, sender)),
        ("To", headers.mailbox(outbound.to.name, recipient)),
        ("Subject", headers.words("Subject", title)),
        ("Date", headers.date(outbound.at)),
        ("Message-ID", f"<{message_id}>"),
        ("MIME-Version", "1.0"),
        ("Content-Language", language),
    ]
    if chain:
        fields.append(("In-Reply-To", f"<{chain[-1]}>"))
        fields.append(("References", headers.ids(chain)))
    if outbound.auto or outbound.rating is not None:
        fields.append(("Auto-Submitted", "auto-replied" if chain else "auto-generated"))
        fields.append(("X-Auto-Response-Suppress", "All"))
    if outbound.leave is not None and outbound.leave.url.startswith("https://"):  # RFC 8058: nothing else counts
        fields.append(("List-Unsubscribe", f"<{headers.one_line(outbound.leave.url)}>"))
        fields.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return fields


def _body(outbound: Outbound, channel: ChannelInfo, language: str) -> bytes:
    brand = channel.brand or channel.name
    role = outbound.role or (word(language, "support", brand=brand) if brand else "")
    signature = [outbound.author, role] if outbound.author else [brand] if brand and not outbound.rating else []
    footer = outbound.footer or _footer(outbound, language)
    halves = [
        mime.text(plain(outbound, [line for line in signature if line], footer, language), "plain"),
        _html(outbound, channel, signature, footer, language),
    ]
    body = mime.multipart("alternative", halves)
    files = [mime.file(one) for one in outbound.files if not one.cid]
    return mime.multipart("mixed", [body, *files]) if files else body


def _html(outbound: Outbound, channel: ChannelInfo, signature: list[str], footer: str, language: str) -> bytes:
    brand, colours = channel.brand or channel.name, inks(channel.colour)
    shown = mime.text(
        markup.render(
            "letter.html",
            {
                "language": language,
                "brand": brand,
                "ink": colours,
                "logo": channel.logo.cid if channel.logo else "",
                "preheader": outbound.preheader or " ".join(outbound.text.split())[:110],
                "paragraphs": markup.paragraphs(outbound.text, colours["link"]),
                "html": mark_safe(_own_html(outbound.html)),  # noqa: S308 - sanitised
                "author": signature[0] if signature else "",
                "role": signature[1] if len(signature) > 1 else "",
                "quotes": markup.quotes(outbound.quotes, language),
                "quote_title": _quote_title(outbound, language),
                "rating": outbound.rating,
                "width": 100 // max(1, len(outbound.rating.links)) if outbound.rating else 0,
                "leave": outbound.leave,
                "one_of": word(language, "one_of", name=outbound.leave.name) if outbound.leave else "",
                "stop": word(language, "stop" if outbound.rating else "unsubscribe"),
                "confirm": outbound.confirm,
                "say_code": word(language, "say_code"),
                "open_page": word(language, "open_page" if outbound.confirm and outbound.confirm.code else "only_page"),
                "footer": footer,
            },
        ),
        "html",
    )
    logo = [channel.logo] if channel.logo else []
    pictures = [mime.file(one) for one in (*logo, *outbound.files) if one.cid]
    return mime.multipart("related", [shown, *pictures], '; type="text/html"') if pictures else shown


def _own_html(html: str) -> str:
    """Even a member's markup is not believed; its pictures stay where they are."""
    if not html:
        return ""
    tree = stranger.load(html)
    return stranger.sanitise(stranger.body_html(tree))


def _footer(outbound: Outbound, language: str) -> str:
    if outbound.rating is not None:
        return ""
    if outbound.confirm is not None:
        return word(language, "not_you")
    name = first_name(outbound.author)
    lines = [word(language, "reply_author", author=name) if name else word(language, "reply")]
    if outbound.number:
        lines.append(word(language, "number", number=outbound.number))
    return " ".join(lines)


def _quote_title(outbound: Outbound, language: str) -> str:
    if len(outbound.quotes) == 1:
        return word(language, "your_letter", date=day(outbound.quotes[0].at, language))
    return word(language, "quote")
