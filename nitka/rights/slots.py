"""What rights show on the customer's page; `nitka/wiring.py` says where."""

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from nitka.accounts.models import Member
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.ahead import Soon, ask
from nitka.rights import words
from nitka.rights.models import Request
from nitka.rights.policies import can_keep_rights

_OF = f"""select {reading.columns(Request, "r")} from rights_request r
    where r.workspace_id = %(workspace)s and r.customer_id = %(customer)s and %(may)s
    order by r.state <> 'open', r.due_at limit 10"""  # noqa: S608 (columns of a model)


def of_customer(customer_id: UUID, member: Member, slug: str) -> Soon[SafeString]:
    """What a customer asked for by law, and the way to write it down; for who keeps the register."""
    may = can_keep_rights(member)
    values = {"workspace": require_workspace(), "customer": customer_id, "may": may}

    def drawn(rows: Any) -> SafeString:
        if not may:
            return SafeString("")
        lines = [_line(reading.made(Request, row)) for row in rows]
        return render_to_string("rights/_of_customer.html", {"lines": lines, "customer": customer_id, "slug": slug})

    return ask(_OF, values, drawn)


def _line(row: Request) -> dict[str, Any]:
    return {"row": row, "left": words.left(row), "tone": words.tone(row)}
