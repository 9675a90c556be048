from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """The same subject again is known by more than its Re:."""

    dependencies = [
        ('conversations', '0010_followers'),
    ]

    operations = [
        migrations.RunSQL((SQL / "search_write.sql").read_text(), migrations.RunSQL.noop),
    ]
