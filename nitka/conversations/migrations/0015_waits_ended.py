from django.db import migrations, models


class Migration(migrations.Migration):
    """A closure keeps since when the customer waited, so that opening again gives it back."""

    dependencies = [("conversations", "0014_search_slices")]

    operations = [
        migrations.AddField("closure", "waiting_since", models.DateTimeField(null=True)),
    ]
