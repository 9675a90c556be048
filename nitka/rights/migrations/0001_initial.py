import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.db.models
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0005_issuer_silence'),
        ('customers', '0020_erased'),
    ]

    operations = [
        migrations.CreateModel(
            name='Habits',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('law', models.CharField(choices=[('152-fz', '152-FZ (Russia)'), ('gdpr', 'GDPR (European Union)')], max_length=8)),
                ('grace_hours', models.PositiveSmallIntegerField(default=24)),
                ('backup_days', models.PositiveSmallIntegerField(default=30)),
            ],
            options={
                'db_table': 'rights_habits',
            },
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('export', 'A copy of their data'), ('erasure', 'Erasure'), ('restriction', 'An end of processing'), ('rectification', 'Correction')], max_length=13)),
                ('customer_id', models.UUIDField(editable=False)),
                ('law', models.CharField(choices=[('152-fz', '152-FZ (Russia)'), ('gdpr', 'GDPR (European Union)')], max_length=8)),
                ('way', models.CharField(choices=[('letter', 'By letter'), ('chat', 'In a chat'), ('call', 'By telephone'), ('paper', 'On paper'), ('person', 'In person'), ('api', 'By the API')], max_length=8)),
                ('member_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='open', max_length=9)),
                ('words', models.TextField(null=True)),
                ('received_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
                ('customer', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='rights_requests', to='customers.customer')),
                ('member', nitka.kit.db.models.WorkspaceKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='rights_requests', to='accounts.member')),
            ],
            options={
                'db_table': 'rights_request',
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('request_id', models.UUIDField(editable=False)),
                ('stage', models.CharField(choices=[('waiting', 'Waiting'), ('going', 'Going'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='waiting', max_length=9)),
                ('next_at', models.DateTimeField()),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('person', models.JSONField(null=True)),
                ('sealed', models.TextField(null=True)),
                ('hashes', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('request', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='erasures', to='rights.request')),
            ],
            options={
                'db_table': 'rights_erasure',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('request_id', models.UUIDField(editable=False)),
                ('member_id', models.UUIDField(null=True)),
                ('verb', models.CharField(max_length=24)),
                ('detail', models.JSONField(default=dict)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('request', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='entries', to='rights.request')),
            ],
            options={
                'db_table': 'rights_entry',
            },
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['workspace_id', 'state', 'due_at'], name='rights_request_due'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['workspace_id', 'customer_id'], name='rights_request_of'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'number'), name='rights_request_number'),
        ),
        migrations.AddIndex(
            model_name='erasure',
            index=models.Index(condition=models.Q(('stage__in', ['waiting', 'going'])), fields=['next_at'], name='rights_erasure_due'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(condition=models.Q(('stage__in', ['waiting', 'going'])), fields=('workspace_id', 'request_id'), name='rights_erasure_one'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['workspace_id', 'request_id', 'at'], name='rights_entry_of'),
        ),
        Isolate("habits"),
        Isolate("request"),
        Isolate("entry", append_only=True),
        Isolate("erasure", queue=True),
    ]
