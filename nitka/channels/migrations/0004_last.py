import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.db.models
from nitka.kit.db.operations import Tie

# What there was before is read from the journal, once.
BEHIND = """
update channels_channel c set last_in_at = found.last_in, last_out_at = found.last_out
from (
    select workspace_id, channel_id,
        max(at) filter (where kind = 'message.in') as last_in, max(at) filter (where kind = 'message.out') as last_out
    from moments_moment where kind in ('message.in', 'message.out') group by workspace_id, channel_id
) found
where found.workspace_id = c.workspace_id and found.channel_id = c.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_members_teams_audit"),
        ("channels", "0003_team"),
        ("moments", "0001_initial"),
    ]

    operations = [
        *(
            migrations.AddField(model_name="channel", name=name, field=models.DateTimeField(null=True))
            for name in ("last_in_at", "last_out_at", "off_at")
        ),
        migrations.AddField(
            model_name="channel",
            name="off_by",
            field=nitka.kit.db.models.WorkspaceKey(
                null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="accounts.member"
            ),
        ),
        migrations.AddField(
            model_name="channel",
            name="off_by_id",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        Tie("channel", "off_by"),
        migrations.RunSQL(BEHIND, migrations.RunSQL.noop),
    ]
