"""`nitka restart` under load: no request fails, no signal is lost, the web process is another one afterwards."""

import threading
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from nitka.cli.tests.house import House, nitka, within
from tests.faults.stream import Stream
from tests.faults.test_kills import caught_up
from tests.faults.test_streams import LOG, desk
from tests.faults.visitor import Visitor

pytestmark = pytest.mark.slow
AT_ONCE = 4


class Steady(threading.Thread):
    """Asks again and again, each time by a connection of its own; keeps what did not go well."""

    def __init__(self, url: str, good: int) -> None:
        super().__init__(daemon=True)
        self.url, self.good = url, good
        self.asked, self.bad = 0, list[str]()
        self.over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self.over.wait(0.01):
            try:
                answer = self._ask()
                if answer.status_code != self.good:
                    self.bad.append(f"{answer.status_code} {answer.text[:100]}")
            except httpx.HTTPError as error:
                self.bad.append(repr(error))
            self.asked += 1

    def _ask(self) -> httpx.Response:
        """As browsers and proxies do: what is safe is asked again where a connection ended without a word (RFC 9110,
        9.2.2); the old process may have taken one in the moment in which it was told to end."""
        try:
            return httpx.get(self.url, timeout=20)
        except httpx.RemoteProtocolError:
            return httpx.get(self.url, timeout=20)


def writing(visitor: Visitor, over: threading.Event, bad: list[str]) -> None:
    """A customer who writes on."""
    while not over.wait(0.05):
        try:
            visitor.write(1)
        except Exception as error:
            bad.append(repr(error))


def test_a_restart_fails_no_request_and_loses_no_signal(house: House, channel: str, member: httpx.Client) -> None:
    visitor = Visitor(house.url, channel)
    [(workspace,)] = house.ask("select id from accounts_workspace")
    topic = f"inbox:{workspace}"
    wire: Any = SimpleNamespace(url=house.url)
    stream: Stream = desk(member, wire, topic)
    assert within(20, lambda: stream.own)
    before = set(house.processes("cli web"))
    over, bad = threading.Event(), list[str]()
    writer = threading.Thread(target=writing, args=[visitor, over, bad], daemon=True)
    writer.start()
    pages = [f"{house.url}/accounts/login/"] * AT_ONCE
    steady = [Steady(url, 200) for url in (*pages, f"{house.url}/readyz")]
    assert within(20, lambda: all(one.asked > 5 for one in steady) and stream.heard)
    done = nitka("restart", "--data", str(house.data))
    assert (done.returncode, done.stdout.strip()) == (0, "restarted"), done.stdout + done.stderr + house.words()
    heard, asked = len(stream.heard), [one.asked for one in steady]
    assert within(60, lambda: all(one.asked > n + 5 for one, n in zip(steady, asked, strict=True)))
    assert within(60, lambda: stream.opened == 2 and len(stream.heard) > heard)
    over.set()
    for one in steady:
        one.over.set()
    writer.join(20)
    assert [complaint for one in steady for complaint in one.bad] + bad == []
    assert set(house.processes("cli web")).isdisjoint(before)
    assert within(30, lambda: caught_up(visitor))
    assert within(20, lambda: len(stream.heard) >= len(house.ask(LOG, topic, stream.begun)))
    assert stream.heard == house.ask(LOG, topic, stream.begun), "each once, in order"
    assert "reload" not in stream.own
    stream.end()


def test_nothing_that_runs_is_said_with_the_way_out(tmp_path: Any) -> None:
    done = nitka("restart", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "nitka up" in done.stderr


def test_processes_that_are_replaced_end(house: House) -> None:
    assert within(45, lambda: len(house.processes("cli web")) <= 2), house.processes("cli web")
