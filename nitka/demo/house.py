"""How «Уклад» is set up: teams, who is away, its brand; by the verbs."""

import struct
import zlib

from nitka.accounts import actions
from nitka.accounts.models import Member, Role, Workspace
from nitka.channels.models import Channel
from nitka.conversations.actions import assign
from nitka.conversations.models import Conversation

INK = "#096a3c"


def furnish(workspace: Workspace, members: list[Member], mail: Channel) -> None:
    """Two teams, letters go to the first; a brand; one is at lunch, one sees only their team's."""
    owner, by_email = members[0], {member.user.email.partition("@")[0]: member for member in members}
    vera, artur, sonya, ilya = (by_email[name] for name in ("vera", "artur", "sonya", "ilya"))
    support = actions.create_team(name="Техподдержка", member_ids=[vera.pk, artur.pk, ilya.pk])
    orders = actions.create_team(name="Заказы и доставка", member_ids=[sonya.pk, vera.pk])
    Channel.objects.filter(pk=mail.pk).update(team_id=support.pk)
    for number, talk in enumerate(Conversation.objects.filter(status="open", assignee_id=None).order_by("number")):
        if number % 3 == 0:
            assign(conversation=talk, member=None, by=owner, team=orders)
    actions.set_rights(member=sonya, by=owner, role=Role.AGENT, scope="team", team_ids=[orders.pk])
    actions.set_availability(member=artur, availability="away", reason="обед до 14:00")
    actions.set_hours(member=vera, timezone="", hours={str(day): ["09:00", "18:00"] for day in range(5)})
    actions.set_brand(
        workspace=workspace, name="Уклад", language="ru", timezone="Europe/Moscow", colour=INK, logo=logo(),
        signatures={
            "ru": "поддержка «Уклада»\nпн–пт 9–21, сб–вс 10–18, +7 495 000-12-40",
            "en": "Uklad support\nMon–Fri 9–21, Sat–Sun 10–18, +7 495 000-12-40",
        },
    )  # fmt: skip
    actions.invite(by=owner, email="marat@uklad.example", role=Role.AGENT, team_ids=[orders.pk])
    actions.create_token(workspace=workspace, name="Выгрузка заказов в 1С", by=owner)


def logo(side: int = 96) -> bytes:
    """A PNG: a ring on clear ground, in the brand's colour."""
    red, green, blue = (int(INK[at : at + 2], 16) for at in (1, 3, 5))
    rows = b""
    for y in range(side):
        rows += b"\0"
        for x in range(side):
            far = ((x - side / 2 + 0.5) ** 2 + (y - side / 2 + 0.5) ** 2) ** 0.5 / (side / 2)
            cover = max(0.0, min(1.0, (0.94 - far) * 24)) * max(0.0, min(1.0, (far - 0.58) * 24))
            rows += bytes((red, green, blue, round(255 * cover)))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
