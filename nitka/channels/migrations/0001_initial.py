from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("kind", models.CharField(max_length=24)),
                ("name", models.CharField(max_length=120)),
                ("settings", models.JSONField(default=dict)),
                ("sealed", models.TextField(blank=True, default="")),
                ("language", models.CharField(default="ru", max_length=2)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                "db_table": "channels_channel",
                "indexes": [models.Index(fields=["workspace_id", "created_at"], name="channels_channel_of")],
            },
        ),
        Isolate("channel"),
    ]
