"""The record of processing (GDPR, art. 30; 152-FZ, art. 22): made from what is kept and set up, at the moment it is
read."""

from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from nitka.accounts.models import ApiToken, Member, Role, Workspace
from nitka.channels.models import Channel
from nitka.channels.registry import adapter
from nitka.customers.attributes import label
from nitka.customers.models import AttributeKind, Purpose, Wording
from nitka.kit import config, slots
from nitka.kit.context import require_workspace
from nitka.kit.personal import RECIPIENTS, Part, Recipient, parts
from nitka.rights.queries import habits
from nitka.ui.words import figure

# What a module holds of customers, in words; a test compares it with what the modules declare
HELD: dict[str, Any] = {
    "customers": gettext_lazy(
        "Names, contacts, attributes, roles in companies, notes, consents with what shows them, merges"
    ),
    "moments": gettext_lazy("What happened: orders, visits, page views and other events, with their details"),
    "conversations": gettext_lazy("Conversations: messages, files, drafts, subjects, the index they are found by"),
    "feedback": gettext_lazy("Ratings and comments, tasks about them"),
    "segments": gettext_lazy("Which groups a customer is in, and was in"),
    "imports": gettext_lazy("Files of customers that were loaded, and how things were before"),
    "moving": gettext_lazy("What another program called them by, when the company moved in from it"),
    "inbound": gettext_lazy("Letters and requests as they came, until they are read"),
    "webhooks": gettext_lazy("What other programs were told, and what they answered"),
    "api": gettext_lazy("Answers to programs, for repeats of their requests"),
    "realtime": gettext_lazy("News to open pages"),
    "rights": gettext_lazy("The register of what persons asked for"),
}
# What of its logs a module keeps for a time; a test compares it with what the modules declare
KEPT: dict[str, Any] = {
    "answers": gettext_lazy("Answers to programs, for repeats of their requests"),
    "changes": gettext_lazy("How it was before a change of many customers"),
    "copies": gettext_lazy("Copies for persons"),
    "corrections": gettext_lazy("Values that persons say are wrong, and what they should be"),
    "deliveries": gettext_lazy("What other programs were told, and what they answered"),
    "events": gettext_lazy("News to open pages"),
    "files": gettext_lazy("Files of customers that were loaded, and how things were before"),
    "keys": gettext_lazy("Keys to the program that the company moved in from"),
    "passages": gettext_lazy("Who came into a segment and left it, and why"),
    "payloads": gettext_lazy("Requests of incoming webhooks as they came"),
    "quarantine": gettext_lazy("Letters and requests that could not be read"),
    "runs": gettext_lazy("The log of lists sent by schedule"),
    "sendings": gettext_lazy("What notices were sent to colleagues by letter and push"),
    "uploads": gettext_lazy("Files from the chat that no message names"),
}
UNTIL: dict[str, Any] = {  # of what is kept for no fixed time
    "corrections": gettext_lazy("until the request ends"),
    "quarantine": gettext_lazy("until somebody deals with them"),
}
_SORTS: dict[str, Any] = {
    "webhook": gettext_lazy("Outgoing webhook"),
    "token": gettext_lazy("Key to the API"),
    "channel": pgettext_lazy("record", "Channel"),
    "store": gettext_lazy("Lists sent by schedule"),
    "relay": gettext_lazy("Mail server"),
}


class Category(NamedTuple):
    """What one module holds: in words, and exactly."""

    said: str
    tables: list[tuple[str, str]]  # table, its columns


def record() -> dict[str, Any]:
    """All that the page says. A fixed number of statements."""
    workspace = Workspace.objects.get(pk=require_workspace())
    members: dict[Any, str] = dict(Member.objects.values_list("pk", "name"))
    return {
        "company": workspace.name, "zone": workspace.timezone, "habits": habits(),
        "keepers": _keepers(),
        "purposes": _purposes(),
        "categories": [_category(part) for part in parts() if part.held],
        "periods": periods(),
        "attributes": [(one, one.name or label(one.key), members.get(one.owner_id, "")) for one in _attributes()],
        "recipients": [(_SORTS[one.sort], one) for one in _recipients()],
        "database": _database(), "files": str(config.load().data / "blobs"),
    }  # fmt: skip


def periods() -> list[tuple[str, str]]:
    """What the modules’ logs and copies are, and how long each is kept: the longest first."""
    found = [(code, time) for part in parts() for code, time in part.keeps.items()]
    found.sort(key=lambda one: (one[1] is None, -(one[1] or timedelta()), one[0]))
    told = [(str(KEPT[code]), _long(time) if time else str(UNTIL[code])) for code, time in found]
    days = habits().raw_days
    return [*told, (_("Letters and requests as they came"), _long(timedelta(days=days)) if days else _("always"))]


def _long(time: timedelta) -> str:
    if time < timedelta(days=2):
        hours = round(time / timedelta(hours=1))
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": figure(hours)}
    return ngettext("%(n)s day", "%(n)s days", time.days) % {"n": figure(time.days)}


def _keepers() -> list[Member]:
    """Who answers for the company's data."""
    rows = Member.objects.filter(role__in=(Role.OWNER, Role.ADMINISTRATOR), is_active=True).select_related("user")
    return list(rows.order_by("name"))


def _purposes() -> list[tuple[Purpose, int]]:
    found = list(Purpose.objects.filter(archived_at=None).order_by("created_at", "code"))
    words = Wording.objects.filter(purpose__in=found).order_by("purpose_id", "-version").distinct("purpose_id")
    versions = {one.purpose_id: one.version for one in words}
    return [(one, versions.get(one.pk, 0)) for one in found]


def _category(part: Part) -> Category:
    return Category(str(HELD.get(part.name, part.name)), sorted(part.held.items()))


def _attributes() -> list[AttributeKind]:
    return list(AttributeKind.objects.order_by("-personal", "key"))


def _recipients() -> list[Recipient]:
    """Whoever is given data, or could take it: webhooks and the like, keys in force, channels that are on."""
    found = [one for fill in slots.fillers(RECIPIENTS) for one in fill()]
    keys = ApiToken.objects.filter(revoked_at=None).select_related("member").order_by("name")
    found += [Recipient("token", one.name, one.member.name if one.member else "") for one in keys]
    for channel in Channel.objects.filter(is_active=True).order_by("name"):
        can = adapter(channel.kind).capabilities
        if not can.carries:  # only what another program kept lies there
            continue
        found.append(Recipient("channel", channel.name, _where(channel)))
        if can.copies:  # letters
            relay = channel.settings.get("relay") or settings.MAIL_RELAY or {}
            found += [Recipient("relay", str(relay["host"]), channel.name)] if relay.get("host") else []
    return found


def _where(channel: Channel) -> str:
    """By what address it goes; a plug-in's own name where it has none."""
    chat = _("chat on the company’s site") if channel.kind == "chat" else channel.kind.capitalize()
    return str(channel.settings.get("address") or chat)


def _database() -> str:
    """Where the rows are, without words that open it."""
    installation = config.load()
    if installation.embedded:
        return str(installation.data)
    return urlsplit(installation.database_url).hostname or _("a server of the company’s own")
