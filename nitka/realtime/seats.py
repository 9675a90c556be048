"""How many streams one member, one visitor and one address hold open: nobody takes all that a process has."""

from collections import defaultdict

from nitka.realtime.clients import Client
from nitka.realtime.topics import Ticket

OF_MEMBER = 30
OF_VISITOR = 10
OF_ADDRESS = 5  # visitors of one address take at most a fifth of a process: an office or a carrier may be behind it


class Seats:
    """The open streams by whose they are.

    One that is too many for its owner ends their oldest: it is most often a connection that died without a word, and
    a page that lives comes back with the last thing it heard.
    """

    def __init__(self) -> None:
        self._taken: defaultdict[str, dict[Client, None]] = defaultdict(dict)  # the oldest first

    def are_taken(self, ticket: Ticket, address: str, of_all: int) -> bool:
        """Whether the visitors of an address have their share of `of_all`."""
        mine = self._taken.get(address, {}) if _is_visitors(ticket) else {}
        return len(mine) >= max(of_all // OF_ADDRESS, 1)

    def take(self, client: Client) -> None:
        """Count a stream, and end the oldest one too many."""
        for key, most in _keys(client):
            mine = self._taken[key]
            mine[client] = None
            if most and len(mine) > most:
                oldest = next(iter(mine))
                self.leave(oldest)
                oldest.end()

    def leave(self, client: Client) -> None:
        """Forget a stream."""
        for key, _ in _keys(client):
            mine = self._taken.get(key)
            if mine is not None:
                mine.pop(client, None)
                if not mine:
                    del self._taken[key]


def _keys(client: Client) -> list[tuple[str, int]]:
    """Whose a stream is, and how many they may have: 0 where that is asked before."""
    members = [(subject, OF_MEMBER) for subject in client.ticket.subjects if subject.startswith("member:")]
    visitors = [(topic, OF_VISITOR) for topic in client.ticket.topics if topic.startswith("visitor:")]
    return [*members, *visitors, *([(client.address, 0)] if visitors else [])]


def _is_visitors(ticket: Ticket) -> bool:
    return any(topic.startswith("visitor:") for topic in ticket.topics)
