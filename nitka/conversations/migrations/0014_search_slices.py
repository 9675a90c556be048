from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"
LOADED = "select similarity('', '')"  # the library's setting is known only once the library is loaded


class Migration(migrations.Migration):
    """Frequent words in slices of growing length; a likely spelling counts with all forms of its stem."""

    dependencies = [
        ('conversations', '0013_regrouping'),
    ]

    operations = [
        migrations.RunSQL(LOADED, migrations.RunSQL.noop),
        *(
            migrations.RunSQL((SQL / f"search_{name}.sql").read_text(), migrations.RunSQL.noop)
            for name in ("hits", "find")
        ),
    ]
