"""What agents answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nitka.chaos.arena import Arena
from nitka.chaos.crowd.agent import Answer
from nitka.chaos.report import Finding

TRACED = "no letter twice without a trace"
ROWS = """select m.id::text, m.text, m.external_id, d.state, d.attempts, d.reason from conversations_message m
          left join conversations_delivery d on d.workspace_id = m.workspace_id and d.message_id = m.id
          where m.direction = 'out' and m.channel_id = %(channel)s"""


def answers(arena: Arena) -> Iterator[Finding]:
    """By letter and in the chat."""
    given = [answer for agent in arena.crowd.agents for answer in agent.answers]
    yield from _by_letter(arena, [one for one in given if one.channel == arena.crowd.mail])
    yield _in_chat(arena, [one for one in given if one.channel == arena.crowd.chat])


def _by_letter(arena: Arena, given: list[Answer]) -> Iterator[Finding]:
    rows = arena.place.ask(ROWS, {"channel": arena.crowd.mail})
    known = {key: row for key, *row in rows}
    taken = Counter(letter.message_id for letter in arena.relay.taken)
    sent, traced = Finding("each answer by letter sent", len(given)), Finding(TRACED, len(taken))
    for answer in given:
        _text, message_id, state, attempts, reason = known.get(answer.id, ["", "", "gone", 0, ""])
        if state != "sent" or not taken[message_id]:
            said = f"{answer.id} is {state} {reason} after {attempts} attempts, taken {taken[message_id]} times"
            sent.violations.append(said)
    attempts_of = {row[1]: row[3] for row in known.values()}
    for message_id, count in taken.items():
        if count > (attempts_of.get(message_id) or 0):
            said = f"{message_id} was taken {count} times, the delivery says {attempts_of.get(message_id)} attempts"
            traced.violations.append(said)
    texts = Counter(row[0] for row in known.values())
    once = Finding("each answer written once", len(texts))
    once.violations += [f"{text!r} stands {count} times" for text, count in texts.items() if count > 1]
    yield from (sent, traced, once)


def _in_chat(arena: Arena, given: list[Answer]) -> Finding:
    heard = Counter(text for visitor in arena.crowd.visitors for text in visitor.heard)
    found = Finding("each answer in the chat heard once", len(given))
    found.violations += [f"{one.id} was heard {heard[one.text]} times" for one in given if heard[one.text] != 1]
    return found
