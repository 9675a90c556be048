from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Of a word that most have the newest are the answer: no index is asked for all who have it."""

    dependencies = [("customers", "0029_labels_and_owners")]

    operations = [migrations.RunSQL((SQL / "find_bounded.sql").read_text(), migrations.RunSQL.noop)]
