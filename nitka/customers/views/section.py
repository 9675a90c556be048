"""What every page of the section «Customers» shows above: its tabs, and of merges their four lists."""

from typing import Any

from nitka.accounts.models import Member
from nitka.customers import queries, queue
from nitka.customers.policies import can_export
from nitka.kit import slots
from nitka.kit.db.ahead import Soon


def section(member: Member, tab: str, part: str = "", waiting: int | None = None) -> dict[str, Any]:
    """The tabs, and how many pairs wait for somebody, read where it is not given. At most two statements."""
    return ask_section(member, tab, part, waiting).get()


def ask_section(member: Member, tab: str, part: str = "", waiting: int | None = None) -> Soon[dict[str, Any]]:
    """Ask for the same."""
    count = queue.ask_count(member) if waiting is None else Soon.known((waiting, False))
    shut = queries.seen_quarantines(member)[: queue.COUNTED + 1].count() if part else 0
    after = [one for fill in slots.fillers("customers.tabs_after") for one in fill(member)]
    return count.then(lambda n: {"tab": tab, "part": part, "waiting": _bounded(*n), "shut": _bounded(shut),
                                 "takes": can_export(member),
                                 "tabs": [fill() for fill in slots.fillers("customers.tabs")], "after": after})


def _bounded(n: int, more: bool = False) -> str:
    if n >= queue.COUNTED:
        return f"{queue.COUNTED - 1}+"
    return "" if not n else f"{n}+" if more else str(n)
