import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.db.models
from nitka.kit.db.operations import Tie


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_members_teams_audit'),
        ('channels', '0003_team'),
        ('conversations', '0005_search'),
        ('customers', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='conversation',
            name='conversations_by_assignee',
        ),
        migrations.AddField(
            model_name='assignment',
            name='team_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='team',
            field=nitka.kit.db.models.WorkspaceKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='conversations', to='accounts.team'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='team_id',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['workspace_id', 'assignee_id', 'status', '-last_at'], include=('waiting_since', 'team_id'), name='conversations_by_assignee'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('team_id__isnull', False)), fields=['workspace_id', 'team_id', 'status', '-last_at'], name='conversations_by_team'),
        ),
        Tie("conversation", "team"),
    ]
