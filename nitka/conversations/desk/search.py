"""Finding a conversation by its number, an address, a name or its subject.

Under policies only leakproof operators use indexes: numbers and normalised addresses are compared with `=`, which is;
words by ILIKE read the workspace's latest conversations in order until a page is full.
"""

import re
from dataclasses import dataclass
from typing import Any

from nitka.customers import normalise

_NUMBER = re.compile(r"(?:№|#)?\s*(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Sought:
    """A condition on conversation `v` and its values."""

    condition: str
    values: dict[str, Any]


def sought(text: str) -> Sought | None:
    """What a search asks for; None for nothing."""
    text = " ".join(text.replace("\x00", " ").split())[:120]
    if not text:
        return None
    number = _NUMBER.fullmatch(text)
    address = normalise.email(text) or (normalise.phone(text) if not number or len(number[1]) > 6 else None)
    if address:
        return Sought(
            _OF_CUSTOMER.format("i.value = %(address)s and i.kind in ('email', 'phone')"), {"address": address}
        )
    if number:
        return Sought("v.number = %(number)s", {"number": int(number[1])})
    like = "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"
    return Sought(_WORDS, {"like": like})


# Whoever has the address: all the conversations of that customer, whichever identity they came by.
_OF_CUSTOMER = (
    "v.identity_id in (select o.id from customers_identity i join customers_identity o"
    " on o.workspace_id = i.workspace_id and o.customer_id = i.customer_id where i.workspace_id = %(workspace)s and {})"
)
_WORDS = (
    "(v.subject ilike %(like)s or exists (select from customers_identity i join customers_customer c"
    " on c.workspace_id = i.workspace_id and c.id = i.customer_id where i.workspace_id = v.workspace_id"
    " and i.id = v.identity_id and (c.name ilike %(like)s or i.name ilike %(like)s or i.value ilike %(like)s)))"
)
