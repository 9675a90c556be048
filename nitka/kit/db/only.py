"""What one process of the whole system does at a time: whoever holds its advisory lock, on a connection of its own."""

import threading
from typing import Any

import psycopg

EVERY = 0.5  # seconds between looks whether the lock is free
# A machine that is gone without a word holds its lock until the server asks after it: by itself after two hours.
# As `config.NOTICED` has it for the other end; a socket on one machine takes these and heeds none.
NOTICED = """
set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;
set tcp_user_timeout = 20000
"""


def hold(connection: "psycopg.Connection[Any]", lock: int, stop: threading.Event) -> bool:
    """Wait for the lock; False when `stop` came first. It goes with the connection. Raises psycopg.Error."""
    connection.execute(NOTICED)
    while not stop.is_set():
        row = connection.execute("select pg_try_advisory_lock(%s)", [lock]).fetchone()
        if row and row[0]:
            return True
        stop.wait(EVERY)
    return False
