from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_known_devices")]

    operations = [
        migrations.AddField(
            model_name="issuer", name="believes_silence", field=models.BooleanField(default=False)
        ),
    ]
