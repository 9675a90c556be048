"""What the page of a mail channel says: one sentence, then what it rests on."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nitka.channels.contract import ChannelInfo, reason_words
from nitka.channels.fetching import Step
from nitka.channels.models import Channel, Mailbox, MailboxFolder
from nitka.channels.registry import consent, fetching
from nitka.kit import clock

_GOOD: dict[str, str | Promise] = {
    "dns": _("The server is found"),
    "connect": _("It answers"),
    "tls": _("The connection is as it was asked for"),
    "auth": _("The name and password are accepted"),
    "folder": _("The folders are there"),
}
_FIX: dict[str, str | Promise] = {
    "dns": _(
        "Look for a slip in the server’s name. Your provider’s help calls it the IMAP or SMTP server. If it stands "
        "inside, the operator names its network: NITKA_INSIDE_NETWORKS=10.0.0.0/8"
    ),
    "port": _(
        "Take 993 for IMAP, 995 for POP3, 465 or 587 for sending. Other ports are open only inside, where the operator "
        "names the network: NITKA_INSIDE_NETWORKS=10.0.0.0/8"
    ),
    "no_answer": _(
        "The port may be another: 993 for IMAP, 995 for POP3, 465 or 587 for sending. Or a firewall is between."
    ),
    "timeout_in": _("The port may be another, or a firewall drops the connection without a word."),
    "tls_in": _("Ports 993, 995 and 465 take TLS, ports 143, 110 and 587 STARTTLS: exchange one for the other."),
    "certificate": _("Ask whoever runs the server for its certificate’s authority, or for another certificate."),
    "certificate_expired": _(
        "Whoever runs the server has to renew it. Until then nobody can tell it from an impostor."
    ),
    "certificate_self_signed": _("Nobody vouches for it. The server needs a certificate of a public authority."),
    "certificate_name": _("Write the server’s name just as in its certificate, not as a number or an alias."),
    "auth_in": _(
        "Many providers want a password for programs, not the usual one: look for “app passwords” under security."
    ),
    "authentication": _(
        "Many providers want a password for programs, not the usual one: look for “app passwords” under security."
    ),
    "no_password": _("Fill in the password below."),
    "consent": _("Ask the mailbox’s owner to sign in once more: the button is below."),
    "no_consent": _("Ask the mailbox’s owner to sign in: the button is below."),
    "no_folder": _("Write the folder’s name as the mailbox shows it; INBOX is always there."),
    "plain": _("Choose TLS or STARTTLS: a password goes unencrypted to this machine only."),
    "stalled": _("Look at the letter in the mailbox itself; we try it again each day."),
}


@dataclass(frozen=True)
class Line:
    """A step of a connection test in words."""

    state: str
    words: str
    detail: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Overview:
    """How a channel's mailbox does."""

    box: Mailbox | None
    fetches: bool
    asks_consent: bool
    has_consent: bool
    reason: str = ""
    fix: str = ""
    sends: bool = False
    skipped: list[tuple[str, str, str]] = field(default_factory=list)  # folder, number, why

    @property
    def troubled(self) -> bool:
        """Whether letters do not come in."""
        return bool(self.box and self.box.is_on and self.box.state == Mailbox.State.TROUBLE)


def overview(channel: Channel, info: ChannelInfo) -> Overview:
    """Read it: two statements."""
    plug_in, way = fetching(channel.kind), consent(channel.kind)
    box = Mailbox.objects.filter(channel_id=channel.pk).first()
    folders = list(MailboxFolder.objects.filter(mailbox_id=box.pk)) if box else []
    return Overview(
        box=box,
        fetches=bool(plug_in and plug_in.folders(channel.settings)),
        asks_consent=bool(way and way.wanted(info)),
        has_consent=bool(box and box.tokens),
        reason=_words(box.reason) if box else "",
        fix=fix(box.reason) if box else "",
        sends=bool(info.settings.get("relay")),
        skipped=[(row.name, ref, _words(why)) for row in folders for ref, why in row.skipped.items()],
    )


def fix(reason: str) -> str:
    """What to do about it, where we know."""
    return str(_FIX.get(reason, ""))


def lines(steps: list[Step]) -> list[Line]:
    """A test's steps as people read them."""
    return [_line(step) for step in steps]


def _line(step: Step) -> Line:
    if step.state == "bad":
        return Line("bad", _words(step.reason), step.detail, fix(step.reason))
    return Line(step.state, str(_GOOD[step.name]))


def valid_until(steps: list[Step]) -> datetime | None:
    """The last day of the certificate that a test has seen."""
    text = next((step.detail for step in steps if step.name == "tls" and step.state == "good"), "")
    try:
        return datetime.strptime(text, "%b %d %H:%M:%S %Y %Z").replace(tzinfo=UTC)
    except ValueError:
        return None


def reconciliation(box: Mailbox | None) -> dict[str, Any]:
    """The last comparison, with its first day as a moment."""
    found: dict[str, Any] = dict(box.reconciled) if box else {}
    if found.get("since"):
        found["since"] = datetime.fromisoformat(found["since"])
        found["days"] = max((clock.now() - found["since"]).days, 1)
    return found


def _words(reason: str) -> str:
    return reason_words(reason, get_language() or "en")
