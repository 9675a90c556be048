import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.ids
from nitka.kit.db.operations import Grant


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sign_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=60)),
                ("ip", models.GenericIPAddressField(null=True)),
                ("first_at", models.DateTimeField(default=nitka.kit.clock.now)),
                ("last_at", models.DateTimeField(default=nitka.kit.clock.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_known_device",
                "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="accounts_known_device_once")],
            },
        ),
        Grant("knowndevice", app="select, insert, update, delete", worker="select"),
    ]
