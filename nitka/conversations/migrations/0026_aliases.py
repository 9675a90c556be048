"""Whether some conversations are aliases is asked of an index that holds aliases alone."""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("conversations", "0025_subjects_nearby")]
    operations: ClassVar = [
        # What a try that was broken off has left is not valid.
        migrations.RunSQL("drop index concurrently if exists conversations_aliases", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                fields=["workspace_id", "id"], condition=models.Q(status="merged"), name="conversations_aliases"
            ),
        ),
    ]
