"""Events as they really arrive: accepted as a request, then digested."""

import threading
import zlib
from itertools import count
from uuid import UUID, uuid4

from django.db import connection

from nitka.inbound import accept, digester
from nitka.inbound.accept import Raw
from nitka.inbound.tests.factories import arrive
from nitka.kit import context
from nitka.kit.tests.roles import as_role
from nitka.kit.text import dump

__all__ = ["accept", "digest_all", "event", "request", "tell"]
_numbers = count(1)


def event(type: str = "track", **given) -> dict:
    """One call; with a messageId of its own unless told."""
    given = {"type": type, "messageId": f"m{next(_numbers)}", **given}
    if type == "track":
        given.setdefault("event", "Something")
    return given


def request(source, *events, weight: int = 1, **more) -> Raw:
    body = dump({"batch": list(events), "sentAt": None, "context": None, **more}).encode()
    return Raw(source.workspace_id, source.pk, "collect", f"request:{uuid4()}", "s", None, zlib.compress(body, 1),
               weight, inline=True)  # fmt: skip


def digest_all() -> int:
    with as_role("worker"):
        count = digester.digest_all()
    look_into(context.workspace_id.get())
    return count


def digested_by_two(size: int, lanes: digester.Lanes) -> list[Exception]:
    """Two digesters at once, then one for what the one found locked by the other. What went wrong."""
    failed: list[Exception] = []

    def work() -> None:
        try:
            while digester.digest_once(size, lanes):
                pass
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    with as_role("worker"):
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    digest_all()
    return failed


def look_into(workspace_id: UUID | None) -> None:
    """See a workspace's rows outside of any transaction, as the worker's come between."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('nitka.workspace', %s, false)", [str(workspace_id or "")])


def tell(source, *events, **more) -> None:
    """A request, accepted and digested."""
    arrive(request(source, *events, **more))
    digest_all()
