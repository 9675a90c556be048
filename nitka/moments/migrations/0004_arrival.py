import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.context
import nitka.kit.db.models
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):

    dependencies = [
        ('moments', '0003_source'),
    ]

    operations = [
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('source_id', models.UUIDField(editable=False)),
                ('type', models.CharField(max_length=16)),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('identity_id', models.UUIDField(null=True)),
                ('moment_id', models.UUIDField(null=True)),
                ('key', models.TextField()),
                ('received_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, default='', max_length=32)),
                ('given', models.JSONField(null=True)),
                ('source', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='arrivals', to='moments.source')),
            ],
            options={
                'db_table': 'moments_arrival',
                'indexes': [models.Index(fields=['workspace_id', 'source_id', '-id'], name='moments_arrival_last'), models.Index(condition=models.Q(('reason', ''), _negated=True), fields=['workspace_id', 'source_id', '-id'], name='moments_arrival_bad')],
            },
        ),
        Isolate("arrival"),
    ]
