"""The whole of it: one raw letter → `Inbound`, or `Receipt`s when it reports on letters of ours."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from nitka.channels.contract import NO_ADDRESS, ChannelInfo, File, Identity, Inbound, Parsed, Receipt, Reply

from .. import sameness, tokens
from . import addresses, authentic, fold, forward, markup, mime, quote
from .auto import automatic
from .body import Body, collect
from .bounce import receipts, unstructured
from .charset import clean

_SHORT = 120
MAX_VISIBLE = 200_000


def read_letter(data: bytes, envelope: Mapping[str, Any], at: datetime, channel: ChannelInfo) -> list[Parsed]:
    """What a letter says. Raises ValueError only for what is no letter at all (nothing in it)."""
    if not data.strip():
        raise ValueError("empty letter")
    root, limits = mime.parse(data)
    headers = root.headers
    body = collect(root, limits)
    reported = receipts(body.reports, at, channel) if body.reports else []
    if reported:
        return list[Parsed](reported)
    subject = headers.words("subject")[:1_000]
    sender, name, claimed = _sender(headers, envelope, data)
    return_path = envelope.get("mail_from")
    auto = automatic(headers, sender, return_path if isinstance(return_path, str) else None, subject)
    if not auto and tokens.ours(headers.text("message-id"), channel.workspace_id, channel.key):
        auto = "loop"  # a letter of ours came back to us
    text, quoted, html = _content(body, limits)
    if auto in ("null-return-path", "sender", "subject") and not headers.text("in-reply-to"):
        prose: list[Receipt] = unstructured(f"{text}\n{quoted}", at, channel)
        if prose:
            return list[Parsed](prose)
    written, believed = addresses.sent_at(headers.text("date"), at)
    if not believed:
        limits.problems.add("date")
    if envelope.get("cut_from"):
        limits.problems.add("cut")  # too large for its mailbox to be fetched whole
    external = sameness.message_id(headers)
    if not external:
        limits.problems.add("no_message_id")
        external = sameness.made_up_id(data)
    found = authentic.results(headers, sender, authentic.trusted(channel.settings, envelope))
    letter = Inbound(
        kind="message",
        external_id=external[:250],
        sender=Identity("email", sender, name, "stated" if authentic.doubtful(found) else "verified"),
        at=written,
        text=text,
        quoted=quoted,
        html=html,
        subject=subject,
        files=_files(body),
        reply=_reply(headers, envelope, channel),
        auto=bool(auto),
        stated=claimed,
        to=_to(headers, envelope),
        meta=_meta(headers, limits, auto, envelope) | ({"auth": found} if found else {}),
    )
    if not auto and forward.may_forward(sender, channel.settings):
        _believe(found, letter, root, at, channel)
    return [letter]


def _believe(
    found: Mapping[str, str], letter: Inbound, root: mime.Part, at: datetime, channel: ChannelInfo
) -> None:
    """What a forwarder sends is another's letter only where it is known that they sent it."""
    if authentic.proven(found) or (not found and forward.needs_no_proof(channel.settings)):
        _unwrap(letter, root, at, channel)
    elif forward.attached(root) or forward.forwarded(f"{letter.text}\n{letter.quoted}", letter.subject):
        letter.meta["forward"] = "unproven"


def _unwrap(letter: Inbound, root: mime.Part, at: datetime, channel: ChannelInfo) -> None:
    """A letter that a colleague forwards becomes its writer's; what the colleague wrote above it stays beside it."""
    by = {"by": letter.sender.value, "name": letter.sender.name}
    inner = forward.attached(root)
    if inner:
        parsed = [one for one in read_letter(inner, {}, at, replace(channel, settings={})) if isinstance(one, Inbound)]
        if parsed and not parsed[0].sender.value.endswith(NO_ADDRESS):
            original = parsed[0]
            letter.meta["forwarded"] = by | {"note": letter.text[:2_000]}
            letter.sender = original.sender._replace(status="stated")
            letter.text, letter.quoted, letter.html = original.text, original.quoted, original.html
            letter.subject, letter.files = original.subject, original.files
            return
    found = forward.forwarded(f"{letter.text}\n{letter.quoted}", letter.subject)
    if found and found.address != str(channel.settings.get("address", "")).lower():
        letter.meta["forwarded"] = by | {"note": found.note[:2_000]}
        letter.sender = Identity("email", found.address, found.name, "stated")
        letter.text, letter.quoted = quote.fold(found.text) if found.text else ("", "")
        letter.subject = found.subject or letter.subject


