"""What an attribute's days or its drop ended is not kept for taking an import back either."""

from typing import Any

from django.db import connection

from nitka.customers.events import AttributesForgotten
from nitka.kit.context import require_workspace

_FORGET = """
update imports_trace t set before = t.before - %(key)s::text from imports_import i
where i.workspace_id = %(workspace)s and t.workspace_id = %(workspace)s and t.of_id = i.id
  and i.mapping::text like %(named)s and (t.before -> %(key)s::text ->> 'at')::timestamptz < %(until)s
"""
_SAMPLES = """
update imports_import set sample = null
where workspace_id = %(workspace)s and sample is not null and mapping::text like %(named)s
  and coalesce(ran_at, at) < %(until)s
"""


def on_attributes_forgotten(event: AttributesForgotten) -> None:
    """How attributes were before an import, and examples of a trial. Two statements for each key."""
    for key, until in zip(event.keys, event.until, strict=True):
        values: dict[str, Any] = {"workspace": require_workspace(), "key": key, "until": until}
        values["named"] = f'%"own:{key}%'
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, values)
            cursor.execute(_SAMPLES, values)
