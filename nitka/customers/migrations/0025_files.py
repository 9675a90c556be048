"""What files say of consents, and how it is taken back."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

from nitka.customers.consents import Way

SQL = Path(__file__).parent.parent / "sql" / "unsay_consents.sql"


class Migration(migrations.Migration):
    """See the module."""

    dependencies: ClassVar = [("customers", "0024_restricted")]
    operations: ClassVar = [
        migrations.AlterField("consent", "way", models.CharField(max_length=8, choices=Way.choices)),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
