"""Conditions on what is known of a customer: attributes, contacts, consents, companies, scores, other segments."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from nitka.customers.belonging import of_customers, of_everybody
from nitka.segments.definition.tree import Condition
from nitka.segments.judging.query import Leaf, Query, after, bound

_NUMBER = (
    "case jsonb_typeof({k}.value) when 'number' then ({k}.value #>> '{}')::numeric"
    " when 'object' then case when pg_input_is_valid({k}.value ->> 'amount', 'numeric')"
    " then ({k}.value ->> 'amount')::numeric end end"
)
# A customer, and who was merged into them: what was said of those is theirs
_BELOW = (
    "(with recursive below (id, owner, depth) as (select w.id, w.id, 0"
    " union all select c.id, b.owner, b.depth + 1 from below b"
    " join customers_customer c on c.workspace_id = %(workspace)s and c.merged_into_id = b.id where b.depth < 64)"
    " select id, owner from below)"
)
_DAY = "case when length({k}.plain) = 10 and pg_input_is_valid({k}.plain, 'date') then {k}.plain::date end"


def attribute(one: Condition, query: Query) -> Leaf:
    """Of who was merged into them too, the survivor's own first."""
    query.aliases = not query.narrow
    alias = _BELOW if query.narrow else "alias"
    source = (
        f"select distinct on (l.owner) l.owner as id, a.value, a.plain from {alias} l join customers_attribute a"
        " on a.workspace_id = %(workspace)s and a.customer_id = l.id"
        f" where a.key = {query.put(one['key'])} and a.value is not null"
        " order by l.owner, l.id <> l.owner, a.at desc, a.id"
    )
    op, value = one["op"], one["value"]
    if op == "known":
        return Leaf(source, "{k}.id is not null")
    if op == "unknown":
        return Leaf(source, "{k}.id is null")
    if op in ("is", "is_not"):
        same = f"{{k}}.plain = any({query.put([word.lower()[:200] for word in value])}::text[])"
        return Leaf(source, f"coalesce({same}, false)" if op == "is" else f"coalesce(not ({same}), true)")
    if op == "contains":
        word = query.put(value.lower()[:200])
        return Leaf(source, f"coalesce(case when jsonb_typeof({{k}}.value) = 'array' then exists (select from"
                            f" jsonb_array_elements_text({{k}}.value) e where lower(e) = {word})"
                            f" else position({word} in {{k}}.plain) > 0 end, false)")  # fmt: skip
    if op in ("at_least", "at_most"):
        holds = f"coalesce({_NUMBER} {'>=' if op == 'at_least' else '<='} {query.put(value)}, false)"
        return Leaf(source, holds, value=_NUMBER)
    return _day(op, value, source, query)


def _day(op: str, value: str | int, source: str, query: Query) -> Leaf:
    if op in ("before", "after"):
        return Leaf(source, f"coalesce({_DAY} {'<' if op == 'before' else '>'} {query.put(_date(value))}::date, false)")
    today, days = query.now.date(), timedelta(days=int(value))
    first, last = (today - days, today) if op == "last_days" else (today, today + days)
    enters = f"{_DAY}" if op == "last_days" else f"{_DAY} - {days.days}"
    leaves = f"{_DAY} + {days.days + 1}" if op == "last_days" else f"{_DAY} + 1"
    now = query.put(today)
    due = (f"(case when {enters} > {now}::date then {enters} when {leaves} > {now}::date then {leaves} end)::timestamp"
           " at time zone 'UTC'")  # fmt: skip
    return Leaf(source, f"coalesce({_DAY} between {query.put(first)}::date and {query.put(last)}::date, false)", due)


def _date(value: str | int) -> date:
    return date.fromisoformat(str(value))


def field(one: Condition, query: Query) -> Leaf:
    """What the customer's own row says."""
    if one["key"] == "language":
        return Leaf("", f"w.language = any({query.put([word.lower()[:2] for word in one['value']])}::varchar[])")
    column = "w.created_at" if one["key"] == "created" else "w.last_at"
    inside = f"{column} > {query.put(query.now - timedelta(days=one['days']))}"
    ago = f"floor(extract(epoch from {query.put(query.now)} - {column}) / 86400)"
    return Leaf("", inside if one["op"] == "within" else f"not ({inside})",
                after(column, query, days=one["days"]), ago)  # fmt: skip


def contact(one: Condition, query: Query) -> Leaf:
    """They have a contact of a kind."""
    sure = " and i.status = 'verified'" if one["status"] == "verified" else ""
    source = (
        "select distinct i.customer_id as id from customers_identity i where i.workspace_id = %(workspace)s"
        f" and i.kind = {query.put(one['kind'])}{sure}{query.only()}"
    )
    return Leaf(source, f"{{k}}.id is {'not ' if one['has'] else ''}null")


