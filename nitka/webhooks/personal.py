"""What webhooks hold of a person: what was told of them, and what was answered to it, while the log is kept."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, Recipient, Told, number, rows
from nitka.webhooks import actions
from nitka.webhooks.kinds import KINDS
from nitka.webhooks.models import Endpoint
from nitka.webhooks.schedule import KEPT

_COUNT = """select count(*) from webhooks_message
    where workspace_id = %(workspace)s and customer_ids && %(customers)s::uuid[]"""


def _values(person: Person) -> dict[str, object]:
    return {"workspace": require_workspace(), "customers": person.customers}


def _erase(person: Person) -> int:
    return actions.erase(person.customer_ids)


def _count(person: Person) -> Mapping[str, int]:
    return {"webhooks": number(_COUNT, _values(person))}


def _tell(person: Person) -> Told:
    """To whom something was told, and what."""
    found = rows(
        "select m.at, m.type, e.url, d.state, m.body from webhooks_message m"
        " join webhooks_delivery d on d.workspace_id = m.workspace_id and d.message_id = m.id"
        " join webhooks_endpoint e on e.workspace_id = d.workspace_id and e.id = d.endpoint_id"
        " where m.workspace_id = %(workspace)s and m.customer_ids && %(customers)s::uuid[] order by m.at, m.id",
        _values(person),
    )
    return Told({"told_to_programs": found})


def recipients() -> list[Recipient]:
    """The programs that are told; the slot "rights.recipients"."""
    rows = Endpoint.objects.filter(off_at=None).order_by("created_at")
    return [Recipient("webhook", urlsplit(one.url).hostname or one.url, _said(one.types)) for one in rows]


def _said(types: list[str]) -> str:
    """Of what it hears, in words; of a type that is no more by its name."""
    return "; ".join(str(KINDS[name].label) if name in KINDS else name for name in types)


PART = Part(
    "webhooks",
    held={"webhooks_message": "body", "webhooks_delivery": "log"},
    codes={
        "webhooks_delivery": "state",
        "webhooks_endpoint": "url description types sealed sealed_before off_why",
        "webhooks_happening": "type ids",
        "webhooks_message": "type",
    },
    steps=(_erase,),
    keeps={"deliveries": KEPT},
    count=_count,
    tell=_tell,
)
