"""How letters come in and go out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from nitka.channels.contract import reason_words
from nitka.channels.models import Channel
from nitka.channels.queries import troubled
from nitka.kit.health import Fact

FACTS = (
    Fact("mailboxes", "select reason, count(*) from channels_mailbox where is_on and state = 'trouble'"
                      " group by reason"),
    Fact("unchecked", "select count(*) from channels_mailbox where is_on and checked_at < now() - interval '1 hour'"
                      " having count(*) > 0"),
    Fact("channels", "select kind, count(*), max(last_in_at), max(last_out_at) from channels_channel where is_active"
                     " group by kind", each=True),
    Fact("relays", "select distinct settings -> 'relay' ->> 'host', coalesce(settings -> 'relay' ->> 'security', ''),"
                   " coalesce(settings -> 'relay' ->> 'port', '') from channels_channel"
                   " where is_active and coalesce(settings -> 'relay' ->> 'host', '') <> ''", each=True),
    Fact("fetched", "select distinct box ->> 'host', coalesce(box ->> 'port', '') from channels_channel,"
                    " lateral (values (settings -> 'imap'), (settings -> 'pop3')) boxes (box)"
                    " where is_active and coalesce(box ->> 'host', '') <> ''", each=True),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A channel of the workspace at work, and what is wrong with its mailbox in the reader's words."""

    pk: UUID
    kind: str
    name: str
    last_in_at: datetime | None
    last_out_at: datetime | None
    trouble: str


def of_workspace() -> list[Line]:
    """Those that are on, by name; two statements."""
    troubles = dict(troubled().values_list("channel_id", "reason"))
    rows = Channel.objects.filter(is_active=True).order_by("name", "pk")
    return [
        Line(row.pk, row.kind, row.name, row.last_in_at, row.last_out_at, _words(troubles.get(row.pk, "")))
        for row in rows
    ]


def _words(reason: str) -> str:
    return reason_words(reason, get_language() or "en") if reason else ""
