"""The listener: SMTP on a port, LMTP on a socket in the data directory. Knows nothing of databases:
who is addressed (`resolve`) and where a letter is stored (`accept`) are handed in.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from .smtp import Connection, Envelope, Policy

Target = TypeVar("Target", bound=Hashable)
Resolve = Callable[[str], Awaitable[Sequence[Target]]]
Accept = Callable[[Target, Envelope], Awaitable[None]]
SWEEP = 1.0


class Listener:
    """Both doors over one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.servers: list[asyncio.Server] = []
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int | None, lmtp_socket: Path | None = None) -> None:
        """Open the doors."""
        loop = asyncio.get_running_loop()
        if port is not None:
            self.servers.append(await loop.create_server(lambda: Connection(self.policy), host, port, backlog=512))
        if lmtp_socket is not None:
            lmtp_socket.unlink(missing_ok=True)
            local = replace(self.policy, lmtp=True)
            self.servers.append(await loop.create_unix_server(lambda: Connection(local), str(lmtp_socket)))
            lmtp_socket.chmod(0o666)  # a mail server delivers as a user of its own; it may as much as by the port
        self._sweeper = asyncio.create_task(self._sweep())

    @property
    def port(self) -> int:
        """The port it really listens on."""
        return int(self.servers[0].sockets[0].getsockname()[1])

    async def stop(self, patience: float = 5.0) -> None:
        """Close the doors; letters that are being stored are answered first."""
        for server in self.servers:
            server.close()
        if self._sweeper is not None:
            self._sweeper.cancel()
        waiting = list(self.policy.connections)
        for connection in waiting:
            if connection.deadline != float("inf"):
                connection.say("421 4.3.2 Going down, come back soon")
                if connection.transport is not None:
                    connection.transport.close()
        tasks = [connection._task for connection in waiting if connection._task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=patience)

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SWEEP)
            now = loop.time()
            for connection in [one for one in self.policy.connections if one.deadline < now]:
                connection.expire()


def policy_for(
    resolve: Resolve[Target], accept: Accept[Target], *, hostname: str, tls: ssl.SSLContext | None = None
) -> Policy:
    """A policy that gives each addressed channel the letter once, and answers only when all have it."""

    async def check(address: str) -> bool:
        return bool(await resolve(address))

    async def take(envelope: Envelope) -> None:
        targets: dict[Target, list[str]] = {}
        for address in envelope.rcpt:
            for target in await resolve(address):
                targets.setdefault(target, []).append(address)
        await asyncio.gather(*(accept(target, replace(envelope, rcpt=rcpt)) for target, rcpt in targets.items()))

    return Policy(check, take, hostname=hostname, tls=tls)


async def main(
    host: str,
    port: int | None,
    lmtp_socket: Path | None,
    *,
    resolve: Resolve[Target],
    accept: Accept[Target],
    hostname: str = "localhost",
    stop: asyncio.Event | None = None,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Listen until `stop` is set."""
    listener = Listener(policy_for(resolve, accept, hostname=hostname, tls=tls))
    await listener.start(host, port, lmtp_socket)
    try:
        await (stop or asyncio.Event()).wait()
    finally:
        await listener.stop()
        if lmtp_socket is not None:
            with suppress(OSError):
                lmtp_socket.unlink(missing_ok=True)
