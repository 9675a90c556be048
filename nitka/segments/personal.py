# ruff: noqa: S608 - statements are put together of constants
"""What segments hold of a person: that they were in some, by id; whoever is erased leaves them all."""

from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, Told, change, rows
from nitka.segments.actions.nightly import KEPT

_IN = "workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[])"
_TABLES = ("segments_membership", "segments_due", "segments_score")
_FORGET = tuple(f"delete from {table} where {_IN}" for table in _TABLES)
_SIZES = """update segments_segment s set size = s.size - g.n from (
    select segment_id, count(*) as n from segments_membership
    where workspace_id = %(workspace)s and customer_id = any(%(customers)s::uuid[]) group by segment_id) g
    where s.workspace_id = %(workspace)s and s.id = g.segment_id"""


def _forget(person: Person) -> int:
    values = {"workspace": require_workspace(), "customers": person.customers}
    return sum(change(statement, values) for statement in (_SIZES, *_FORGET))


def _tell(person: Person) -> Told:
    found = rows(
        "select s.name, p.entered, p.at from segments_passage p join segments_segment s"
        " on s.workspace_id = p.workspace_id and s.id = p.segment_id where p.workspace_id = %(workspace)s"
        " and p.customer_id = any(%(customers)s::uuid[]) order by p.at, p.id",
        {"workspace": require_workspace(), "customers": person.customers},
    )
    return Told({"segments": found})


PART = Part(
    "segments",
    held={},
    codes={
        "segments_company_passage": "why",
        "segments_edition": "name definition",
        "segments_passage": "why",
        "segments_segment": "name of definition names ready refill_why trouble",
        "segments_touch": "by what why",
    },
    steps=(_forget,),
    keeps={"passages": KEPT},
    tell=_tell,
)
