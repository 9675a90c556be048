"""A cell that cannot be read costs itself alone, unless it is wished otherwise."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies: ClassVar = [("imports", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField("import", "strict", models.BooleanField(default=False)),
        migrations.AddField("trace", "left", models.JSONField(null=True)),
    ]
