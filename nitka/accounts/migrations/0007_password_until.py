from django.db import migrations, models


class Migration(migrations.Migration):
    """Until when a password works that was made for a person."""

    dependencies = [("accounts", "0006_language_chosen")]

    operations = [
        migrations.AddField(
            model_name="user", name="password_until", field=models.DateTimeField(editable=False, null=True)
        ),
    ]
