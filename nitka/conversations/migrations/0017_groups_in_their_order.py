"""Lists are read in their own order, group by group: among 150,000 open conversations none of which waited, the page of
those that wait read them all."""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def waits() -> models.Case:
    waiting = models.When(status="open", waiting_since__isnull=False, then=models.Value(0))
    return models.Case(waiting, default=models.Value(1))


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("conversations", "0016_erase")]
    operations: ClassVar = [
        # What a try that was broken off has left is not valid.
        migrations.RunSQL("drop index concurrently if exists conversations_under_way", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                *("workspace_id", waits(), models.F("last_at").desc(), models.F("id").desc()),
                condition=models.Q(status="open"),
                name="conversations_under_way",
            ),
        ),
    ]
