"""Nobody takes all the streams that a process has."""

import httpx
import pytest

from nitka.kit import clock
from nitka.kit.asgi.tests.server import serving
from nitka.realtime import actions, seats, topics
from nitka.realtime.clients import Client
from nitka.realtime.seats import Seats
from nitka.realtime.tests.listener import Listener, wait_until
from nitka.realtime.tests.test_stream import open_streams, url


def stream(*names: str, subjects: tuple[str, ...] = (), address: str = "192.0.2.7") -> Client:
    return Client(topics.Ticket(names, subjects, clock.now().timestamp()), address)


def ended(clients: list[Client]) -> list[int]:
    return [number for number, one in enumerate(clients) if one._ended]


@pytest.mark.parametrize(
    ("most", "mine", "other"),
    [
        (seats.OF_MEMBER, {"subjects": ("member:7", "session:a")}, {"subjects": ("member:8", "session:a")}),
        (seats.OF_VISITOR, {"names": ("visitor:7",)}, {"names": ("visitor:8",)}),
    ],
)
def test_one_too_many_ends_the_owners_oldest_and_nobody_elses(most, mine, other):
    held = Seats()

    def take(of: dict) -> Client:
        client = stream(*of.get("names", ()), subjects=of.get("subjects", ()))
        held.take(client)
        return client

    another = take(other)
    clients = [take(mine) for _ in range(most)]
    assert ended(clients) == []
    held.leave(clients[0])  # it went by itself
    clients += [take(mine) for _ in range(3)]
    assert ended(clients) == [1, 2]
    assert ended([another]) == []


def test_the_visitors_of_an_address_leave_room_for_others():
    held = Seats()
    mine = [stream(f"visitor:{number}") for number in range(4)]
    for client in mine:
        held.take(client)
    assert held.are_taken(mine[0].ticket, "192.0.2.7", 20)
    assert not held.are_taken(mine[0].ticket, "192.0.2.8", 20)
    assert not held.are_taken(stream("inbox:one", subjects=("member:7",)).ticket, "192.0.2.7", 20)
    held.leave(mine[0])
    assert not held.are_taken(mine[0].ticket, "192.0.2.7", 20)


def test_nothing_is_kept_of_who_is_gone():
    held = Seats()
    for number in range(20):
        held.take(one := stream("visitor:7", f"visitor:{number}", subjects=("member:7",)))
        held.leave(one)
    assert not held._taken


@pytest.mark.usefixtures("sequenced")
def test_a_visitor_with_many_tabs_hears_in_the_latest_ones(site):
    listeners = [Listener(url(site, "visitor:7")) for _ in range(seats.OF_VISITOR + 2)]
    wait_until(lambda: listeners[0].ended and listeners[1].ended)
    actions.publish(topic="visitor:7", kind="message", data={"n": 1})
    for listener in listeners[2:]:
        listener.hears("message")
    wait_until(lambda: open_streams(site) == seats.OF_VISITOR)


@pytest.mark.django_db(transaction=True)
def test_an_address_with_its_share_of_streams_is_told_to_come_back_later():
    with serving(NITKA_ONLY="stream", NITKA_MOST_STREAMS="10") as site:
        first = [Listener(url(site, f"visitor:{number}")) for number in range(2)]
        refused = httpx.get(url(site, "visitor:3"))
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
        assert refused.headers["access-control-allow-origin"] == "*"
        assert Listener(url(site, "inbox:one", subjects=["member:7"])).status == 200
        first[0].cut()
        wait_until(lambda: Listener(url(site, "visitor:3")).status == 200)
