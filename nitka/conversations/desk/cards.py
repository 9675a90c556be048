"""The cards of handovers and returns among the lines of a thread; open for whoever got it and has not answered yet."""

from dataclasses import replace
from uuid import UUID

from nitka.conversations.desk.dossier import Dossier, Handover
from nitka.conversations.desk.events import Event
from nitka.conversations.desk.frame import Frame
from nitka.conversations.desk.thread import Written
from nitka.conversations.handover.card import card
from nitka.conversations.handover.facts import Facts


def with_cards(happened: list[Event], dossier: Dossier, rows: list[Written], frame: Frame, member_id: UUID) -> None:
    """Put their cards to the events of `dossier.assignments`, which stand first and in that order, the latest first."""
    people = {key: person.name for key, person in frame.members.items()}
    newest = next((row for row in dossier.assignments if "card" in row.detail), None)
    for event, row in zip(happened, dossier.assignments, strict=False):
        if "card" not in row.detail:
            continue
        facts = Facts.read(row.detail["card"])
        if dossier.narrow and facts.told_in:  # from a conversation that this member may not see
            facts = replace(facts, told_in=None, answers=(), promises=())
        event.type, event.card = "card", card(facts, people)
        event.to = frame.members.get(row.member_id) if row.member_id else None
        event.fresh = row is newest and _waits_for(row, dossier, rows, member_id)


def _waits_for(row: Handover, dossier: Dossier, rows: list[Written], member_id: UUID) -> bool:
    """It is this member's, or a queue's that they look into, and they have not answered since."""
    if dossier.conversation.assignee_id not in (None, member_id):
        return False
    return not any(one.direction == "out" and one.author_id == member_id and one.at > row.at for one in rows)
