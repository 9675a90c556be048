from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):
    """What people's decisions taught about likeness; what the house says of a pair beside what is said of it."""

    dependencies = [("customers", "0030_find_probed")]

    operations = [
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("number", models.IntegerField()),
                ("weights", models.JSONField(default=dict)),
                ("decisions", models.IntegerField(default=0)),
                ("same", models.IntegerField(default=0)),
                ("loss_before", models.FloatField(default=0)),
                ("loss_after", models.FloatField(default=0)),
                ("right_before", models.IntegerField(default=0)),
                ("right_after", models.IntegerField(default=0)),
                ("better", models.BooleanField(default=False)),
                ("adopted", models.BooleanField(default=False)),
                ("back_to", models.IntegerField(null=True)),
                ("member_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                "db_table": "customers_lesson",
                "constraints": [
                    models.UniqueConstraint(fields=["workspace_id", "number"], name="customers_lesson_once")
                ],
            },
        ),
        Isolate("lesson"),
        migrations.AddField("proposal", "house", models.FloatField(null=True)),
    ]
