"""`context.consent` obeyed: what is not kept, and what is written down of purposes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from nitka.customers.actions import Word, note_news
from nitka.customers.models import Purpose
from nitka.customers.queries import Seen, purposes_by_code
from nitka.moments.collector.events import Event, Key
from nitka.moments.collector.rows import Trust

ANALYTICS = ("analytics", "statistics", "performance", "measurement")  # what consent managers call it


def watched(event: Event) -> bool:
    """Whether one may note what they look at: who refused analytics is served, not watched."""
    return not event.consent or all(event.consent.get(name, True) for name in ANALYTICS)


def _by_a_program(purpose: Purpose) -> bool:
    """Whether a program's yes is enough: not where it is asked for twice, as only the letter's link answers that."""
    return not purpose.archived_at and not purpose.asks_twice


def note(events: Sequence[Event], found: Mapping[Key, Seen], trust: Mapping[UUID, str]) -> None:
    """Write down what events say of purposes we have, news or said again. A yes needs a secret key."""
    said = [event for event in events if event.consent]
    known = purposes_by_code({name for event in said for name in event.consent})
    words: dict[tuple[UUID, str], Word] = {}
    for event in sorted(said, key=lambda one: one.at):
        for purpose in event.consent.keys() & known.keys():
            given = event.consent[purpose]
            if given and (trust[event.source_id] != Trust.SERVER or not _by_a_program(known[purpose])):
                continue
            for key in event.contacts or (event.who,):
                identity = found[key].pk
                held = words.get((identity, purpose))
                if held and held.at == event.at and held.answer == "withdrawn":
                    continue  # of two at once the withdrawal holds
                words[identity, purpose] = Word(
                    identity, purpose, "given" if given else "withdrawn", "api", at=event.at, source_id=event.source_id,
                    everywhere=not given,
                )  # fmt: skip
    if words:
        note_news(list(words.values()))
