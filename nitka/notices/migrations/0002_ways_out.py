import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.db.models
import nitka.kit.ids
import nitka.notices.models
from nitka.kit.db.operations import Grant, Isolate


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_members_teams_audit"),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("member_id", models.UUIDField(editable=False)),
                ("digest", models.CharField(max_length=64)),
                ("sealed", models.TextField()),
                ("name", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField(default=nitka.kit.clock.now)),
                ("pushed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notices_device",
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("member_id", models.UUIDField(editable=False)),
                ("way", models.CharField(choices=[("mail", "By e-mail"), ("push", "By push")], max_length=4)),
                ("device_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("notice_id", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("next_at", models.DateTimeField(default=nitka.kit.clock.now, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.CharField(blank=True, default="", max_length=32)),
                ("detail", models.TextField(blank=True, default="")),
                ("made_at", models.DateTimeField(default=nitka.kit.clock.now)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notices_sending",
            },
        ),
        migrations.CreateModel(
            name="VapidKey",
            fields=[
                ("name", models.CharField(default="vapid", max_length=8, primary_key=True, serialize=False)),
                ("public", models.CharField(max_length=100)),
                ("sealed", models.TextField()),
                ("made_at", models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                "db_table": "notices_vapid",
            },
        ),
        migrations.RemoveField(
            model_name="wishes",
            name="paused_until",
        ),
        migrations.RemoveField(
            model_name="wishes",
            name="with_words",
        ),
        migrations.AddField(
            model_name="notice",
            name="by_mail",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="notice",
            name="letter_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="todo",
            name="detail",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="wishes",
            name="daily_at",
            field=models.TimeField(default=datetime.time(9, 0)),
        ),
        migrations.AddField(
            model_name="wishes",
            name="letters",
            field=models.CharField(
                choices=[
                    ("soon", "If I have not seen it for"),
                    ("hourly", "Every hour, what has gathered"),
                    ("daily", "Once a day"),
                    ("never", "Never"),
                ],
                default="soon",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="wishes",
            name="quiet_days",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), default=nitka.notices.models.whole_week, size=None
            ),
        ),
        migrations.AddField(
            model_name="wishes",
            name="with_names",
            field=models.BooleanField(default=True),
        ),
        migrations.RemoveField(model_name="wishes", name="quiet"),
        migrations.AddField(
            model_name="wishes",
            name="quiet",
            field=models.CharField(
                choices=[("work", "Outside my working hours"), ("own", "At hours of my own"), ("off", "Never")],
                default="work",
                max_length=4,
            ),
        ),
        migrations.AlterField(
            model_name="wishes",
            name="quiet_from",
            field=models.TimeField(default=datetime.time(21, 0)),
        ),
        migrations.AlterField(
            model_name="wishes",
            name="quiet_to",
            field=models.TimeField(default=datetime.time(8, 0)),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("by_mail", True), ("letter_id", None), ("seen_at", None)),
                fields=["workspace_id", "member_id"],
                name="notices_notice_to_mail",
            ),
        ),
        migrations.AddField(
            model_name="device",
            name="member",
            field=nitka.kit.db.models.WorkspaceKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="devices", to="accounts.member"
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="device",
            field=nitka.kit.db.models.WorkspaceKey(
                null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="sendings", to="notices.device"
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="member",
            field=nitka.kit.db.models.WorkspaceKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="sendings", to="accounts.member"
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("workspace_id", "digest"), name="notices_device_once"),
        ),
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="notices_sending_due"
            ),
        ),
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(fields=["workspace_id", "done_at"], name="notices_sending_done"),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice_id", None), ("state", "waiting"), ("tries", 0), ("way", "mail")),
                fields=("workspace_id", "member_id"),
                name="notices_sending_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                fields=("workspace_id", "device_id", "notice_id"), name="notices_sending_push"
            ),
        ),
        Isolate("device"),
        Isolate("sending", queue=True),
        Grant("vapidkey", app="select, insert", worker="select, insert"),
    ]
