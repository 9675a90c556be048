from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "stale.sql"
BEGINNING = "create or replace function nitka_customers_stale_customer()"


def _function() -> str:
    """The one function that changed."""
    _, beginning, rest = SQL.read_text().partition(BEGINNING)
    return beginning + rest.partition("$$;")[0] + "$$;"


class Migration(migrations.Migration):
    """A customer's change is compared as a set: a join of the rows before and after compared each with each."""

    dependencies = [("customers", "0027_attribute_use")]

    operations = [migrations.RunSQL(_function(), migrations.RunSQL.noop)]