def consent(one: Condition, query: Query) -> Leaf:
    """As `customers.agreed` reads the journal: of each contact the last decision, of two at once the withdrawal."""
    source = (
        "select s.customer_id as id, bool_or(s.answer = 'given') as given from ("
        "select distinct on (i.id) i.customer_id, c.answer from customers_identity i"
        " join customers_identity o on o.workspace_id = i.workspace_id and o.customer_id = i.customer_id"
        " join customers_consent c on c.workspace_id = o.workspace_id and c.identity_id = o.id"
        " and (o.id = i.id or c.everywhere)"
        " join customers_purpose p on p.workspace_id = c.workspace_id and p.id = c.purpose_id"
        f" where i.workspace_id = %(workspace)s and p.code = {query.put(one['purpose'])} and c.answer <> 'asked'"
        f"{query.only()} order by i.id, greatest(c.at, c.again_at) desc, c.answer = 'withdrawn' desc, c.id desc) s"
        " group by 1"
    )
    holds = {"given": "coalesce({k}.given, false)", "withdrawn": "coalesce(not {k}.given, false)",
             "none": "{k}.id is null"}  # fmt: skip
    return Leaf(source, holds[one["stands"]])


def label(one: Condition, query: Query) -> Leaf:
    """They wear a label, or who was merged into them does."""
    source = (
        "select distinct w0.now_id as id from customers_labelling w0 where w0.workspace_id = %(workspace)s"
        f" and w0.label_id = {query.put(one['label'])}::uuid{query.only('w0.now_id')}"
    )
    return Leaf(source, f"{{k}}.id is {'not ' if one['has'] else ''}null")


def owner(one: Condition, query: Query) -> Leaf:
    """They are a member's, or anybody's."""
    whose = f"= {query.put(one['owner'])}::uuid" if one["owner"] else "is not null"
    source = (
        "select o.id from customers_customer o where o.workspace_id = %(workspace)s"
        f" and o.owner_id {whose}{query.only('o.id')}"
    )
    return Leaf(source, f"{{k}}.id is {'not ' if one['has'] else ''}null")


def company(one: Condition, query: Query) -> Leaf:
    """They are with a company, or with any, of which all the facts hold."""
    belong = of_customers("w.id") if query.narrow else of_everybody()
    facts = [_of_company(fact, query) for fact in one["where"] or ()]
    which = [f"b.id = {query.put(UUID(one['company']))}::uuid"] if one["company"] else []
    join = " join customers_company c on c.workspace_id = %(workspace)s and c.id = b.id" if facts else ""
    narrowed = f" where {' and '.join([*which, *facts])}" if which or facts else ""
    source = f"select distinct b.customer_id as id from ({belong}) b{join}{narrowed}"
    return Leaf(source, f"{{k}}.id is {'not ' if one['has'] else ''}null")


def _of_company(fact: dict[str, Any], query: Query) -> str:
    """Its sums are those that the lists show: computed behind what happened (`customers.projected`)."""
    what, op, value = fact["fact"], fact["op"], fact["value"]
    if what in ("spent", "people"):
        column = "c.people" if what == "people" else (
            "coalesce((select sum((e ->> 0)::numeric) from jsonb_array_elements(c.spent) e"
            f" where e ->> 1 = {query.put(fact['currency'])}), 0)")  # fmt: skip
        return f"{column} {'>=' if op == 'at_least' else '<='} {query.put(value)}"
    column = {"name": "lower(c.name)", "role": "lower(b.role)", "domain": "d.domain"}[what]
    if op == "contains":
        said = f"position({query.put(value.lower())} in {column}) > 0"
    else:
        said = f"{column} = any({query.put([word.lower() for word in value])}::text[])"
    if what == "domain":
        said = ("exists (select from customers_company_domain d where d.workspace_id = %(workspace)s"
                f" and d.company_id = c.id and {said})")  # fmt: skip
    return f"not ({said})" if op == "is_not" else said


def rfm(one: Condition, query: Query) -> Leaf:
    """Fifths among those who bought; who did not buy has none and fits nothing."""
    part = "{k}.recency + {k}.frequency + {k}.money" if one["part"] == "sum" else f"{{k}}.{one['part']}"
    source = (
        "select s.customer_id as id, s.recency, s.frequency, s.money from segments_score s"
        f" where s.workspace_id = %(workspace)s{query.only('s.customer_id')}"
    )
    return Leaf(source, f"coalesce({bound(one, part, query)}, false)", value=part)


def segment(one: Condition, query: Query) -> Leaf:
    """They are in another segment."""
    source = (
        "select s.customer_id as id from segments_membership s where s.workspace_id = %(workspace)s"
        f" and s.segment_id = {query.put(UUID(one['segment']))}::uuid{query.only('s.customer_id')}"
    )
    return Leaf(source, f"{{k}}.id is {'not ' if one['in'] else ''}null")
