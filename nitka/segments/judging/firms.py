"""Conditions on a company itself: what it is called, where its people are, how many they are, other segments."""

from uuid import UUID

from nitka.segments.definition.tree import Condition
from nitka.segments.judging.query import Leaf, Query, bound


def name(one: Condition, query: Query) -> Leaf:
    """What it is called."""
    return Leaf("", _spelt(one, "lower(w.name)", query))


def domain(one: Condition, query: Query) -> Leaf:
    """One of its domains; “is not”: none of them."""
    source = (
        "select d.company_id as id from customers_company_domain d where d.workspace_id = %(workspace)s"
        f" and {_same(one, 'd.domain', query)}{query.few('d.company_id')} group by 1"
    )
    return Leaf(source, f"{{k}}.id is {'' if one['op'] == 'is_not' else 'not '}null")


def owner(one: Condition, query: Query) -> Leaf:
    """It is a member's, or anybody's."""
    said = f"w.owner_id = {query.put(one['owner'])}::uuid" if one["owner"] else "w.owner_id is not null"
    return Leaf("", f"{'' if one['has'] else 'not '}coalesce({said}, false)")


def people(one: Condition, query: Query) -> Leaf:
    """How many are with it; of those in a segment of people, where one is named."""
    if not one["segment"]:
        return Leaf("", bound(one, "w.people", query), value="w.people")
    source = (
        "select b.company_id as id, count(*) as n from customers_membership b join segments_membership s"
        " on s.workspace_id = b.workspace_id and s.customer_id = b.customer_id"
        f" where b.workspace_id = %(workspace)s and s.segment_id = {query.put(UUID(one['segment']))}::uuid"
        f"{query.few('b.company_id')} group by 1"
    )
    return Leaf(source, bound(one, "coalesce({k}.n, 0)", query), value="coalesce({k}.n, 0)")


def segment(one: Condition, query: Query) -> Leaf:
    """It is in another segment of companies."""
    source = (
        "select s.company_id as id from segments_company s where s.workspace_id = %(workspace)s"
        f" and s.segment_id = {query.put(UUID(one['segment']))}::uuid{query.few('s.company_id')}"
    )
    return Leaf(source, f"{{k}}.id is {'not ' if one['in'] else ''}null")


def _spelt(one: Condition, column: str, query: Query) -> str:
    said = _same(one, column, query)
    return f"not ({said})" if one["op"] == "is_not" else said


def _same(one: Condition, column: str, query: Query) -> str:
    if one["op"] == "contains":
        return f"position({query.put(one['value'].lower())} in {column}) > 0"
    return f"{column} = any({query.put([word.lower() for word in one['value']])}::text[])"
