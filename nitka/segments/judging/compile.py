"""A tree as one statement over all customers who are nobody's alias."""

from collections.abc import Callable
from dataclasses import dataclass, field

from nitka.segments.definition.tree import Condition, Group, Node
from nitka.segments.judging import happened, known
from nitka.segments.judging.query import Leaf, Query

LEAVES: dict[str, Callable[[Condition, Query], Leaf]] = {
    "attribute": known.attribute, "field": known.field, "contact": known.contact, "consent": known.consent,
    "company": known.company, "label": known.label, "owner": known.owner,
    "rfm": known.rfm, "segment": known.segment, "moment": happened.moment,
    "lapsed": happened.lapsed, "money": happened.money, "rating": happened.rating,
    "conversation": happened.conversation,
}  # fmt: skip

# Who is judged: nobody's alias
JUDGED = (
    "(select * from customers_customer where workspace_id = %(workspace)s and merged_into_id is null"
    " and erased_at is null and restricted_at is null)"
)
# Everybody judged and, of the few who were merged into somebody, into whom
_ALIAS = f"""alias as materialized (with recursive above (id, owner, depth) as (
  select id, merged_into_id, 1 from customers_customer
  where workspace_id = %(workspace)s and merged_into_id is not null
  union all
  select a.id, c.merged_into_id, a.depth + 1 from above a join customers_customer c
    on c.workspace_id = %(workspace)s and c.id = a.owner and c.merged_into_id is not null where a.depth < 64)
select id, owner from above union all select id, id from {JUDGED} w)"""


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
    if query.seen.columns:
        journal = query.moments(sorted(query.seen.kinds), query.seen.days)
        source = f"select i.customer_id as id, {', '.join(query.seen.columns)} {journal} group by 1"
        joins.append(_join(source, "seen", query))
    tables = [_ALIAS] if query.aliases else []
    due = f"least({', '.join(dues)})" if dues else "null::timestamptz"
    return Compiled(_group(tree, parts), parts, "".join(joins), due, tables)


def _node(node: Node, query: Query, joins: list[str], dues: list[str]) -> str:
    if isinstance(node, Group):
        return _group(node, [_node(part, query, joins, dues) for part in node.parts])
    leaf, name = LEAVES[node.sort](node, query), f"k{len(joins)}"
    if leaf.source:
        joins.append(_join(leaf.source, name, query))
    if leaf.due and query.timed:
        # what has gone by already cannot change anything
        due = leaf.due.replace("{k}", name)
        dues.append(f"case when {due} > {query.put(query.now)} then {due} end")
    return f"({leaf.holds.replace('{k}', name)})"


def _join(source: str, name: str, query: Query) -> str:
    how, on = ("lateral ", "true") if query.narrow else ("", f"{name}.id = w.id")
    return f" left join {how}({source}) {name} on {on}"


def _group(group: Group, parts: list[str]) -> str:
    if group.how == "any":
        return f"({' or '.join(parts) or 'false'})"
    if group.how == "none":
        return f"(not ({' or '.join(parts) or 'false'}))"
    return f"({' and '.join(parts) or 'true'})"


def fitting(tree: Group, query: Query) -> str:
    """The statement of the ids of those who fit, of some (`%(only)s`)."""
    made = compiled(tree, query)
    return f"select w.id from {JUDGED} w{made.joins} where w.id = any(%(only)s::uuid[]) and {made.holds}"


def with_(made: Compiled, *more: str) -> str:
    """The common table expressions of a statement."""
    tables = [*made.tables, *more]
    return f"with {', '.join(tables)} " if tables else ""
