from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Moments of who is erased become figures that name nobody."""

    dependencies = [("moments", "0004_arrival")]

    operations = [
        migrations.RunSQL((SQL / "erase.sql").read_text(), "drop function nitka_erase_moments(uuid[])"),
    ]
