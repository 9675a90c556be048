"""What was thought out is written down: customers, conversations, ratings, in batches and by the verbs for the past."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.conversations.actions.restore import Past, Said, restore
from nitka.customers.actions import Claim, identify, speak
from nitka.customers.models import Identity
from nitka.demo.past import Talk
from nitka.demo.people import HOUSE, Person
from nitka.feedback import actions as feedback
from nitka.feedback.actions import Asked, Dealt
from nitka.kit import clock

SLICE = 500  # conversations at once
Known = dict[tuple[str, str], Identity]


def settle(since: Mapping[Person, datetime]) -> Known:
    """Customers with all their contacts, known since a day each: one statement for whoever came on one day."""
    known: Known = {}
    days: dict[object, list[Person]] = {}
    for person, at in sorted(since.items(), key=lambda pair: pair[1]):
        days.setdefault(at.date(), []).append(person)
    for people in days.values():
        with clock.travel(since[people[0]]):
            known |= identify([_claim(person) for person in people])
            mine = [(known["email", person.email], person.language) for person in people]
            speak({identity.customer_id: (identity.pk, language) for identity, language in mine})
    return known


def _claim(person: Person) -> Claim:
    also = [Claim("visitor", str(person.session), person.name, how="contact")]
    if person.phone and person.often > 1.4:
        also.append(Claim("phone", person.phone, how="code"))
    return Claim("email", person.email, person.name, also=tuple(also))


def write(talks: Sequence[Talk], known: Known, members: Mapping[str, Member], chat: Channel, mail: Channel) -> None:
    """Conversations with their messages as they were, then what was asked and answered about them."""
    for some in _slices(talks):
        pasts = [_past(talk, known, members, chat, mail) for talk in some]
        restore(pasts)
        rows = [_asked(talk, past, members) for talk, past in zip(some, pasts, strict=True) if talk.asked]
        feedback.restore(rows)


def _slices(talks: Sequence[Talk]) -> Iterator[Sequence[Talk]]:
    for start in range(0, len(talks), SLICE):
        yield talks[start : start + SLICE]


def _past(talk: Talk, known: Known, members: Mapping[str, Member], chat: Channel, mail: Channel) -> Past:
    key = ("email", talk.person.email) if talk.by_mail else ("visitor", str(talk.person.session))
    first, worker = talk.lines[0].at, talk.worker
    name = f"{talk.person.email}{first.isoformat()}"
    said = [
        Said(
            external_id=str(uuid5(HOUSE, f"{name}{n}")), direction="out" if line.worker else "in", at=line.at,
            text=line.text, author_id=members[line.worker.email].pk if line.worker else None,
        )
        for n, line in enumerate(talk.lines)
    ]  # fmt: skip
    return Past(
        identity=known[key], channel_id=(mail if talk.by_mail else chat).pk, at=first,
        subject=talk.subject if talk.by_mail else "", closed_at=talk.closed_at,
        assignee_id=members[worker.email].pk if worker else None, messages=said,
    )  # fmt: skip


def _asked(talk: Talk, past: Past, members: Mapping[str, Member]) -> Asked:
    if talk.worker is None or talk.closed_at is None or past.restored is None:
        raise ValueError("nobody is asked of what was not answered and closed")
    member, thought = members[talk.worker.email].pk, talk.opinion
    row = Asked(past.restored, past.identity.pk, past.channel_id, member, talk.closed_at, talk.facts)
    if talk.rated_at is None or thought is None:
        return row
    return Asked(
        *(row.conversation_id, row.identity_id, row.channel_id, member, row.asked_at, row.facts),
        at=talk.rated_at, score=thought.score, factors=thought.factors, comment=thought.comment,
        dealt=_dealt(talk, member),
    )  # fmt: skip


def _dealt(talk: Talk, member: UUID) -> Dealt | None:
    return Dealt(talk.dealt_at, member, talk.done, talk.story.cause) if talk.dealt_at else None
