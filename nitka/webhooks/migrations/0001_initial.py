import django.contrib.postgres.fields
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
    ]

    operations = [
        migrations.CreateModel(
            name='Happening',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('type', models.CharField(max_length=40)),
                ('ids', models.JSONField(default=list)),
                ('of_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                'db_table': 'webhooks_happening',
            },
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('url', models.CharField(max_length=2000)),
                ('description', models.CharField(blank=True, default='', max_length=200)),
                ('types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('sealed', models.TextField()),
                ('sealed_before', models.TextField(blank=True, default='')),
                ('before_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('by_id', models.UUIDField(null=True)),
                ('off_at', models.DateTimeField(null=True)),
                ('off_why', models.CharField(blank=True, choices=[('hand', 'Switched off'), ('gone', 'It answered 410 Gone'), ('failing', 'It failed for five days')], default='', max_length=8)),
                ('fails', models.PositiveIntegerField(default=0)),
                ('failing_since', models.DateTimeField(null=True)),
                ('resume_at', models.DateTimeField(null=True)),
                ('last_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'webhooks_endpoint',
                'indexes': [models.Index(fields=['workspace_id', 'created_at'], name='webhooks_endpoint_of')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('type', models.CharField(max_length=40)),
                ('about_id', models.UUIDField()),
                ('customer_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('body', models.TextField(null=True)),
            ],
            options={
                'db_table': 'webhooks_message',
                'indexes': [models.Index(fields=['workspace_id', 'at'], name='webhooks_message_by_age')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('endpoint_id', models.UUIDField(editable=False)),
                ('message_id', models.UUIDField(editable=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Delivered'), ('failed', 'Failed')], default='waiting', max_length=8)),
                ('next_at', models.DateTimeField(default=nitka.kit.clock.now, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('log', models.JSONField(default=list)),
                ('made_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('changed_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('endpoint', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='deliveries', to='webhooks.endpoint')),
                ('message', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='deliveries', to='webhooks.message')),
            ],
            options={
                'db_table': 'webhooks_delivery',
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['workspace_id', 'endpoint_id', 'next_at'], name='webhooks_delivery_due'), models.Index(fields=['workspace_id', 'endpoint_id', '-id'], name='webhooks_delivery_of'), models.Index(fields=['workspace_id', 'message_id'], name='webhooks_delivery_message')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'endpoint_id', 'message_id'), name='webhooks_delivery_once')],
            },
        ),
        Isolate("happening", queue=True),
        Isolate("endpoint", queue=True),
        Isolate("message", queue=True),
        Isolate("delivery", queue=True),
    ]
