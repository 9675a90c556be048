"""The same for whose conversations are where."""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def waits() -> models.Case:
    waiting = models.When(status="open", waiting_since__isnull=False, then=models.Value(0))
    return models.Case(waiting, default=models.Value(1))


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("conversations", "0017_groups_in_their_order")]
    operations: ClassVar = [
        # What a try that was broken off has left is not valid.
        migrations.RunSQL("drop index concurrently if exists conversations_of_assignee", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                *("workspace_id", "assignee_id", "status", waits(), models.F("last_at").desc(), models.F("id").desc()),
                include=["waiting_since", "team_id"],
                name="conversations_of_assignee",
            ),
        ),
    ]
