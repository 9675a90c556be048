"""What 0018 and 0019 replaced."""

from typing import ClassVar

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("conversations", "0020_of_nobody_in_order")]
    operations: ClassVar = [
        RemoveIndexConcurrently(model_name="conversation", name="conversations_by_assignee"),
        RemoveIndexConcurrently(model_name="conversation", name="conversations_by_team"),
    ]
