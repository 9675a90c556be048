import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.db.models
from nitka.kit.db.operations import Tie


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_members_teams_audit"),
        ("channels", "0002_mailboxes"),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="team",
            field=nitka.kit.db.models.WorkspaceKey(
                null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="channels", to="accounts.team"
            ),
        ),
        migrations.AddField(
            model_name="channel",
            name="team_id",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        Tie("channel", "team"),
    ]
