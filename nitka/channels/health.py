"""How letters come in and go out."""

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
)  # fmt: skip
