from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0017_changes"),
    ]

    operations = [
        migrations.RunSQL((SQL / "unmake.sql").read_text(), migrations.RunSQL.noop),
    ]
