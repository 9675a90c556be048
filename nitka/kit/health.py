"""What a module says of its health: what waits in which queue. `nitka/wiring.py` lists them, `nitka.health` asks."""

from dataclasses import dataclass

from django.utils.functional import Promise

QUEUES = "health.queues"  # tuples of `Queue`
FACTS = "health.facts"  # tuples of `Fact`
CHANNELS = "health.channels"  # functions that answer the channels of the workspace at work, with their trouble


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows that wait for a loop of the worker, which claims them across workspaces.

    `due`: the expression of the time since when a row could be taken; "": the table keeps none. `late`: seconds after
    which somebody should look.
    """

    name: str
    label: str | Promise
    loop: str  # its name in `wiring.LOOPS`
    table: str
    due: str = ""
    where: str = "true"
    late: float = 120.0

    @property
    def statement(self) -> str:
        """How many wait, at most 100,000, and since when the first of them could be taken."""
        due = self.due or "null::timestamptz"
        return (
            f"select count(*), min(due) from (select {due} as due from {self.table} where {self.where}"  # noqa: S608
            " limit 100000) q"
        )


@dataclass(frozen=True, slots=True)
class Fact:
    """Rows that a check wants: figures and codes only. `each`: asked inside every workspace, as its table has no policy
    that lets the worker see all of them."""

    name: str
    statement: str
    each: bool = False
