"""Conditions on what happened: moments, money, ratings, conversations."""

from typing import Any

from nitka.segments.definition.tree import Condition
from nitka.segments.judging.query import Leaf, Query, after, bound

_FACES = "array[1,1,1,1,2,2,2,3,3,4,5]"  # feedback.metrics.scales.NPS_FACES
_NUMBER = (
    "case jsonb_typeof(m.data -> {f}) when 'number' then (m.data ->> {f})::numeric"
    " when 'object' then case when pg_input_is_valid(m.data -> {f} ->> 'amount', 'numeric')"
    " then (m.data -> {f} ->> 'amount')::numeric end end"
)


def moment(one: Condition, query: Query) -> Leaf:
    """It happened so often. With a window: the one whose leaving changes the answer says when time does. What several
    conditions count is read once.
    """
    times = one["at_least"] if one["at_least"] is not None else one["at_most"] + 1
    timed = query.timed and one["days"]
    which = f"m.kind = any({query.put(one['kinds'])}::varchar[]){query.since(one['days'], 'm.at')}"
    which += "".join(f" and {_fact(fact, query)}" for fact in one["where"] or ())
    query.seen.look(one["kinds"], one["days"], query.bit)
    n = query.seen.column(f"count(*) filter (where {which})")
    due = ""
    if timed:
        edge = f"(array_agg(m.at order by m.at desc) filter (where {which}))[{query.put(int(times))}]"
        due = after(query.seen.column(edge), query, days=one["days"])
    count = f"coalesce({n}, 0)"
    return Leaf("", bound(one, count, query), due, count)


def _fact(fact: dict[str, Any], query: Query) -> str:
    name, op, value = query.put(fact["fact"]), fact["op"], fact["value"]
    if op in ("at_least", "at_most"):
        said = f"{_NUMBER.format(f=name)} {'>=' if op == 'at_least' else '<='} {query.put(value)}"
    elif op == "contains":
        said = f"position({query.put(value.lower())} in lower((m.data -> {name})::text)) > 0"
    else:
        same = f"lower(m.data ->> {name}) = any({query.put([word.lower() for word in value])}::text[])"
        return f"coalesce({same}, false)" if op == "is" else f"coalesce(not ({same}), true)"
    return f"coalesce({said}, false)"


def lapsed(one: Condition, query: Query) -> Leaf:
    """It came at least once in each of the periods before it came last, and not since; lapses older than a year more
    than that are the past.
    """
    length = int(one["periods"]) * int(one["every"])
    source = (
        "select f.customer_id as id, max(f.at) as last, count(distinct floor(extract(epoch from f.newest - f.at)"
        f" / {int(one['every']) * 86400})) filter (where f.newest - f.at < interval '{length} days') as n from ("
        "select i.customer_id, m.at, max(m.at) over (partition by i.customer_id) as newest"
        f" {query.moments(one['kinds'], horizon(one))}) f group by 1"
    )
    now, quiet = query.put(query.now), after("{k}.last", query, days=one["quiet"])
    gone = after("{k}.last", query, days=horizon(one) - length)
    holds = f"coalesce({{k}}.n >= {int(one['periods'])} and {quiet} <= {now} and {gone} > {now}, false)"
    return Leaf(source, holds, f"case when {quiet} > {now} then {quiet} else {gone} end" if query.timed else "")


def horizon(one: Condition) -> int:
    """So many days back “lapsed” looks: at periods of those who lapsed a year ago."""
    return int(one["quiet"]) + 2 * int(one["periods"]) * int(one["every"]) + 366


