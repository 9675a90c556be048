from django.db import migrations, models


class Migration(migrations.Migration):
    """Who asked that nothing be done with their data."""

    dependencies = [("customers", "0023_attribute_catalogue")]

    operations = [
        migrations.AddField("customer", "restricted_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddIndex(
            "customer",
            models.Index(
                fields=["workspace_id", "id"], name="customers_restricted", condition=models.Q(restricted_at__isnull=False)
            ),
        ),
    ]
