"""Outbox, log, head and presence."""

from django.db import migrations, models

from nitka.kit import context, ids
from nitka.kit.db.operations import Grant, Isolate

ADD_BY_INSERT_ONLY = "grant usage on sequence realtime_eventoutbox_id_seq to nitka_app, nitka_worker"


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.CreateModel(
            name="EventOutbox",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("topic", models.TextField()),
                ("kind", models.TextField()),
                ("data", models.JSONField(default=dict)),
            ],
        ),
        Grant("EventOutbox", app="insert", worker="select, insert, delete"),
        migrations.RunSQL(ADD_BY_INSERT_ONLY, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="EventLog",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("topic", models.TextField()),
                ("kind", models.TextField()),
                ("data", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["topic", "id"], name="realtime_log_topic"),
                    models.Index(fields=["at"], name="realtime_log_at"),
                ],
            },
        ),
        Grant("EventLog", app="select", worker="select, insert, delete"),
        migrations.CreateModel(
            name="EventHead",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("value", models.BigIntegerField(default=0)),
                ("floor", models.BigIntegerField(default=0)),
            ],
        ),
        Grant("EventHead", app="select", worker="select, update"),
        migrations.RunSQL(
            "insert into realtime_eventhead (id, value, floor) values (1, 0, 0)", migrations.RunSQL.noop
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.UUIDField(default=ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("workspace_id", models.UUIDField(default=context.require_workspace, editable=False)),
                ("member_id", models.UUIDField()),
                ("conversation_id", models.UUIDField(null=True)),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["workspace_id", "member_id"], name="realtime_presence_member")
                ],
                "indexes": [
                    models.Index(fields=["workspace_id", "conversation_id", "seen_at"], name="realtime_presence_place")
                ],
            },
        ),
        migrations.RunSQL("alter table realtime_presence set unlogged", "alter table realtime_presence set logged"),
        Isolate("Presence"),
    ]
