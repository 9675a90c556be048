"""A running installation whose letters go to a relay of ours, and whose pushes to a service of ours."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from nitka.cli.tests.house import House, standing
from nitka.notices.tests.services import PushService, Relay


class Holding(Relay):
    """A relay that can fall silent over a letter."""

    def __init__(self) -> None:
        super().__init__()
        self.hold = False
        self.held = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.hold:
            self.hold = False
            self.held.set()
            await asyncio.sleep(3600)  # until its connection is cut, or the test is over
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture(scope="package")
def service() -> Iterator[PushService]:
    made = PushService()
    yield made
    made.close()


@pytest.fixture(scope="package")
def relay() -> Iterator[Holding]:
    made = Holding()
    made.controller.start()
    yield made
    made.controller.stop()


@pytest.fixture(scope="package")
def house(relay: Holding) -> Iterator[House]:
    mail = f"smtp://127.0.0.1:{relay.controller.port}"
    with standing("notices", NITKA_PUSH_INSIDE="1", NITKA_MAIL_URL=mail) as house:
        yield house
