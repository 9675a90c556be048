from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """The keys of a batch come column by column and are read once, where they were read thrice.

    The function that took a document stays: a worker of the version before still asks it while it is replaced.
    """

    dependencies = [("inbound", "0005_turns")]

    operations = [migrations.RunSQL((SQL / "enter.sql").read_text(), migrations.RunSQL.noop)]
