import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.db.models
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):

    dependencies = [
        ('moments', '0006_source_settings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('source_id', models.UUIDField(editable=False)),
                ('name', models.CharField(max_length=120)),
                ('signing', models.CharField(choices=[('none', 'Not at all: anybody who knows the address may send'), ('token', 'A secret word in a header or in the address (?token=)'), ('github', 'HMAC-SHA256, hexadecimal, as GitHub does (sha256=…)'), ('shopify', 'HMAC-SHA256, base64, as Shopify and WooCommerce do'), ('stripe', 'HMAC-SHA256 with a time, as Stripe does (t=…,v1=…)'), ('standard', 'Standard Webhooks (whsec_…)')], default='none', max_length=8)),
                ('header', models.CharField(blank=True, default='', max_length=60)),
                ('sealed', models.TextField(blank=True, default='')),
                ('mapping', models.TextField(blank=True, default='')),
                ('created_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('by_id', models.UUIDField(null=True)),
                ('on_at', models.DateTimeField(null=True)),
                ('source', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='hooks', to='moments.source')),
            ],
            options={
                'db_table': 'moments_hook',
            },
        ),
        migrations.CreateModel(
            name='Payload',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('hook_id', models.UUIDField(editable=False)),
                ('received_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('head', models.JSONField(default=dict)),
                ('body', models.TextField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=24)),
                ('detail', models.CharField(blank=True, default='', max_length=200)),
                ('events', models.PositiveSmallIntegerField(default=0)),
                ('hook', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='payloads', to='moments.hook')),
            ],
            options={
                'db_table': 'moments_payload',
            },
        ),
        migrations.AddIndex(
            model_name='hook',
            index=models.Index(fields=['workspace_id', 'created_at'], name='moments_hook_of'),
        ),
        migrations.AddIndex(
            model_name='payload',
            index=models.Index(fields=['workspace_id', 'hook_id', '-id'], name='moments_payload_last'),
        ),
        Isolate("hook"),
        Isolate("payload", queue=True),
    ]
