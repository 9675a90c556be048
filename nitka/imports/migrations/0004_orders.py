"""Files of orders."""

from typing import ClassVar

from django.db import migrations, models

import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):
    """See the module."""

    dependencies: ClassVar = [("imports", "0003_companies"), ("moments", "0008_unmake")]
    operations: ClassVar = [
        migrations.CreateModel(
            "KnownOrder",
            [
                ("id", models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("source", models.CharField(max_length=40)),
                ("external", models.CharField(max_length=100)),
                ("identity_id", models.UUIDField()),
                ("moment_id", models.UUIDField(null=True)),
                ("said", models.JSONField(default=dict)),
                ("of_id", models.UUIDField(null=True)),
                ("by_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "imports_known_order",
                "indexes": [
                    models.Index(fields=["workspace_id", "of_id"], name="imports_known_order_of"),
                    models.Index(fields=["workspace_id", "identity_id"], name="imports_known_order_whose"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["workspace_id", "source", "external"], name="imports_known_order_once"
                    ),
                ],
            },
        ),
        migrations.AddField("import", "currency", models.CharField(blank=True, default="", max_length=3)),
        migrations.AddField("trace", "moments", models.JSONField(db_default=[], default=list)),
        Isolate("KnownOrder"),
    ]