def money(one: Condition, query: Query) -> Leaf:
    """Of orders that were not given up; one of two contacts of a customer is one. A company's are those of each of its
    people, as lists add them up.
    """
    measure = {"sum": "sum(h.worth)", "average": "avg(h.worth)", "largest": "max(h.worth)", "count": "count(*)"}
    currency = f" and h.currency = {query.put(one['currency'])}" if one["currency"] else ""
    edge = ", min(h.began_at) as edge" if query.timed and one["days"] else ""
    source = (
        f"select h.customer_id as id, {measure[one['measure']]} as n{edge} from ("
        "select i.customer_id, o.key, max(o.currency) as currency, min(o.began_at) as began_at,"
        " greatest(coalesce(max(o.total), 0) - sum(o.refunded), 0) as worth,"
        " (array_agg(o.state order by o.at desc))[1] as state"
        f" from {query.identities} i join moments_holding o on o.workspace_id = i.workspace_id and o.identity_id = i.id"
        " where i.workspace_id = %(workspace)s and o.workspace_id = %(workspace)s and o.sort = 'order'"
        f"{query.only()} group by 1, 2{', i.person' if query.companies else ''}) h"
        f" where h.state not in ('cancelled', 'returned'){currency}{query.since(one['days'], 'h.began_at')} group by 1"
    )
    return Leaf(source, bound(one, "coalesce({k}.n, 0)", query),
                after("{k}.edge", query, days=one["days"]) if edge else "", "coalesce({k}.n, 0)")  # fmt: skip


def rating(one: Condition, query: Query) -> Leaf:
    """By faces, one to five; `since`: only those given after something had happened so often."""
    measure = {"last": "(array_agg(r.face order by r.at desc, r.id desc))[1]", "lowest": "min(r.face)",
               "average": "avg(r.face)", "count": "count(*)"}[one["measure"]]  # fmt: skip
    since = one["since"] or {}
    edges = [name for name, days in (("r.at", one["days"]), ("r.edge", since.get("days"))) if days and query.timed]
    source = (
        f"select r.customer_id as id, {measure} as n"
        + "".join(f", min({name}) as edge{n}" for n, name in enumerate(edges))
        + f" from ({_ratings(one, query)}) r group by 1"
    )
    value = "coalesce({k}.n, 0)" if one["measure"] == "count" else "{k}.n"
    holds = f"coalesce({bound(one, value, query)}, false)"
    days = [one["days"] if name == "r.at" else since["days"] for name in edges]
    dues = [after(f"{{k}}.edge{n}", query, days=length) for n, length in enumerate(days)]
    return Leaf(source, holds, f"least({', '.join(dues)})" if dues else "", value)


def _ratings(one: Condition, query: Query) -> str:
    joined, edge = "", ""
    if one["since"]:
        since = one["since"]
        edge = ", f.edge"
        joined = (
            f" join (select i.customer_id, (array_agg(m.at order by m.at))[{query.put(int(since['times']))}] as at,"
            f" min(m.at) as edge {query.moments(since['kinds'], since['days'])} group by 1) f"
            " on f.customer_id = i.customer_id and f.at <= q.at"
        )
    return (
        f"select i.customer_id, q.id, q.at{edge}, case q.scale when 'nps' then ({_FACES})[q.score + 1] else q.score end"
        f" as face from {query.identities} i join feedback_rating q on q.workspace_id = i.workspace_id"
        f" and q.identity_id = i.id{joined} where i.workspace_id = %(workspace)s and q.workspace_id = %(workspace)s"
        f"{query.since(one['days'], 'q.at')}{query.only()}"
    )


def conversation(one: Condition, query: Query) -> Leaf:
    """Open ones, those that wait for our answer (so long), or all."""
    which = " and t.status in ('open', 'snoozed')" if one["which"] != "any" else " and t.status <> 'merged'"
    if one["which"] == "waiting":
        which += " and t.waiting_since is not null"
    edges = []
    count = "count(*)"
    if one["hours"]:
        late = after("t.waiting_since", query, hours=one["hours"])
        which += " and t.waiting_since is not null"
        count = f"count(*) filter (where {late} <= {query.put(query.now)})"
        edges.append(f"min({late}) filter (where {late} > {query.put(query.now)})")
    if one["days"]:
        which += query.since(one["days"], "t.created_at")
        edges.append(f"min({after('t.created_at', query, days=one['days'])})")
    edge = f", least({', '.join(edges)}) as edge" if edges and query.timed else ""
    source = (
        f"select i.customer_id as id, {count} as n{edge} from {query.identities} i join conversations_conversation t"
        " on t.workspace_id = i.workspace_id and t.identity_id = i.id"
        f" where i.workspace_id = %(workspace)s and t.workspace_id = %(workspace)s{which}{query.only()} group by 1"
    )
    return Leaf(source, bound(one, "coalesce({k}.n, 0)", query), "{k}.edge" if edge else "", "coalesce({k}.n, 0)")
