from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ("inbound", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="queued",
            name="weight",
            field=models.SmallIntegerField(db_default=1, default=1),
        ),
        migrations.RunSQL((SQL / "accept.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "enter.sql").read_text(), "drop function if exists nitka_enter"),
    ]
