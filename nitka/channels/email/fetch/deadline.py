"""A time limit on what blocks: a socket's own time-out starts anew with every byte, this one does not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def deadline(sock: socket.socket, seconds: float) -> Iterator[None]:
    """Cut the connection when the block takes longer; raises TimeoutError then."""
    late = threading.Event()

    def expire() -> None:
        late.set()
        cut(sock)

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if late.is_set():
            raise TimeoutError("no answer in time") from error
        raise
    finally:
        timer.cancel()


def cut(sock: socket.socket) -> None:
    """End a connection from whatever thread; who reads from it wakes."""
    with suppress(OSError):
        # The plain socket's: TLS would want to take part, which only the reading thread may ask of it.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
