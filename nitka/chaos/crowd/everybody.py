"""All of them at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

from nitka.chaos.crowd.agent import Agent
from nitka.chaos.crowd.sender import Sender
from nitka.chaos.crowd.shop import Shop
from nitka.chaos.crowd.visitor import Visitor
from nitka.chaos.crowd.writer import Writer
from nitka.chaos.place import Place
from nitka.chaos.relay import Relay

ADDRESS = "help@chaos.example"


@dataclass(frozen=True)
class Size:
    """How many of each, and seconds between what one of them writes."""

    visitors: int = 6
    writers: int = 3
    local: int = 1  # by LMTP
    shops: int = 2
    agents: int = 2
    pause: float = 0.25


MANY = Size(visitors=40, writers=16, local=4, shops=8, agents=8, pause=0.02)


class Crowd:
    """Made before anything happens; each sender has a random source of its own, so that a seed repeats them."""

    def __init__(self, place: Place, relay: Relay, random: Random, size: Size) -> None:
        self.chat = str(place.make("channel", "create", "chat")["channel"])
        out = ["--set", "relay.host=127.0.0.1", "--set", f"relay.port={relay.port}", "--set", "relay.security=none"]
        rest_of_it = (
            ("channel", "create", "email", "--address", ADDRESS, *out),
            ("source", "create", "--name", "Shop"),
            ("token", "create", "--name", "chaos"),
        )
        with ThreadPoolExecutor(2) as pool:  # the first of all made the workspace
            mail, source, access = pool.map(lambda words: place.make(*words), rest_of_it)
        self.mail, key, token = str(mail["channel"]), str(source["write_key"]), str(access["token"])

        def rest() -> tuple[Random, float]:
            return Random(random.random()), size.pause

        lmtp = str(place.installation.lmtp_socket)
        self.visitors = [Visitor(f"visitor-{n}", *rest(), place.url, self.chat) for n in range(size.visitors)]
        self.writers = [Writer(f"writer-{n}", *rest(), place.smtp_port, ADDRESS) for n in range(size.writers)]
        self.writers += [Writer(f"local-{n}", *rest(), lmtp, ADDRESS) for n in range(size.local)]
        self.shops = [Shop(f"shop-{n}", *rest(), place.url, key) for n in range(size.shops)]
        self.agents = [Agent(f"agent-{n}", *rest(), place.url, token) for n in range(size.agents)]

    @property
    def everybody(self) -> list[Sender]:
        return [*self.visitors, *self.writers, *self.shops, *self.agents]

    def start(self) -> None:
        """Begin."""
        for sender in self.everybody:
            sender.start()

    def acknowledged(self) -> dict[str, int]:
        """How much so far, by kind."""
        counts: dict[str, int] = {}
        for sender in self.everybody:
            counts[sender.kind] = counts.get(sender.kind, 0) + len(sender.acknowledged)
        return counts

    def finish(self, patience: float) -> list[str]:
        """Let each deliver what it has in hand; names of those who could not within so many seconds."""
        for sender in self.everybody:
            sender.over.set()
        deadline = time.monotonic() + patience
        for sender in self.everybody:
            sender.join(max(0.0, deadline - time.monotonic()))
        late = [sender.name for sender in self.everybody if sender.is_alive()]
        for sender in self.everybody:
            sender.gone.set()
        for sender in self.everybody:
            sender.join(30)
        return late
