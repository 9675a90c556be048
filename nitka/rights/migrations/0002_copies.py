import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.db.models
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):

    dependencies = [
        ('rights', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('request_id', models.UUIDField(editable=False)),
                ('stage', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('gone', 'Gone')], default='waiting', max_length=7)),
                ('next_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('size', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('made_at', models.DateTimeField(null=True)),
                ('request', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='copies', to='rights.request')),
            ],
            options={
                'db_table': 'rights_copy',
                'indexes': [models.Index(condition=models.Q(('stage__in', ['waiting', 'done'])), fields=['next_at'], name='rights_copy_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('stage__in', ['waiting', 'done'])), fields=('workspace_id', 'request_id'), name='rights_copy_one')],
            },
        ),
        Isolate("copy", queue=True),
    ]
