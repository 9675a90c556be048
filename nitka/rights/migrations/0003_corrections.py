import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.db.models
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):

    dependencies = [
        ('rights', '0002_copies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('request_id', models.UUIDField(editable=False)),
                ('field', models.CharField(choices=[('name', 'Name'), ('language', 'Language'), ('identity', 'Contact'), ('attribute', 'Attribute')], max_length=9)),
                ('identity_id', models.UUIDField(null=True)),
                ('key', models.CharField(blank=True, default='', max_length=40)),
                ('was', models.JSONField(null=True)),
                ('asked', models.JSONField(null=True)),
                ('before', models.JSONField(null=True)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('applied_at', models.DateTimeField(null=True)),
                ('member_id', models.UUIDField(null=True)),
                ('request', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='corrections', to='rights.request')),
            ],
            options={
                'db_table': 'rights_correction',
                'indexes': [models.Index(fields=['workspace_id', 'request_id', 'at'], name='rights_correction_of')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('applied_at', None)), fields=('workspace_id', 'request_id', 'field', 'identity_id', 'key'), name='rights_correction_once', nulls_distinct=False)],
            },
        ),
        Isolate("correction"),
    ]
