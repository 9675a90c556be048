"""Files of companies."""

from typing import ClassVar

from django.db import migrations, models

import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):
    """See the module."""

    dependencies: ClassVar = [("imports", "0002_cells")]
    operations: ClassVar = [
        migrations.CreateModel(
            "KnownCompany",
            [
                ("id", models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("source", models.CharField(max_length=40)),
                ("external", models.CharField(max_length=120)),
                ("company_id", models.UUIDField()),
                ("said", models.CharField(blank=True, default="", max_length=200)),
                ("under", models.UUIDField(null=True)),
                ("of_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "imports_known_company",
                "indexes": [
                    models.Index(fields=["workspace_id", "of_id"], name="imports_known_company_of"),
                    models.Index(fields=["workspace_id", "company_id"], name="imports_known_company_who"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["workspace_id", "source", "external"], name="imports_known_company_once"
                    ),
                ],
            },
        ),
        migrations.AddField("import", "kind", models.CharField(blank=True, default="people", max_length=12)),
        migrations.AddField("trace", "company_id", models.UUIDField(null=True)),
        migrations.AddField("trace", "parent", models.CharField(max_length=300, null=True)),
        migrations.AddIndex(
            "trace",
            models.Index(
                condition=models.Q(("parent__isnull", False)),
                fields=["workspace_id", "of_id", "number"],
                name="imports_trace_parent",
            ),
        ),
        Isolate("KnownCompany"),
    ]
