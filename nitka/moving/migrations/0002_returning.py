"""A move can be taken back."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies: ClassVar = [("moving", "0001_initial"), ("moments", "0008_unmake")]
    operations: ClassVar = [
        migrations.AlterField(
            "moving",
            "state",
            models.CharField(
                choices=[
                    ("checking", "Checking"), ("choosing", "Choosing"), ("running", "Running"), ("held", "Held"),
                    ("refused", "Refused"), ("done", "Done"), ("returning", "Returning"), ("returned", "Returned"),
                ],
                default="checking",
                max_length=12,
            ),
        ),
        migrations.RemoveIndex("moving", "moving_due"),
        migrations.AddIndex(
            "moving",
            models.Index(
                condition=models.Q(("state__in", ("checking", "running", "returning"))),
                fields=["next_at"],
                name="moving_due",
            ),
        ),
    ]
