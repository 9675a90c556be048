"""What "Undo" in a notice does: the change as a signed word, good for ten minutes and for who made it."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from nitka.accounts.models import Member, Team
from nitka.conversations import actions, queries
from nitka.conversations.models import Assignment, Conversation, Label

SALT = "nitka.desk.undo"
GOOD = 600


def address(slug: str, member: Member, do: str, numbers: Sequence[int], **more: Any) -> str:
    """Where the button of a notice posts to."""
    body = {"m": str(member.pk), "do": do, "n": list(numbers), **more}
    token = signing.dumps(body, salt=SALT, compress=True)
    return reverse("conversations:undo", args=[slug]) + "?" + urlencode({"t": token})


def undo(token: str, member: Member) -> bool:
    """Do it back; False for a word that is not this member's, or old."""
    try:
        body = signing.loads(token, salt=SALT, max_age=GOOD)
    except signing.BadSignature:
        return False
    if body["m"] != str(member.pk):
        return False
    rows = list(queries.visible_to(member).filter(number__in=body["n"]))
    if body["do"] == "assign":
        rows += _out_of_sight(member, body["n"], rows)
    _UNDO[body["do"]](rows, member, body)
    return bool(rows)


def _out_of_sight(member: Member, numbers: Sequence[int], seen: Sequence[Conversation]) -> list[Conversation]:
    """What they gave to where they do not look, as long as nobody has given it on."""
    last = Assignment.objects.filter(conversation_id=OuterRef("pk")).order_by("-at").values("by_id")[:1]
    given = Conversation.objects.filter(number__in=numbers).exclude(pk__in=[row.pk for row in seen])
    return list(given.annotate(giver=Subquery(last)).filter(giver=member.pk))


def _reopen(rows: list[Conversation], member: Member, body: dict[str, Any]) -> None:
    actions.reopen_many(conversations=rows, by=member)


def _close(rows: list[Conversation], member: Member, body: dict[str, Any]) -> None:
    actions.close_many(conversations=rows, by=member)


def _assign(rows: list[Conversation], member: Member, body: dict[str, Any]) -> None:
    """Back to who had each."""
    before = {int(number): tuple(keys) for number, keys in body["had"].items()}
    for keys in set(before.values()):
        who = Member.objects.filter(pk=keys[0], is_active=True).first() if keys[0] else None
        team = Team.objects.filter(pk=keys[1], deleted_at=None).first() if keys[1] else None
        mine = [row for row in rows if before.get(row.number) == keys]
        with suppress(actions.CannotHave):
            actions.assign_many(conversations=mine, member=who, team=team, by=member, exactly=True)


def _labels(rows: list[Conversation], member: Member, body: dict[str, Any]) -> None:
    keys = {row.number: row.pk for row in rows}
    there = {str(key) for key in Label.objects.values_list("pk", flat=True)}
    on, off = (
        [(keys[number], UUID(label)) for number, label in body[way] if number in keys and label in there]
        for way in ("off", "on")  # what was put on comes off, and the other way round
    )
    actions.change_pairs(on, off, member)


_UNDO = {"reopen": _reopen, "close": _close, "assign": _assign, "labels": _labels}
