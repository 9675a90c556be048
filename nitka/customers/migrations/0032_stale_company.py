from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "stale.sql"
FUNCTION = "create or replace function nitka_customers_stale_company()"
TRIGGER = "create or replace trigger customers_company_stale_gone"


def _changed() -> str:
    """The function that changed, and the trigger that is new."""
    text = SQL.read_text()
    function = FUNCTION + text.partition(FUNCTION)[2].partition("$$;")[0] + "$$;"
    return function + TRIGGER + text.partition(TRIGGER)[2].partition(";")[0] + ";"


class Migration(migrations.Migration):
    """What a company is called and whose it is, and that it is gone, is news for those who sort companies."""

    dependencies = [("customers", "0031_lessons")]

    operations = [migrations.RunSQL(_changed(), migrations.RunSQL.noop)]
