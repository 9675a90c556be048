from pathlib import Path

from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Isolate

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL((SQL / "moments.sql").read_text(), "drop table moments_moment cascade")
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Moment",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                        ("identity_id", models.UUIDField(null=True)),
                        ("kind", models.CharField(max_length=32)),
                        ("at", models.DateTimeField(default=nitka.kit.clock.now)),
                        ("channel_id", models.UUIDField(null=True)),
                        ("conversation_id", models.UUIDField(null=True)),
                        ("member_id", models.UUIDField(null=True)),
                        ("data", models.JSONField(default=dict)),
                    ],
                    options={
                        "db_table": "moments_moment",
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="Touchpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(default="channel", max_length=16)),
                ("channel_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                "db_table": "moments_touchpoint",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace_id", "channel_id"), name="moments_touchpoint_of_channel")
                ],
            },
        ),
        Isolate("moment", append_only=True, partitioned=True),
        Isolate("touchpoint"),
    ]
