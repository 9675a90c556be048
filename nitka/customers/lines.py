"""Lines of the customers' list: what stands beside each of its customers, all of it asked for at once."""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from nitka.accounts.models import Member
from nitka.customers import attributes, labels, owners, queries
from nitka.customers.kinds import said
from nitka.customers.models import Customer, Identity
from nitka.customers.names import name_of
from nitka.kit import slots
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Soon, ask
from nitka.kit.db.bulk import array, instance
from nitka.ui import words

# Of each their first contact, and the first by which they may be called: of a thousand identities two are read out
_CONTACTS = """select w.id, called.kind, called.value, contact.kind, contact.value
    from unnest(%(customers)s::uuid[]) as w (id)
    cross join lateral (select i.kind, i.value from customers_identity i
      where i.workspace_id = %(workspace)s and i.customer_id = w.id
      order by i.kind = 'visitor', i.created_at limit 1) called
    left join lateral (select i.kind, i.value from customers_identity i
      where i.workspace_id = %(workspace)s and i.customer_id = w.id and i.kind in ('email', 'phone')
      order by i.created_at limit 1) contact on true"""


def ask_lines(shown: Sequence[Customer], member: Member, own: Collection[str]) -> Callable[[], list[dict[str, Any]]]:
    """Ask for what stands beside these customers; `own`: the company's attributes that are shown. A fixed number of
    statements. What comes back makes the lines, once they are needed.
    """
    keys = [row.pk for row in shown]
    contacts = ask_contacts(keys)
    worn = labels.ask_worn(keys)
    owning = owners.ask_names({row.owner_id for row in shown if row.owner_id})
    talks = [fill(keys, member) for fill in slots.fillers("customers.lines")]
    kinds: dict[str, tuple[str, str]] = {}
    for fill in slots.fillers("customers.kinds"):
        kinds |= fill({row.last_kind for row in shown if row.last_kind})

    def made() -> list[dict[str, Any]]:
        facts = queries.attributes_of(keys, member) if own else {}
        wear, names = worn.get(), owning.get()
        known, beside = contacts.get(), {key: talk for found in talks for key, talk in found.get().items()}
        return [
            {
                "customer": row, "name": name_of(row, known.get(row.pk, ([], ""))[0]), "talk": beside.get(row.pk),
                "last": kinds.get(row.last_kind), "contact": known.get(row.pk, ([], ""))[1],
                "labels": wear.get(row.pk, []), "responsible": names.get(row.owner_id, "") if row.owner_id else "",
                "spent": words.money(row.spent, row.currency) if row.currency else "",
                "own": {key: attributes.said(facts[row.pk][key].value) for key in own if key in facts.get(row.pk, {})},
            }
            for row in shown
        ]  # fmt: skip

    return made


def ask_contacts(keys: Collection[UUID]) -> Soon[dict[UUID, tuple[list[Identity], str]]]:
    """Ask, of each customer, for the identity by which they may be called and for their first e-mail or phone."""
    return ask(
        _CONTACTS,
        {"customers": array(keys), "workspace": require_workspace()},
        lambda rows: {
            key: ([instance(Identity, (("kind", kind), ("value", value)))], said(sort, contact) if contact else "")
            for key, kind, value, sort, contact in rows
        },
    )
