from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Where some of the newest fit, they are looked at until there are enough; an index is asked for two words at once."""

    dependencies = [("customers", "0032_stale_company")]

    operations = [migrations.RunSQL((SQL / "find_bounded.sql").read_text(), migrations.RunSQL.noop)]
