"""A tree as one statement over all customers who are nobody's alias."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nitka.segments.definition.tree import Condition, Group, Node
from nitka.segments.judging import firms, happened, known
from nitka.segments.judging.query import Leaf, Query

LEAVES: dict[str, Callable[[Condition, Query], Leaf]] = {
    "attribute": known.attribute, "field": known.field, "contact": known.contact, "consent": known.consent,
    "company": known.company, "label": known.label, "owner": known.owner,
    "rfm": known.rfm, "segment": known.segment, "moment": happened.moment,
    "lapsed": happened.lapsed, "money": happened.money, "rating": happened.rating,
    "conversation": happened.conversation,
}  # fmt: skip

COMPANY_LEAVES: dict[str, Callable[[Condition, Query], Leaf]] = {
    "name": firms.name, "domain": firms.domain, "owner": firms.owner, "people": firms.people,
    "segment": firms.segment, "field": known.field,
    **{sort: LEAVES[sort] for sort in ("moment", "lapsed", "money", "rating", "conversation")},
}  # fmt: skip

# Who is judged: nobody's alias
JUDGED = (
    "(select * from customers_customer where workspace_id = %(workspace)s and merged_into_id is null"
    " and erased_at is null and restricted_at is null)"
)
COMPANIES = "(select * from customers_company where workspace_id = %(workspace)s and archived_at is null)"
# Everybody judged and, of the few who were merged into somebody, into whom
_ALIAS = f"""alias as materialized (with recursive above (id, owner, depth) as (
  select id, merged_into_id, 1 from customers_customer
  where workspace_id = %(workspace)s and merged_into_id is not null
  union all
  select a.id, c.merged_into_id, a.depth + 1 from above a join customers_customer c
    on c.workspace_id = %(workspace)s and c.id = a.owner and c.merged_into_id is not null where a.depth < 64)
select id, owner from above union all select id, id from {JUDGED} w)"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a tree says of `w`. `holds`: never null; `due`: the earliest time that may change it, or null; `parts`: what
    each part of the outermost group says; `values`: the figures that they bound.
    """

    holds: str
    parts: list[str]
    values: list[str]
    due: str


@dataclass(frozen=True, slots=True)
class Compiled(Said):
    """`joins`: left joins to `w`; `tables`: what they read besides."""

    joins: str
    tables: list[str]


def compiled(tree: Group, query: Query) -> Compiled:
    """The parts of a statement that judges `w`, rows of customers."""
    (said,), joins = together([tree], query)
    return Compiled(said.holds, said.parts, said.values, said.due, joins, [_ALIAS] if query.aliases else [])


def together(trees: Sequence[Group], query: Query) -> tuple[list[Said], str]:
    """Several trees over the same joins: what they ask alike is read once. What each says, and the joins."""
    making = _Making(query)
    return [making.tree(tree, 1 << n) for n, tree in enumerate(trees)], making.joins()


class _Making:
    """Trees in the making: their sources, each once, and the bits of the trees that ask."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.sources: dict[str, int] = {}

    def tree(self, tree: Group, bit: int) -> Said:
        self.query.bit = bit
        dues: dict[str, None] = {}
        parts, values = [], []
        for part in tree.parts:
            holds, value = self._node(part, dues)
            parts.append(holds)
            values.append(value)
        due = f"least({', '.join(dues)})" if dues else "null::timestamptz"
        return Said(_group(tree, parts), parts, values, due)

    def joins(self) -> str:
        seen, query = self.query.seen, self.query
        made = [self._join(source, f"k{n}", bits) for n, (source, bits) in enumerate(self.sources.items())]
        if seen.columns:
            columns = ", ".join(f"{column} as {name}" for column, name in seen.columns.items())
            journal = query.moments(sorted(seen.kinds), seen.days)
            made.append(self._join(f"select i.customer_id as id, {columns} {journal} group by 1", "seen", seen.bits))
        return "".join(made)

    def _node(self, node: Node, dues: dict[str, None]) -> tuple[str, str]:
        """Whether it holds, and the figure that it bounds."""
        query = self.query
        if isinstance(node, Group):
            return _group(node, [self._node(part, dues)[0] for part in node.parts]), ""
        leaf = (COMPANY_LEAVES if query.companies else LEAVES)[node.sort](node, query)
        name = self._source(leaf.source) if leaf.source else ""
        if leaf.due and query.timed:
            # what has gone by already cannot change anything
            due = leaf.due.replace("{k}", name)
            dues[f"case when {due} > {query.put(query.now)} then {due} end"] = None
        return f"({leaf.holds.replace('{k}', name)})", leaf.value.replace("{k}", name)

    def _source(self, source: str) -> str:
        self.sources[source] = self.sources.get(source, 0) | self.query.bit
        return f"k{list(self.sources).index(source)}"

    def _join(self, source: str, name: str, bits: int) -> str:
        if not self.query.narrow:
            return f" left join ({source}) {name} on {name}.id = w.id"
        if self.query.masked:  # whom no tree that asks is for is not looked up; offset: or it would be looked at after
            source = f"select g.* from ({source}) g where x.mask & {bits} <> 0 offset 0"
        return f" left join lateral ({source}) {name} on true"


def _group(group: Group, parts: list[str]) -> str:
    if group.how == "any":
        return f"({' or '.join(parts) or 'false'})"
    if group.how == "none":
        return f"(not ({' or '.join(parts) or 'false'}))"
    return f"({' and '.join(parts) or 'true'})"


def with_(made: Compiled, *more: str) -> str:
    """The common table expressions of a statement."""
    tables = [*made.tables, *more]
    return f"with {', '.join(tables)} " if tables else ""
