from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):
    dependencies = [
        ("moments", "0002_standing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(choices=[("server", "Server"), ("site", "Site or app")], default="server", max_length=8)),
                ("digest", models.CharField(max_length=64)),
                ("sealed", models.TextField()),
                ("created_at", models.DateTimeField(default=nitka.kit.clock.now)),
                ("by_id", models.UUIDField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by_id", models.UUIDField(null=True)),
                ("last_at", models.DateTimeField(null=True)),
                ("taken", models.BigIntegerField(default=0)),
                ("repeated", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "moments_source",
                "indexes": [models.Index(fields=["workspace_id", "created_at"], name="moments_source_of")],
            },
        ),
        Isolate("source"),
    ]
