import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.db.models
import nitka.kit.ids
from nitka.kit.db.operations import Isolate, Tie


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('email', models.CharField(blank=True, default='', max_length=254)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('administrator', 'Administrator'), ('manager', 'Manager'), ('agent', 'Agent'), ('observer', 'Observer')], default='agent', max_length=16)),
                ('scope', models.CharField(choices=[('own', 'Their own and those nobody has'), ('team', 'Their teams’ too'), ('all', 'All')], default='all', max_length=4)),
                ('team_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('by_id', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField(default=nitka.kit.clock.now, editable=False)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'accounts_invitation',
            },
        ),
        migrations.AddField(
            model_name='apitoken',
            name='by_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='last_used_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='member',
            field=nitka.kit.db.models.WorkspaceKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='tokens', to='accounts.member'),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='member_id',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='member',
            name='availability',
            field=models.CharField(choices=[('online', 'Here'), ('busy', 'Busy'), ('away', 'Away')], default='online', max_length=6),
        ),
        migrations.AddField(
            model_name='member',
            name='away_reason',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.AddField(
            model_name='member',
            name='deactivated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='member',
            name='hours',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='member',
            name='scope',
            field=models.CharField(choices=[('own', 'Their own and those nobody has'), ('team', 'Their teams’ too'), ('all', 'All')], default='all', max_length=4),
        ),
        migrations.AddField(
            model_name='member',
            name='team_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='member',
            name='timezone',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now, editable=False)),
                ('member_id', models.UUIDField(null=True)),
                ('verb', models.CharField(max_length=48)),
                ('kind', models.CharField(blank=True, default='', max_length=24)),
                ('object_id', models.UUIDField(null=True)),
                ('detail', models.JSONField(default=dict)),
                ('ip', models.GenericIPAddressField(null=True)),
                ('user_agent', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'db_table': 'accounts_audit_entry',
                'indexes': [models.Index(models.F('workspace_id'), models.OrderBy(models.F('at'), descending=True), name='accounts_audit_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('name', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField(default=nitka.kit.clock.now, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'accounts_team',
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('workspace_id', 'name'), name='accounts_team_once')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('team_id', models.UUIDField(editable=False)),
                ('member_id', models.UUIDField(editable=False)),
                ('member', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='memberships', to='accounts.member')),
                ('team', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='memberships', to='accounts.team')),
            ],
            options={
                'db_table': 'accounts_team_member',
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'team_id', 'member_id'), name='accounts_team_member_once')],
            },
        ),
        Isolate("team"),
        Isolate("teammember"),
        Isolate("invitation"),
        Isolate("auditentry", append_only=True),
        Tie("apitoken", "member"),
    ]
