from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """What a file holds leaves a month that nobody has counted yet in a time that grows with it, not with its square."""

    dependencies: ClassVar = [("moments", "0009_archive")]
    operations: ClassVar = [migrations.RunSQL((SQL / "let_go.sql").read_text(), migrations.RunSQL.noop)]
