"""Reads of customers."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, UUIDField
from django.db.models.expressions import RawSQL

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.customers.agreed import Stands as Stands  # how consents stand: read from here
from nitka.customers.agreed import agreed as agreed
from nitka.customers.agreed import standing as standing
from nitka.customers.agreeing import agreement_url as agreement_url
from nitka.customers.companies import CompanyKey
from nitka.customers.domains import spell as _domain_of
from nitka.customers.domains import split as _domains_in
from nitka.customers.known import Attribute
from nitka.customers.labels import ask_worn as ask_worn
from nitka.customers.labels import labels_called as labels_called
from nitka.customers.labels import spell_label as spell_label
from nitka.customers.models import Apart, Customer, Identity, Merge, Proposal, Quarantine, RuleSet
from nitka.customers.owners import OWNERS_FIRST as OWNERS_FIRST
from nitka.customers.purposes import purposes_by_code as purposes_by_code
from nitka.customers.purposes import purposes_to_write_for as purposes_to_write_for
from nitka.customers.rules import DEFAULT, Rules, blocked, in_force
from nitka.customers.seeing import UNHIDDEN, shown_to, unseen
from nitka.customers.seeing import hidden_keys as hidden_keys
from nitka.customers.seeing import kinds_for as kinds_for
from nitka.customers.staying import staying as staying
from nitka.customers.withdrawing import withdrawal_url as withdrawal_url
from nitka.kit import clock, slots
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.ahead import Rows, Soon, ask
from nitka.kit.db.bulk import array
from nitka.kit.text import dump

_MERGED = """
with recursive merged as (
  select id, id as owner, 0 as depth from customers_customer where id = any(%s::uuid[])
  union all
  select c.id, m.owner, depth + 1 from customers_customer c join merged m on c.merged_into_id = m.id where depth < 64)
select id, owner from merged
"""
_OF_ONE = """
with recursive merged as (
  select id, 0 as depth from customers_customer where workspace_id = %(workspace)s and id = %(customer)s
  union all
  select c.id, depth + 1 from customers_customer c
  join merged m on c.workspace_id = %(workspace)s and c.merged_into_id = m.id where depth < 64)
select {columns} from customers_attribute a join merged m on m.id = a.customer_id
where a.workspace_id = %(workspace)s and a.value is not null and {unhidden}
order by a.customer_id <> %(customer)s, a.key, a.at desc
"""

# From the few who asked up to who they are now
_RESTRICTED = """
with recursive up (id, above) as (
  select id, merged_into_id from customers_customer where workspace_id = %(workspace)s and restricted_at is not null
  union select c.id, c.merged_into_id from up
  join customers_customer c on c.workspace_id = %(workspace)s and c.id = up.above)
select i.id from customers_identity i
where i.workspace_id = %(workspace)s and i.id = any(%(ids)s::uuid[]) and i.customer_id in (select id from up)
"""


LATELY = timedelta(days=30)  # so long a merge is told on the customer's own page
JOINED = 1_000  # contacts that are told to have come with one
_JOINED = """
with recursive family (id) as (select %(customer)s::uuid union select c.id from family f
  join customers_customer c on c.workspace_id = %(workspace)s and c.merged_into_id = f.id)
select l.identity_id from customers_link l where l.workspace_id = %(workspace)s and l.merge_id = (
  select m.id from family f join customers_merge m
    on m.workspace_id = %(workspace)s and m.into_id = f.id and m.undone_at is null and m.at > %(since)s
  order by m.at desc, m.id desc limit 1) limit %(most)s
"""


def visible_to(member: Member | None) -> "QuerySet[Customer]":
    """The customers a member may see, as the slot "customers.visible" narrows them; aliases and who was erased are
    left out."""
    found = Customer.objects.filter(merged_into_id=None, erased_at=None)
    for narrow in slots.fillers("customers.visible"):
        found = narrow(member, found)
    return found


def restricted(identity_ids: Collection[UUID]) -> set[UUID]:
    """Of some contacts those whose customer, or who was merged into it, asked that nothing be done with their data."""
    if not identity_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_RESTRICTED, {"workspace": require_workspace(), "ids": array(identity_ids)})
        return {key for (key,) in cursor.fetchall()}


def survivor(customer_id: UUID, member: Member | None = None) -> Customer | None:
    """A customer by id, for a merged one who they are now; None where `member` may not see them."""
    found = _unmerged(customer_id) or _survivor(customer_id)
    if found is None or sees_all(member):
        return found
    return visible_to(member).filter(pk=found.pk).first()


def _unmerged(customer_id: UUID) -> Customer | None:
    condition = "workspace_id = %s and id = %s and merged_into_id is null"
    return reading.one(Customer, condition, [require_workspace(), customer_id])


def _survivor(customer_id: UUID) -> Customer | None:
    with connection.cursor() as cursor:  # a chain may be long: merged forty times, each time into another
        cursor.execute(
            "with recursive up (id, above) as (select id, merged_into_id from customers_customer where id = %s union"
            " select c.id, c.merged_into_id from up join customers_customer c on c.id = up.above)"
            " select id from up where above is null",
            [customer_id],
        )
        top = cursor.fetchone()
    return Customer.objects.filter(pk=top[0]).first() if top else None


def identity_ids(customer_id: UUID) -> list[UUID]:
    """The identities that are a customer's now."""
    return list(Identity.objects.filter(customer_id=customer_id).values_list("pk", flat=True))


