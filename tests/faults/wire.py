"""A wire that can be cut: what stands between browsers and a house, and drops everything while it is cut."""

import contextlib
import socket
import threading

from nitka.kit.ports import free_port


class Wire:
    """A TCP proxy on a port of its own."""

    def __init__(self, to: int) -> None:
        self.to, self.port = to, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._ends: set[socket.socket] = set()
        self._door: socket.socket | None = None
        self.mend()

    def mend(self) -> None:
        """Carry."""
        self._door = socket.create_server(("127.0.0.1", self.port), backlog=256)
        threading.Thread(target=self._take, args=[self._door], daemon=True).start()

    def cut(self) -> None:
        """Drop all connections, refuse new ones."""
        door, self._door = self._door, None
        if door is not None:
            _close(door)
        for end in list(self._ends):
            _close(end)

    def _take(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
                self._ends |= {near, far}
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()
                if door is not self._door:
                    self.cut()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65_536):
                sink.sendall(piece)
        for end in (source, sink):
            _close(end)
            self._ends.discard(end)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
