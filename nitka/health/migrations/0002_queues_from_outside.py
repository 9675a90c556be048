"""The worker claims across workspaces outside of any; within one it sees no other's rows."""

from django.db import migrations

TABLES = (
    "channels_mailbox", "inbound_log", "moments_payload", "conversations_delivery", "conversations_pending",
    "conversations_snooze", "customers_change", "customers_stale", "imports_import", "moving_moving", "notices_sending",
    "notices_todo", "sending_run", "sending_schedule", "segments_due", "segments_segment", "segments_touch",
    "rights_copy", "rights_erasure", "webhooks_delivery", "webhooks_endpoint", "webhooks_happening", "webhooks_message",
)  # fmt: skip
OUTSIDE = "nullif(current_setting('nitka.workspace', true), '') is null"
ALTER = "alter policy queue on {} using ({}) with check ({})"


class Migration(migrations.Migration):
    """The watch over the walls is `health`'s, and so is this change of them all."""

    dependencies = [
        ("health", "0001_initial"),
        ("channels", "0002_mailboxes"),
        ("inbound", "0001_initial"),
        ("moments", "0007_hook"),
        ("conversations", "0004_together"),
        ("customers", "0021_projected"),
        ("imports", "0001_initial"),
        ("moving", "0001_initial"),
        ("notices", "0002_ways_out"),
        ("sending", "0001_initial"),
        ("segments", "0001_initial"),
        ("rights", "0002_copies"),
        ("webhooks", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL([ALTER.format(table, OUTSIDE, OUTSIDE) for table in TABLES], migrations.RunSQL.noop),
    ]
