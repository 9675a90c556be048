from pathlib import Path

from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Isolate

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0006_team"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("name", models.CharField(max_length=80)),
                ("query", models.CharField(max_length=400)),
                ("member_id", models.UUIDField(null=True)),
                ("by_id", models.UUIDField()),
                ("created_at", models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                "db_table": "conversations_saved_view",
                "indexes": [models.Index(fields=["workspace_id", "member_id"], name="conversations_saved_view_of")],
            },
        ),
        Isolate("savedview"),
        migrations.RunSQL((SQL / "search_write.sql").read_text(), migrations.RunSQL.noop),
    ]
