"""The same for nobody's: "is null" gives an index no order, a condition of the index does."""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def waits() -> models.Case:
    waiting = models.When(status="open", waiting_since__isnull=False, then=models.Value(0))
    return models.Case(waiting, default=models.Value(1))


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("conversations", "0019_of_team_in_order")]
    operations: ClassVar = [
        # What a try that was broken off has left is not valid.
        migrations.RunSQL("drop index concurrently if exists conversations_of_nobody", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                *("workspace_id", "status", waits(), models.F("last_at").desc(), models.F("id").desc()),
                condition=models.Q(assignee_id__isnull=True),
                name="conversations_of_nobody",
            ),
        ),
    ]
