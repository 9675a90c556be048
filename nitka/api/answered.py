"""One model for one answer, however many operations give it.

Ninja makes one for each status of each operation: 781 here, nearly all of them the same few refusals. To make them was
some 40 % of the processor time that the first request of a process waited for (0.75 to 0.85 s, 0.47 to 0.50 since), and
more than a third of what the API held of memory (29.3 and 18.4 MB).
"""

from functools import cache
from typing import Any

from ninja.operation import Operation


def share() -> None:
    """From now on operations that answer alike share what checks it."""
    make = Operation._create_response_model

    @cache
    def made(answer: Any) -> Any:
        return make(None, answer)  # type: ignore[arg-type]  # of itself the operation uses nothing

    Operation._create_response_model = lambda _self, answer: made(answer)  # type: ignore[assignment]
