from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Isolate

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Old moments in files, and what of them lies in the journal again."""

    dependencies: ClassVar = [("moments", "0008_unmake")]
    operations: ClassVar = [
        migrations.CreateModel(
            name='Archive',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('month', models.DateField()),
                ('first', models.UUIDField()),
                ('last', models.UUIDField()),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('rows', models.BigIntegerField()),
                ('sums', models.JSONField()),
                ('kept', models.JSONField()),
                ('made_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('emptied_at', models.DateTimeField(null=True)),
                ('compacted', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'moments_archive',
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'month', 'first'), name='moments_archive_once')],
            },
        ),
        migrations.CreateModel(
            name='Recall',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('identity_id', models.UUIDField()),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                'db_table': 'moments_recall',
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'identity_id'), name='moments_recall_once')],
            },
        ),
        migrations.CreateModel(
            name='Wanted',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('kind', models.CharField(max_length=32)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                'db_table': 'moments_wanted',
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'kind'), name='moments_wanted_once')],
            },
        ),
        Isolate("archive"),
        Isolate("recall"),
        Isolate("wanted"),
        migrations.RunSQL((SQL / "let_go.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "archive.sql").read_text(), (SQL / "archive_away.sql").read_text()),
    ]
