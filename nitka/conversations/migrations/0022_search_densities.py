from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Frequent words are looked for by how dense they are."""

    dependencies = [
        ('conversations', '0021_indexes_that_were_replaced'),
    ]

    operations = [
        migrations.RunSQL((SQL / "search_hits.sql").read_text(), migrations.RunSQL.noop),
    ]
