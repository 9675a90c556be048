from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """What the app's role cannot write goes with who is erased: cards in the journal, words of the index."""

    dependencies = [("conversations", "0015_waits_ended")]

    operations = [
        migrations.RunSQL(
            (SQL / "erase.sql").read_text(),
            "drop function nitka_erase_cards(uuid[]); drop function nitka_search_forget(uuid[])",
        ),
    ]
