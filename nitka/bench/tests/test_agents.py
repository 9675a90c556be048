"""What the desk's bench makes of the signals that its streams bring."""

from typing import Any

from nitka.bench.agents import Sent, Traffic


def _signal(key: str) -> dict[str, Any]:
    return {"topic": f"conversation:{key}", "kind": "conversation", "data": {"id": key, "what": "message"}}


def test_two_messages_of_one_conversation_under_way_are_each_signalled_to_every_stream() -> None:
    traffic = Traffic()
    first, second = (Sent(number, "c1", streams=2) for number in (1, 2))
    traffic.send(first)
    traffic.send(second)
    for now in (1.0, 2.0, 3.0, 4.0):
        traffic.heard(_signal("c1"), now)
    assert (first.signalled, second.signalled) == ([1.0, 2.0], [3.0, 4.0])


def test_a_signal_of_another_conversation_counts_for_none() -> None:
    traffic = Traffic()
    sent = Sent(1, "c1", streams=1)
    traffic.send(sent)
    traffic.heard(_signal("c2"), 1.0)
    assert sent.signalled == []