def customers_of(identities: Collection[UUID]) -> list[UUID]:
    """The customers that some identities are of now."""
    with reading.cursor() as cursor:
        cursor.execute("select customer_id from customers_identity where id = any(%s::uuid[])", [array(identities)])
        return sorted({key for (key,) in cursor.fetchall()})


def attributes_of(customer_ids: Collection[UUID], member: Member | None) -> dict[UUID, dict[str, Attribute]]:
    """Customer → key → attribute, as far as a member sees them; those of who was merged into them too, the survivor's
    own first. Two statements."""
    found: dict[UUID, dict[str, Attribute]] = {key: {} for key in customer_ids}
    with connection.cursor() as cursor:
        cursor.execute(_MERGED, [array(customer_ids)])
        owner: dict[UUID, UUID] = dict(cursor.fetchall())
    rows = shown_to(member, Attribute.objects.filter(customer_id__in=list(owner)).exclude(value=None))
    rows = rows.order_by("key", "-at")
    for row in sorted(rows, key=lambda row: owner[row.customer_id] != row.customer_id):
        found[owner[row.customer_id]].setdefault(row.key, row)
    return found


def ask_attributes(customer_id: UUID, member: Member) -> Soon[dict[str, Attribute]]:
    """Ask for one customer's: `attributes_of` in one statement."""
    statement = _OF_ONE.format(columns=reading.columns(Attribute, "a"), unhidden=UNHIDDEN)

    def read(rows: Rows) -> dict[str, Attribute]:
        found: dict[str, Attribute] = {}
        for row in rows:
            attribute = reading.made(Attribute, row)
            found.setdefault(attribute.key, attribute)
        return found

    values = {"workspace": require_workspace(), "customer": customer_id, "unseen": unseen(member)}
    return ask(statement, values, read)


def ask_joined_lately(customer_id: UUID) -> Soon[set[UUID]]:
    """Ask for the contacts that came with the latest merge that stands, when it is of late: what undoing it would part.
    """
    since = clock.now() - LATELY
    values = {"workspace": require_workspace(), "customer": customer_id, "since": since, "most": JOINED}
    return ask(_JOINED, values, lambda rows: {key for (key,) in rows})


def find(words: Sequence[str], most: int = 20) -> list[UUID]:
    """Customers by parts of their names and addresses, the latest first; by similar names when no part fits."""
    return finding(words, most).get()


def finding(words: Sequence[str], most: int = 20) -> Soon[list[UUID]]:
    """The same, under way."""
    asked = [word.replace("ё", "е") for word in (word.strip().lower()[:80] for word in words) if word][:6]
    if not asked:
        return Soon.known([])
    return ask(
        "select customer_id from nitka_find_customers(%s::text[], %s::int)",
        [asked, most],
        lambda rows: [key for (key,) in rows],
    )


def rules_in_force() -> Rules:
    """The house's rules with the workspace's changes."""
    newest = RuleSet.objects.order_by("-number").first()
    return in_force(newest.changes, newest.number) if newest else DEFAULT


def domain_of(text: str) -> str | None:
    """The domain of a company in a text, in its one spelling; None: it is none."""
    return _domain_of(text)


def domains_in(text: str) -> list[str]:
    """The parts of a text that may be domains: by commas, spaces or lines, each once."""
    return _domains_in(text)


