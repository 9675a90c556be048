from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Whether a subject was said before is read from the messages nearby, not from all of a long thread."""

    dependencies = [
        ('conversations', '0024_unbegin'),
    ]

    operations = [
        migrations.RunSQL((SQL / "search_write.sql").read_text(), migrations.RunSQL.noop),
    ]
