from django.db import migrations, models


class Migration(migrations.Migration):
    """Who was erased stays as a shell that counts."""

    dependencies = [("customers", "0019_find_bounded")]

    operations = [
        migrations.AddField("customer", "erased_at", models.DateTimeField(editable=False, null=True)),
    ]
