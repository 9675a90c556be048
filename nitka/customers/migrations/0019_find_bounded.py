from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0018_unmake"),
    ]

    operations = [
        migrations.RunSQL((SQL / "find_bounded.sql").read_text(), migrations.RunSQL.noop),
    ]
