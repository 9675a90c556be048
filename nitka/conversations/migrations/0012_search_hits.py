from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Matches are read through the index of words, whatever the planner hopes for."""

    dependencies = [
        ('conversations', '0011_subjects_once'),
    ]

    operations = [
        migrations.RunSQL((SQL / "search_hits.sql").read_text(), migrations.RunSQL.noop),
    ]
