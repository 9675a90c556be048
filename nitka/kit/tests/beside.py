"""Work on another connection that comes to wait for what this one holds: whether two would wait in a circle is seen
without a race."""

import threading
import time
from collections.abc import Callable
from uuid import UUID

from django.db import connection, connections

from nitka.kit.db.tenancy import in_workspace

_WAITS = "select count(distinct pid) from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"


class Beside:
    """`work` in a transaction of its own, in a workspace."""

    def __init__(self, workspace_id: UUID, work: Callable[[], object]) -> None:
        self.workspace_id, self.work = workspace_id, work
        self.failed: BaseException | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            with in_workspace(self.workspace_id):
                self.work()
        except BaseException as error:
            self.failed = error
        finally:
            connections.close_all()

    def done(self) -> None:
        """It has ended, and well."""
        self.thread.join(30)
        assert not self.thread.is_alive()
        assert self.failed is None, repr(self.failed)


def somebody_waits(many: int = 1) -> None:
    """Until so many other connections wait for locks that this one holds."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(_WAITS)
            if cursor.fetchone()[0] >= many:
                return
        time.sleep(0.01)
    raise AssertionError(f"{many} do not wait")