def nobodys(keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of some identities (kind, value) those that are nobody's: a program's word for "unknown", one sign repeated."""
    rules = rules_in_force()
    return {(kind, value) for kind, value in keys if blocked(rules, kind, value)}


def companies_called(source_id: UUID, keys: Collection[str]) -> dict[str, UUID]:
    """What a program calls companies → which those are."""
    rows = CompanyKey.objects.filter(source_id=source_id, key__in=list(keys))
    return dict(rows.values_list("key", "company_id"))


class Seen(NamedTuple):
    """A known identity, as much of it as a batch of thousands needs."""

    pk: UUID
    customer_id: UUID
    status: str
    named: bool  # whether their customer has a name, of those of whom it was asked


def seen(
    keys: Collection[tuple[str, str]], *, named: Collection[tuple[str, str]] = ()
) -> dict[tuple[str, str], Seen]:
    """Of some identities (kind, value) those that are known, and of `named` whether their customers have names, which
    costs as much again. Whole rows (`claims.find`) would cost thrice."""
    if not keys:
        return {}
    kinds, values = zip(*keys, strict=True)
    with reading.cursor() as cursor:
        cursor.execute(
            "select i.kind, i.value, i.id, i.customer_id, i.status, k.named and exists"
            " (select from customers_customer c where c.workspace_id = i.workspace_id and c.id = i.customer_id"
            " and c.name <> '')"
            " from rows from (json_array_elements_text(%s), json_array_elements_text(%s), unnest(%s::boolean[]))"
            " as k (kind, value, named) join customers_identity i on i.kind = k.kind and i.value = k.value",
            [dump(kinds), dump(values), array("t" if key in named else "f" for key in keys)],
        )
        return {(kind, value): Seen(*rest) for kind, value, *rest in cursor.fetchall()}


def apart_pairs(customers: Collection[UUID]) -> set[frozenset[UUID]]:
    """Which of these no rule may make one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select one_now_id, other_now_id from customers_apart where lifted_at is null"
            " and one_now_id = any(%(ids)s::uuid[]) and other_now_id = any(%(ids)s::uuid[])",
            {"ids": array(customers)},
        )
        return {frozenset(pair) for pair in cursor.fetchall()}


def are_apart(one: UUID, other: UUID) -> bool:
    """Somebody said that these two are not one."""
    return bool(apart_pairs([one, other]))


def open_proposals(member: Member | None) -> "QuerySet[Proposal]":
    """What waits for a person: about two who are still two, whom nobody has said to be apart, both seen by `member`."""
    pair = {"one": OuterRef("identity__customer_id"), "other": OuterRef("claimant__customer_id")}
    parted = Apart.objects.filter(lifted_at=None)
    return (
        seen_proposals(member)
        .filter(decision="")
        .exclude(identity__customer_id=F("claimant__customer_id"))
        .filter(~Exists(parted.filter(one_now_id=pair["one"], other_now_id=pair["other"])))
        .filter(~Exists(parted.filter(one_now_id=pair["other"], other_now_id=pair["one"])))
    )


def seen_proposals(member: Member | None) -> "QuerySet[Proposal]":
    """The proposals about two whom a member may both see, decided ones too."""
    return _both_seen(Proposal.objects.all(), member, "identity__customer_id", "claimant__customer_id")


def seen_merges(member: Member | None) -> "QuerySet[Merge]":
    """The merges of two whom a member may both see, as whoever they are now."""
    if sees_all(member):
        return Merge.objects.all()
    rows = Merge.objects.annotate(into_now=_now("into_id"), source_now=_now("source_id"))
    return _both_seen(rows, member, "into_now", "source_now")


def seen_apart(member: Member | None) -> "QuerySet[Apart]":
    """Who must stay two, where a member may see both."""
    return _both_seen(Apart.objects.filter(lifted_at=None), member, "one_now_id", "other_now_id")


def seen_quarantines(member: Member | None) -> "QuerySet[Quarantine]":
    """The contacts that link nobody now, of customers that a member may see."""
    return _both_seen(Quarantine.objects.filter(lifted_at=None), member, "identity__customer_id")


def _both_seen(rows: "QuerySet[Any]", member: Member | None, *columns: str) -> "QuerySet[Any]":
    """Rows whose customers a member may see; for who sees everything nothing is looked up."""
    if sees_all(member):
        return rows
    seen = visible_to(member).values("pk")
    return rows.filter(**{f"{column}__in": seen for column in columns})


def _now(column: str) -> RawSQL:
    """Who the customer in a column of a merge is now: the end of its chain."""
    chain = (
        "(with recursive up (id, above) as ("  # noqa: S608 (a column of ours)
        f" select c.id, c.merged_into_id from customers_customer c where c.id = customers_merge.{column} union"
        " select c.id, c.merged_into_id from up join customers_customer c on c.id = up.above)"
        " select id from up where above is null)"
    )
    return RawSQL(chain, [], output_field=UUIDField())  # noqa: S611
