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
        ("accounts", "0002_members_teams_audit"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("until", models.DateTimeField()),
            ],
            options={
                "db_table": "notices_sweep",
            },
        ),
        migrations.CreateModel(
            name="Todo",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("source", models.CharField(max_length=24)),
                ("ids", models.JSONField(default=list)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(default=nitka.kit.clock.now, null=True)),
            ],
            options={
                "db_table": "notices_todo",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="notices_todo_due"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("member_id", models.UUIDField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "A conversation was given to me"),
                            ("team", "A conversation came to my team"),
                            ("mentioned", "I was mentioned in a note"),
                            ("replied", "A customer wrote in a conversation of mine, or one I follow"),
                            ("woken", "A conversation I put aside is back"),
                            ("rated", "A customer of mine was unhappy"),
                            ("task", "A task was given to me"),
                            ("late", "A task of mine is overdue"),
                            ("failed", "An answer of mine did not go out"),
                            ("mailbox", "A mailbox cannot be read"),
                            ("security", "Somebody signed in as me on a new device"),
                        ],
                        max_length=9,
                    ),
                ),
                ("about_id", models.UUIDField()),
                ("cause_id", models.UUIDField()),
                ("by_id", models.UUIDField(null=True)),
                ("data", models.JSONField(default=dict)),
                ("count", models.PositiveIntegerField(default=1)),
                ("in_page", models.BooleanField(default=True)),
                ("at", models.DateTimeField(default=nitka.kit.clock.now)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "member",
                    nitka.kit.db.models.WorkspaceKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="notices", to="accounts.member"
                    ),
                ),
            ],
            options={
                "db_table": "notices_notice",
                "indexes": [
                    models.Index(
                        models.F("workspace_id"),
                        models.F("member_id"),
                        models.OrderBy(models.F("at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="notices_notice_of",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("seen_at", None)),
                        fields=("workspace_id", "member_id", "kind", "about_id"),
                        name="notices_notice_unread",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Wishes",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("member_id", models.UUIDField(editable=False)),
                ("ways", models.JSONField(default=dict)),
                ("quiet", models.BooleanField(default=False)),
                ("quiet_from", models.TimeField(default="21:00")),
                ("quiet_to", models.TimeField(default="08:00")),
                ("paused_until", models.DateTimeField(null=True)),
                ("minutes", models.PositiveSmallIntegerField(default=15)),
                ("with_words", models.BooleanField(default=False)),
                (
                    "member",
                    nitka.kit.db.models.WorkspaceKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="wishes", to="accounts.member"
                    ),
                ),
            ],
            options={
                "db_table": "notices_wishes",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace_id", "member_id"), name="notices_wishes_once")
                ],
            },
        ),
        Isolate("sweep"),
        Isolate("todo", queue=True),
        Isolate("notice"),
        Isolate("wishes"),
    ]
