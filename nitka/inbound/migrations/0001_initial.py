
from pathlib import Path

from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Grant, Isolate

SQL = Path(__file__).parent.parent / "sql"


def make_lanes(apps, schema_editor):
    """The 64 rows that digesters lock."""
    lane = apps.get_model("inbound", "Lane")
    lane.objects.bulk_create([lane(lane=number) for number in range(64)])



class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='InboundLog',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('source_id', models.UUIDField()),
                ('kind', models.CharField(max_length=24)),
                ('key', models.TextField()),
                ('sender', models.TextField()),
                ('payload', models.JSONField(null=True)),
                ('raw', models.BinaryField(null=True)),
                ('blob', models.CharField(max_length=64, null=True)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('request_id', models.CharField(default='', max_length=64)),
            ],
            options={
                'db_table': 'inbound_log',
            },
        ),
        migrations.CreateModel(
            name='Lane',
            fields=[
                ('lane', models.SmallIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'inbound_lane',
            },
        ),
        migrations.CreateModel(
            name='Ledger',
            fields=[
                ('pk', models.CompositePrimaryKey('workspace_id', 'source_id', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField()),
                ('source_id', models.UUIDField()),
                ('key', models.TextField()),
                ('inbound_id', models.UUIDField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'inbound_ledger',
            },
        ),
        migrations.CreateModel(
            name='Queued',
            fields=[
                ('pk', models.CompositePrimaryKey('lane', 'inbound_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('lane', models.SmallIntegerField()),
                ('inbound_id', models.UUIDField()),
                ('workspace_id', models.UUIDField()),
                ('kind', models.CharField(max_length=24)),
            ],
            options={
                'db_table': 'inbound_queue',
            },
        ),
        migrations.CreateModel(
            name='Quarantine',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('source_id', models.UUIDField()),
                ('kind', models.CharField(max_length=24)),
                ('reason', models.CharField(max_length=64)),
                ('detail', models.TextField(default='')),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                'db_table': 'inbound_quarantine',
                'indexes': [models.Index(models.F('workspace_id'), models.OrderBy(models.F('at'), descending=True), name='inbound_quarantine_latest')],
            },
        ),
        Isolate("inboundlog", queue=True),
        Isolate("quarantine"),
        Grant("ledger", worker="select"),
        Grant("queued", app="insert, select", worker="select, insert, update, delete"),
        Grant("lane", worker="select, update"),
        migrations.RunPython(make_lanes, migrations.RunPython.noop),
        migrations.RunSQL((SQL / "accept.sql").read_text(), "drop function nitka_accept(json, boolean)"),
    ]
