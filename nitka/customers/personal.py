# ruff: noqa: S608 - statements are put together of constants
"""What customers hold of a person, and how it is erased: their rows stay as shells that count and name nobody."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from nitka.customers import kinds
from nitka.customers.changes import KEPT
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, Told, change, number, rows

ERASED = "erased"  # the kind of a contact that is blank: no channel writes to one, no sender has it

_LOCKED = """select c.id, c.merged_into_id from customers_customer c
    where c.workspace_id = %(workspace)s and c.id = any(%(customers)s::uuid[]) order by c.id for update"""
_FAMILY = """
with recursive up (id, above) as (
  select id, merged_into_id from customers_customer where workspace_id = %(workspace)s and id = %(customer)s
  union select c.id, c.merged_into_id from up
  join customers_customer c on c.workspace_id = %(workspace)s and c.id = up.above
),
down (id) as (
  select id from up where above is null
  union select c.id from down
  join customers_customer c on c.workspace_id = %(workspace)s and c.merged_into_id = down.id
)
select id from down order by id
"""
_CONTACTS = """select id, kind, value from customers_identity
    where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[]) order by id"""

_BLANK = (
    """update customers_identity set kind = 'erased', value = id::text, name = '', quarantined = false
       where workspace_id = %(workspace)s and id = any(%(identities)s::uuid[]) and kind <> 'erased'""",
    """update customers_customer set name = '', language = '', erased_at = coalesce(erased_at, %(now)s)
       where workspace_id = %(workspace)s and id = any(%(customers)s::uuid[])
       and (erased_at is null or name <> '' or language <> '')""",
)
_HANGING = (
    """update customers_value set text = null
       where workspace_id = %(workspace)s and identity_id = any(%(identities)s::uuid[]) and text is not null""",
    """update customers_proof p set text = null from customers_consent c
       where c.workspace_id = %(workspace)s and c.identity_id = any(%(identities)s::uuid[])
       and p.workspace_id = c.workspace_id and p.consent_id = c.id and p.text is not null""",
    """update customers_affiliation set role = null, ended_at = coalesce(ended_at, %(now)s)
       where workspace_id = %(workspace)s and identity_id = any(%(identities)s::uuid[])
       and (role is not null or ended_at is null)""",
    """update customers_merge set why = ''
       where workspace_id = %(workspace)s and why <> ''
       and (into_id = any(%(customers)s::uuid[]) or source_id = any(%(customers)s::uuid[]))""",
    """delete from customers_attribute
       where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])""",
    """delete from customers_agreement
       where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])""",
    """delete from customers_unknown_value
       where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])""",
    """delete from customers_labelling
       where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])""",
    """delete from customers_ownership
       where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])""",
    """update customers_customer set owner_id = null
       where workspace_id = %(workspace)s and id = any(%(customers)s::uuid[]) and owner_id is not null""",
    """delete from customers_note where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])""",
    """update customers_quarantine set lifted_at = %(now)s
       where workspace_id = %(workspace)s and lifted_at is null and identity_id = any(%(identities)s::uuid[])""",
    """with held as (select id from customers_proposal where workspace_id = %(workspace)s and decision = ''
         and (identity_id = any(%(identities)s::uuid[]) or claimant_id = any(%(identities)s::uuid[]))
         order by identity_id, claimant_id for update)
       delete from customers_proposal p using held where p.workspace_id = %(workspace)s and p.id = held.id""",
    """delete from customers_sighting
       where workspace_id = %(workspace)s
       and (identity_id = any(%(identities)s::uuid[]) or other_id = any(%(identities)s::uuid[]))""",
)  # fmt: skip
# A change of this person alone says what they were given; of many it says nothing of one.
_CHANGES = (
    """update customers_change c set value = null, plain = null, query = ''
       where c.workspace_id = %(workspace)s and (c.value is not null or c.plain is not null or c.query <> '')
       and c.total <= 1 and (c.ticked ?| %(names)s or exists (
         select from customers_change_before b where b.workspace_id = c.workspace_id and b.change_id = c.id
         and b.customer_id = any(%(customers)s::uuid[])))""",
    """delete from customers_change_before
       where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])""",
)


def family(customer_id: Any) -> Person | None:
    """A customer with all who were merged into them, and their contacts as they are written now."""
    values: dict[str, Any] = {"workspace": require_workspace(), "customer": customer_id}
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, values)
        ids = tuple(key for (key,) in cursor.fetchall())
        person = Person(ids, ())
        cursor.execute(_CONTACTS, values | {"customers": person.customers})
        found = cursor.fetchall()
    contacts = tuple((kind, value) for _key, kind, value in found if kind != ERASED)
    return Person(ids, tuple(key for key, _kind, _value in found), contacts) if ids else None


def hold_family(customer_id: Any) -> Person | None:
    """The same, locked in sorted order as all writers do; asked anew where somebody was merged in meanwhile."""
    person = family(customer_id)
    while person is not None:
        with connection.cursor() as cursor:
            cursor.execute(_LOCKED, {"workspace": require_workspace(), "customers": person.customers})
        again = family(customer_id)
        if again is None or set(again.customer_ids) <= set(person.customer_ids):
            return again
        person = again
    return None


def _values(person: Person) -> dict[str, Any]:
    return {
        "workspace": require_workspace(),
        "customers": person.customers,
        "identities": person.identities,
        "names": [str(key) for key in person.customer_ids],
        "now": clock.now(),
    }


def _blank(person: Person) -> int:
    """From here on who writes from one of the contacts is somebody new."""
    return sum(change(statement, _values(person)) for statement in _BLANK)


def _hanging(person: Person) -> int:
    return sum(change(statement, _values(person)) for statement in _HANGING)


def _changes(person: Person) -> int:
    return sum(change(statement, _values(person)) for statement in _CHANGES)


def _count(person: Person) -> Mapping[str, int]:
    tables = {"attributes": "customers_attribute", "notes": "customers_note"}
    of = "select count(*) from {table} where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])"
    counts = {name: number(of.format(table=table), _values(person)) for name, table in tables.items()}
    return {"contacts": len(person.values), **counts}


def _tell(person: Person) -> Told:
    values = _values(person)
    where = "workspace_id = %(workspace)s and {} = any(%({})s::uuid[])"
    customers, identities = where.format("customer_id", "customers"), where.format("identity_id", "identities")
    sections = {
        "customers": rows(
            "select id, name, language, created_at, merged_into_id, last_at, orders, spent, currency from"
            " customers_customer where workspace_id = %(workspace)s and id = any(%(customers)s::uuid[]) order by id",
            values,
        ),
        "contacts": rows(
            "select id, customer_id, kind, value, name, status, created_at from customers_identity"
            f" where {customers} order by created_at, id", values,
        ),
        "said_of_them": rows(
            f"select identity_id, field, text, status, how, at from customers_value where {identities}"
            " and text is not null order by at, id", values,
        ),
        "attributes": rows(
            f"select customer_id, key, value, origin, at from customers_attribute where {customers} union all"
            f" select customer_id, key, value, origin, at from customers_unknown_value where {customers} order by key",
            values,
        ),
        "notes": rows(
            f"select text, at from customers_note where {customers} and removed_at is null and text is not null"
            " order by at, id", values,
        ),
        "labels": rows(
            "select w.customer_id, l.name, w.at from customers_labelling w join customers_label l"
            " on l.workspace_id = w.workspace_id and l.id = w.label_id"
            " where w.workspace_id = %(workspace)s and w.customer_id = any(%(customers)s::uuid[])"
            " order by w.at, l.name", values,
        ),
        "consents": rows(
            "select c.identity_id, p.code as purpose, c.answer, c.everywhere, c.way, c.at, c.again_at, c.noted_at,"
            " w.version, w.texts as wording, f.text as proof from customers_consent c"
            " join customers_purpose p on p.workspace_id = c.workspace_id and p.id = c.purpose_id"
            " left join customers_wording w on w.workspace_id = c.workspace_id and w.id = c.wording_id"
            " left join customers_proof f on f.workspace_id = c.workspace_id and f.consent_id = c.id"
            " where c.workspace_id = %(workspace)s and c.identity_id = any(%(identities)s::uuid[])"
            " order by c.at, c.id", values,
        ),
        "companies": rows(
            "select o.name, a.role, a.how, a.at, a.ended_at from customers_affiliation a"
            " join customers_company o on o.workspace_id = a.workspace_id and o.id = a.company_id"
            " where a.workspace_id = %(workspace)s and a.identity_id = any(%(identities)s::uuid[]) order by a.at",
            values,
        ),
        "merges": rows(
            "select into_id, source_id, why, rule, at, undone_at from customers_merge where workspace_id ="
            " %(workspace)s and (into_id = any(%(customers)s::uuid[]) or source_id = any(%(customers)s::uuid[]))"
            " order by at", values,
        ),
    }  # fmt: skip
    for row in sections["contacts"]:
        row["called"] = kinds.label(row["kind"])
    return Told(sections)


PART = Part(
    "customers",
    held={
        "customers_customer": "name language",
        "customers_identity": "kind value name domain",
        "customers_value": "text",
        "customers_proof": "text",
        "customers_affiliation": "role",
        "customers_merge": "why",
        "customers_attribute": "value plain",
        "customers_unknown_value": "value plain",
        "customers_note": "text",
        "customers_change": "value plain query",
        "customers_change_before": "before",
    },
    codes={
        "customers_customer": "last_kind currency",
        "customers_identity": "status",
        "customers_value": "field status how",
        "customers_affiliation": "how",
        "customers_merge": "rule rules",
        "customers_attribute": "key origin",
        "customers_change": "verb key ticked state",
        "customers_attribute_kind": "key sort name purpose seen_by",
        "customers_removal": "key",
        "customers_attribute_use": "key place",
        "customers_unknown": "key sort",
        "customers_unknown_value": "key origin",
        "customers_agreement": "state",
        "customers_company": "name spent",
        "customers_stale": "sort",
        "customers_company_domain": "domain",
        "customers_company_key": "key said",
        "customers_confirmation": "answer how",
        "customers_consent": "answer way language",
        "customers_evidence": "status how",
        "customers_label": "name tone",
        "customers_lesson": "weights",
        "customers_link": "rule",
        "customers_proposal": "why rules reasons decision",
        "customers_purpose": "code names",
        "customers_quarantine": "rules",
        "customers_rule_set": "changes",
        "customers_view": "name query",
        "customers_wording": "texts",
    },
    steps=(_blank, _hanging, _changes),
    keeps={"changes": KEPT},
    count=_count,
    tell=_tell,
)
