from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever is there already keeps the language they have."""

    dependencies = [("accounts", "0005_issuer_silence")]

    operations = [
        migrations.AddField(
            model_name="user", name="language_chosen", field=models.BooleanField(default=False, db_default=True)
        ),
    ]
