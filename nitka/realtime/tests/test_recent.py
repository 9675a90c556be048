"""The end of the log in memory, and a client's buffer."""


from nitka.kit.tests.loops import run
from nitka.realtime import clients, topics
from nitka.realtime.clients import Client
from nitka.realtime.recent import Event, Recent


def events(*ids: int, topic: str = "a") -> list[Event]:
    return [Event.of(n, topic, "message", {"n": n}) for n in ids]


def ids(found: list[Event]) -> list[int]:
    return [event.id for event in found]


def test_topics_are_merged_in_order():
    recent = Recent()
    recent.start(0)
    for event in [*events(1), *events(2, topic="b"), *events(3, topic="c"), *events(4)]:
        recent.add(event)
    assert ids(recent.after(["a", "b", "a"], 0)) == [1, 2, 4]
    assert ids(recent.after(["a", "b"], 2)) == [4]


def test_what_is_forgotten_is_no_longer_reached():
    recent = Recent(kept=2)
    recent.start(0)
    for event in events(1, 2, 3, 4):
        recent.add(event)
    assert not recent.reaches(1)
    assert recent.reaches(2)
    assert ids(recent.after(["a"], 2)) == [3, 4]


def test_a_reader_too_far_behind_is_cut():
    async def fill() -> bytes | None:
        client = Client(topics.Ticket(("a",), (), 0))
        for _ in range(clients.MOST_WAITING // 1000 + 2):
            client.push(b"x" * 1000)
        return await client.next()

    assert run(fill()) is None


def test_what_the_backlog_holds_is_not_pushed_again():
    async def push() -> bytes | None:
        client = Client(topics.Ticket(("a",), (), 0))
        client.since = 5
        client.push(b"old", 5)
        client.push(b"new", 6)
        return await client.next()

    assert run(push()) == b"new"
