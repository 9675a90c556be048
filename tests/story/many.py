"""A company with too much of everything that settings list, under names that break lines and minds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from nitka.accounts.models import (
    ApiToken,
    AuditEntry,
    Entry,
    Invitation,
    Member,
    Team,
    TeamMember,
    User,
    Workspace,
)
from nitka.channels.models import Channel
from nitka.conversations.models import Canned, Delivery, Label, Macro, Message
from nitka.conversations.tests.factories import arrive, digest_all, said
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

NAMES = (
    "Ж" * 80,
    "W" * 80,
    "\u202eعميل مهم جدا من الشركة",
    "👩‍👩‍👧‍👦🏳️‍🌈" * 6,
    "<b>Общество с ограниченной ответственностью «Ромашка»</b> & сыновья",
    "a" * 30 + "@" + "b" * 40,
    "Краснощёкова-Преображенская Александра Константиновна",
    "1",
)
_numbers = count(1)


def _names(how_many: int, most: int) -> Iterator[str]:
    """So many names, all different, none longer than `most`."""
    for number in range(how_many):
        end = f" {next(_numbers)}"
        yield NAMES[number % len(NAMES)][: most - len(end)] + end


def fill(workspace: Workspace, how_many: int) -> None:
    """So many of each."""
    with in_workspace(workspace.pk):
        _people(workspace, how_many)
        _work(how_many)
        channel = Channel.objects.filter(kind="chat", is_active=True).earliest("created_at")
    _come(channel, how_many)
    with in_workspace(workspace.pk):
        _fail(channel, how_many)


def _people(workspace: Workspace, how_many: int) -> None:
    names = list(_names(how_many, 120))
    users = User.objects.bulk_create(
        User(email=f"{'long' * 14}{next(_numbers)}@uklad.example", name=name, password="!") for name in names
    )
    members = Member.objects.bulk_create(
        Member(user=user, name=user.name, away_reason=name[:120]) for user, name in zip(users, names, strict=True)
    )
    Entry.objects.bulk_create(
        Entry(kind="user", key=str(one.user_id), workspace=workspace, object_id=one.pk) for one in members
    )
    for one in members[::10]:
        one.is_active, one.deactivated_at = False, clock.now()
        one.save()
    Invitation.objects.bulk_create(
        Invitation(email=f"{'i' * 60}{next(_numbers)}@uklad.example", expires_at=clock.now() + timedelta(days=7))
        for _ in range(how_many)
    )
    teams = Team.objects.bulk_create(Team(name=name) for name in _names(how_many, 60))
    TeamMember.objects.bulk_create(
        TeamMember(team_id=team.pk, member_id=one.pk) for team in teams[:20] for one in members[:12]
    )
    Member.objects.filter(pk__in=[one.pk for one in members[:12]]).update(team_ids=[team.pk for team in teams[:20]])
    ApiToken.objects.bulk_create(
        ApiToken(name=name, digest=f"{next(_numbers):064}", member_id=members[0].pk) for name in _names(how_many, 120)
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(
            member_id=one.pk, verb="team.created", detail={"name": one.name}, ip="2001:db8::1", user_agent="x" * 300
        )
        for one in members
    )


def _work(how_many: int) -> None:
    Label.objects.bulk_create(Label(name=name) for name in _names(how_many, 40))
    Canned.objects.bulk_create(
        Canned(title=name, shortcut=f"{'s' * 18}{next(_numbers)}", text_ru="Ж" * 400, text_en="W" * 400)
        for name in _names(how_many, 80)
    )
    Macro.objects.bulk_create(Macro(title=name, steps=[{"do": "close"}] * 3) for name in _names(how_many, 80))
    Channel.objects.bulk_create(
        Channel(
            kind="email" if number % 2 else "chat",
            name=name,
            settings={"address": f"{'m' * 60}{next(_numbers)}@uklad.example"} if number % 2 else {},
            is_active=number % 5 > 0,
            off_at=None if number % 5 else clock.now(),
        )
        for number, name in enumerate(_names(how_many, 120))
    )


def _come(channel: Channel, how_many: int) -> None:
    """One message, and many that cannot be read."""
    for _ in range(how_many):
        broken = said(channel, "w" * 64)
        broken.payload = {"nonsense": "W" * 300}
        arrive(broken)
    arrive(said(channel, "s" * 64, text="Ж" * 300))
    digest_all()


def _fail(channel: Channel, how_many: int) -> None:
    """Answers that did not go out."""
    came = Message.objects.filter(direction="in").earliest("position")
    out = Message.objects.bulk_create(
        Message(
            conversation_id=came.conversation_id,
            identity_id=came.identity_id,
            channel_id=channel.pk,
            direction="out",
            text="W" * 300,
        )
        for _ in range(how_many)
    )
    Delivery.objects.bulk_create(
        Delivery(message_id=one.pk, channel_id=channel.pk, state="failed", reason="x" * 32, detail="W" * 400)
        for one in out
    )
