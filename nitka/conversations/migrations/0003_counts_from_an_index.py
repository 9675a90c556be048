"""The counts above a list are read from the index of whose conversations are where, which now holds the waits too."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0002_reading")]
    operations: ClassVar = [
        migrations.RemoveIndex(model_name="conversation", name="conversations_by_assignee"),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                fields=["workspace_id", "assignee_id", "status", "-last_at"],
                include=["waiting_since"],
                name="conversations_by_assignee",
            ),
        ),
    ]
