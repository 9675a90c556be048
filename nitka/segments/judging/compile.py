"""A tree as one statement over all customers who are nobody's alias."""

from collections.abc import Callable
from dataclasses import dataclass, field

from nitka.segments.definition.tree import Condition, Group, Node
from nitka.segments.judging import happened, known
from nitka.segments.judging.query import Leaf, Query

LEAVES: dict[str, Callable[[Condition, Query], Leaf]] = {
    "attribute": known.attribute, "field": known.field, "contact": known.contact, "consent": known.consent,
    "company": known.company, "rfm": known.rfm, "segment": known.segment, "moment": happened.moment,
    "lapsed": happened.lapsed, "money": happened.money, "rating": happened.rating,
    "conversation": happened.conversation,
}  # fmt: skip

# Everybody judged, and who was merged into them: what was said of those is theirs
_ALIAS = """alias as materialized (with recursive below (id, owner, depth) as (
  select w.id, w.id, 0 from customers_customer w
  where w.workspace_id = %(workspace)s and w.merged_into_id is null and w.erased_at is null
  and w.restricted_at is null{only}
  union all
  select c.id, b.owner, b.depth + 1 from below b join customers_customer c
    on c.workspace_id = %(workspace)s and c.merged_into_id = b.id where b.depth < 64)
select id, owner from below)"""


@dataclass(slots=True)
class Compiled:
    """`joins`: left joins to `w`; `holds`: never null; `due`: the earliest time that may change it, or null; `parts`:
    what each part of the outermost group says.
    """

    holds: str
    parts: list[str]
    joins: str
    due: str
    tables: list[str] = field(default_factory=list)


def compiled(tree: Group, query: Query) -> Compiled:
    """The parts of a statement that judges `w`, rows of customers."""
    joins: list[str] = []
    dues: list[str] = []
    parts = [_node(part, query, joins, dues) for part in tree.parts]
    tables = [_ALIAS.format(only=query.only("w.id"))] if query.aliases else []
    due = f"least({', '.join(dues)})" if dues else "null::timestamptz"
    return Compiled(_group(tree, parts), parts, "".join(joins), due, tables)


def _node(node: Node, query: Query, joins: list[str], dues: list[str]) -> str:
    if isinstance(node, Group):
        return _group(node, [_node(part, query, joins, dues) for part in node.parts])
    leaf, name = LEAVES[node.sort](node, query), f"k{len(joins)}"
    if leaf.source:
        joins.append(f" left join ({leaf.source}) {name} on {name}.id = w.id")
    if leaf.due and query.timed:
        # what has gone by already cannot change anything
        due = leaf.due.replace("{k}", name)
        dues.append(f"case when {due} > {query.put(query.now)} then {due} end")
    return f"({leaf.holds.replace('{k}', name)})"


def _group(group: Group, parts: list[str]) -> str:
    if group.how == "any":
        return f"({' or '.join(parts) or 'false'})"
    if group.how == "none":
        return f"(not ({' or '.join(parts) or 'false'}))"
    return f"({' and '.join(parts) or 'true'})"


def fitting(tree: Group, query: Query) -> str:
    """The statement of the ids of those who fit."""
    made = compiled(tree, query)
    return (
        f"{with_(made)}select w.id from customers_customer w{made.joins}"
        " where w.workspace_id = %(workspace)s and w.merged_into_id is null and w.erased_at is null"
        " and w.restricted_at is null"
        f"{query.only('w.id')} and {made.holds}"
    )


def with_(made: Compiled, *more: str) -> str:
    """The common table expressions of a statement."""
    tables = [*made.tables, *more]
    return f"with {', '.join(tables)} " if tables else ""
