from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """What a word may be a typo of is looked for one letter off first."""

    dependencies: ClassVar = [("conversations", "0026_aliases")]
    operations: ClassVar = [migrations.RunSQL((SQL / "search_find.sql").read_text(), migrations.RunSQL.noop)]