def _sender(headers: mime.Headers, envelope: Mapping[str, Any], data: bytes) -> tuple[str, str, list[Identity]]:
    """Who wrote: From, else Sender, Reply-To, the envelope. A different Reply-To is only stated."""
    found = addresses.addresses(headers.text("from"))
    reply_to = addresses.addresses(headers.text("reply-to"))
    claimed = []
    if not found:
        found = addresses.addresses(headers.text("sender")) or reply_to
    if not found and isinstance(envelope.get("mail_from"), str):
        found = addresses.addresses(str(envelope["mail_from"]))
    name, address = found[0] if found else ("", sameness.made_up_id(data).partition("@")[0] + NO_ADDRESS)
    if reply_to and reply_to[0][1] != address:
        claimed.append(Identity("email", reply_to[0][1][:320], reply_to[0][0] or name, "stated"))
    return clean(address[:320]), name, claimed


def _content(body: Body, limits: mime.Limits) -> tuple[str, str, str]:
    """`(text, quoted, html)`: the plain part where it is worth reading, else what the HTML says."""
    plain = body.text()
    source = body.markup()
    if source and markup.too_heavy(source):
        limits.problems.add("html_too_large")
        plain = plain or markup.strip_tags(source[: markup.MAX_HTML])
        source = ""
    shown, rest = _html(source) if source else ("", "")
    if plain is not None and len(plain.strip()) >= _SHORT:
        text, quoted = quote.fold(plain)
    else:
        text, quoted = _best(plain or "", markup.text_of(shown), markup.text_of(rest))
    html = f'{shown}<details class="quoted"><summary>•••</summary>{rest}</details>' if rest else shown
    if len(text) > MAX_VISIBLE:
        limits.problems.add("text_cut")
        text, quoted = text[:MAX_VISIBLE], (text[MAX_VISIBLE:] + quoted)[: 4 * MAX_VISIBLE]
    return text, quoted, html


def _best(plain: str, visible: str, hidden: str) -> tuple[str, str]:
    """A short plain part is often only "see the HTML": then the HTML's words count."""
    if plain.strip() and len(visible) <= 4 * len(plain):
        return quote.fold(plain)
    return (visible, hidden) if hidden else quote.fold(visible)


def _html(source: str) -> tuple[str, str]:
    """Safe HTML of what was written now, and of the quotation under it."""
    tree = markup.load(source)
    markup.prepare(tree)
    whole = markup.body_html(tree)
    taken = fold.take_quotes(tree)
    if not taken:
        return markup.sanitise(whole), ""
    shown = markup.sanitise(markup.body_html(tree))
    if "<img" not in shown and not markup.has_text(shown):
        return markup.sanitise(whole), ""
    return shown, markup.sanitise(taken)


def _files(body: Body) -> list[File]:
    """A picture is inline only if the HTML shows it."""
    source = "".join(one for one in body.html if one)
    for file in body.files:
        file.inline = bool(file.cid) and f"cid:{file.cid}" in source
    return body.files


def _reply(headers: mime.Headers, envelope: Mapping[str, Any], channel: ChannelInfo) -> Reply:
    answered = addresses.ids(headers.text("in-reply-to"))
    references = addresses.ids(headers.text("references"))
    tagged = [str(one) for one in envelope.get("rcpt") or () if "+" in str(one)]
    if not answered and not references and not tagged:
        return Reply()
    chain = [*answered, *reversed(references), *tagged]
    found = tokens.nearest_first(chain, channel.workspace_id, channel.key)
    nearest = answered[0][:250] if answered else ""
    return Reply(ours=found, in_reply_to=nearest, references=[one[:250] for one in references[-20:]])


def _to(headers: mime.Headers, envelope: Mapping[str, Any]) -> str:
    recipients = envelope.get("rcpt")
    if isinstance(recipients, list) and recipients:
        return str(recipients[0])[:320]
    found = addresses.addresses(headers.text("to")) or addresses.addresses(headers.text("delivered-to"))
    return found[0][1][:320] if found else ""


def _meta(headers: mime.Headers, limits: mime.Limits, auto: str, envelope: Mapping[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    if auto:
        meta["auto"] = auto
    if limits.problems:
        meta["problems"] = sorted(limits.problems)
    for name in ("to", "cc"):
        people = addresses.addresses(headers.text(name))
        if people and (name == "cc" or len(people) > 1):
            meta[name] = [{"name": who, "address": address[:320]} for who, address in people[:50]]
            if len(people) > 50:
                meta[f"{name}_all"] = len(people)
    if envelope.get("ip"):
        meta["ip"] = str(envelope["ip"])[:64]
    return meta
