from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0023_beginnings"),
    ]

    operations = [
        migrations.RunSQL((SQL / "unbegin.sql").read_text(), "drop function nitka_unbegin(uuid, uuid)"),
    ]
