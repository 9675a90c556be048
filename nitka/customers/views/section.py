"""What every page of the section «Customers» shows above: its tabs, and of merges their four lists."""

from typing import Any

from nitka.accounts.models import Member
from nitka.customers import queries, queue


def section(member: Member, tab: str, part: str = "", waiting: int | None = None) -> dict[str, Any]:
    """The tabs, and how many pairs wait for somebody, read where it is not given. At most two statements."""
    if waiting is None:
        waiting = queue.count(member)
    shut = queries.seen_quarantines(member)[: queue.COUNTED + 1].count() if part else 0
    return {"tab": tab, "part": part, "waiting": _bounded(waiting), "shut": _bounded(shut)}


def _bounded(n: int) -> str:
    return "" if not n else str(n) if n < queue.COUNTED else f"{queue.COUNTED - 1}+"
