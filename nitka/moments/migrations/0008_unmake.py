from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Moments that a file or a move brought can be taken back."""

    dependencies: ClassVar = [("moments", "0007_hook")]
    operations: ClassVar = [
        migrations.RunSQL((SQL / "unmake.sql").read_text(), "drop function nitka_unmake_moments(uuid[], uuid)"),
    ]
