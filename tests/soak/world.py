"""Everybody at a busy desk, and what was measured."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from nitka.cli.tests.house import House
from tests.soak.crowd import Customer
from tests.soak.desk import Desk
from tests.story.world import Relay


@dataclass
class World:
    """Everybody, and what was measured."""

    house: House
    relay: Relay
    channel: str
    vera: Desk
    ilya: Desk
    phone: Desk
    customers: list[Customer] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    count: int = 0

    @property
    def desks(self) -> tuple[Desk, Desk]:
        """The two side by side."""
        return self.vera, self.ilya

    def words(self, text: str) -> str:
        """A text that nobody has said yet."""
        self.count += 1
        return f"{text}, раз {self.count:04}."

    def stranger(self, text: str = "Датчик протечки молчит") -> Customer:
        """Somebody new writes."""
        customer = Customer(self.house, self.channel)
        customer.say(self.words(text))
        self.customers.append(customer)
        return customer

    def together(self) -> Customer:
        """Somebody new writes, and both have it open."""
        customer = self.stranger()
        for desk in self.desks:
            desk.turn_to(customer.number)
            desk.heard_once(customer.texts[0])
        return customer

    def says(self, customer: Customer, text: str) -> None:
        """And it is on both pages, once, soon."""
        said, begin = self.words(text), time.monotonic()
        customer.say(said)
        for desk in self.desks:
            desk.heard_once(said)
            self.lags.append(time.monotonic() - begin)
