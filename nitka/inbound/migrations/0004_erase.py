from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """The ledger forgets what it called the things of who is erased."""

    dependencies = [("inbound", "0003_heavy_lanes")]

    operations = [
        migrations.RunSQL((SQL / "erase.sql").read_text(), "drop function nitka_erase_ledger(uuid[], text[])"),
    ]
