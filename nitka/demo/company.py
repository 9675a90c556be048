"""«Уклад», a seller of smart-home devices: made through the verbs, with the clock set to each moment of 90 days."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import structlog
from django.db import connection, transaction

from nitka.accounts.actions import create_member, create_workspace
from nitka.accounts.models import Member, Workspace
from nitka.accounts.queries import workspace_by_slug
from nitka.channels.actions import change_channel, create_channel
from nitka.channels.models import Channel
from nitka.demo.agreed import agree
from nitka.demo.clicks import clicks
from nitka.demo.firms import firms
from nitka.demo.house import furnish
from nitka.demo.life import lived
from nitka.demo.people import PASSWORD, WORKERS, Person, Worker, crowd
from nitka.demo.play import Scene, days, lately, play
from nitka.demo.rights import ask as ask_rights
from nitka.demo.segments import segments
from nitka.demo.stories import EN, RU, Story
from nitka.demo.twins import twins
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import ensure_partitions
from nitka.notices.actions.queue import make_once
from nitka.notices.actions.seen import see_all
from nitka.realtime.actions import beat

SLUG = "uklad"
SEED = 1842
CONVERSATIONS = 420
CUSTOMERS = 260
OPEN = 16
MOSCOW = ZoneInfo("Europe/Moscow")

log = structlog.get_logger("nitka.demo")


def main(data: Path) -> None:
    """Make the company unless it is there, and write what `nitka up` prints about it."""
    port = int(os.environ.get("NITKA_RELAY_PORT", "2526"))
    workspace = workspace_by_slug(SLUG)
    if workspace is None:
        make(relay_port=port)
        log.info("the demo company is there")
    else:
        _follow_relay(workspace, port)
    notes = {
        "sign_ins": [
            {"email": w.email, "password": PASSWORD, "name": w.name, "role": w.role} for w in WORKERS if w.shown
        ],
        "look_at": [
            "/shop/        write in the chat as a customer, see it at the desk",
            f"/w/{SLUG}/inbox/    the desk: answer, close, and the customer is asked how it was",
            f"/w/{SLUG}/insight/  how many are unhappy, why, and who",
            f"/w/{SLUG}/tasks/    what is done about each of them",
            "/demo/letters/       every letter the company sent (nothing leaves this machine)",
        ],
    }
    (data / "demo.json").write_text(json.dumps(notes, ensure_ascii=False))


@transaction.atomic
def make(*, relay_port: int, count: int = CONVERSATIONS) -> Workspace:
    """The company with `count` conversations, all or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
    random, now = Random(SEED), clock.now()  # noqa: S311 (the same company every time)
    begin = now - timedelta(days=91)
    ensure_partitions(since=begin, until=now + timedelta(days=62))
    with clock.travel(begin):
        workspace = create_workspace(name="Уклад", slug=SLUG, language="ru", timezone="Europe/Moscow")
        members = [_member(workspace, worker) for worker in WORKERS]
        relay = {"host": "127.0.0.1", "port": relay_port, "security": "none"}
        chat = create_channel(workspace=workspace, kind="chat", name="Чат на сайте")
        mail = create_channel(
            workspace=workspace, kind="email", name="Почта", settings={"address": "help@uklad.example", "relay": relay}
        )
    people = crowd(random, CUSTOMERS)
    with in_workspace(workspace.id):
        for start in days(random, now, count):
            _live(random, start, now, members, people, chat, mail)
        _read([member for _, member in members])
        for start in lately(random, now, OPEN):
            _live(random, start, now, members, people, chat, mail, turns=random.randint(1, 3))
        lived(random, people, now)
        twins([member for _, member in members], now)
        firms([member for _, member in members], now)
        clicks(workspace, people, members[0][1], now)
        agree([member for _, member in members], now)
        ask_rights(next(member for _, member in members if member.role == "owner"))
        segments(members[0][1], now)
        furnish(workspace, [member for _, member in members], mail)
    return workspace


def _read(members: list[Member]) -> None:
    """Members have seen what the bell told them in these months."""
    while make_once():
        pass
    for member in members:
        see_all(member_id=member.pk)


def _follow_relay(workspace: Workspace, port: int) -> None:
    """The relay listens beside the SMTP port, which may be another this time."""
    with in_workspace(workspace.id):
        for channel in Channel.objects.filter(kind="email"):
            relay = channel.settings.get("relay") or {}
            if relay.get("host") == "127.0.0.1" and relay.get("port") != port:
                change_channel(channel=channel, settings={**channel.settings, "relay": {**relay, "port": port}})


def _member(workspace: Workspace, worker: Worker) -> tuple[Worker, Member]:
    member, _ = create_member(
        workspace=workspace, email=worker.email, name=worker.name, role=worker.role, password=PASSWORD
    )
    return worker, member


def _live(
    random: Random,
    start: datetime,
    now: datetime,
    members: list[tuple[Worker, Member]],
    people: list[Person],
    chat: Channel,
    mail: Channel,
    turns: int = 99,
) -> None:
    person = random.choice(people)
    bad_days = timedelta(days=13) < now - start < timedelta(days=21)  # the week of batch 24-07
    by_mail = random.random() < 0.38
    on_shift = [pair for pair in members if _works(pair[0], start)]
    with clock.travel(start):
        for _, member in on_shift:
            beat(member_id=member.pk)
    worker, agent = random.choice(on_shift or members[1:])
    play(
        Scene(
            person=person,
            story=_story(random, person, bad_days),
            start=start,
            chat=chat,
            mail=mail,
            by_mail=by_mail,
            agent=agent,
            skill=worker.skill,
            session=uuid5(UUID(int=SEED), person.email),
            bad_days=bad_days,
            now=now,
            random=random,
            turns=turns,
        )
    )


def _works(worker: Worker, at: datetime) -> bool:
    local = at.astimezone(MOSCOW)
    return (
        worker.role != "owner" and local.weekday() not in worker.off and worker.hours[0] <= local.hour < worker.hours[1]
    )


def _story(random: Random, person: Person, bad_days: bool) -> Story:
    stories = RU if person.language == "ru" else EN
    weights = [story.weight * (4 if bad_days and story.cause == "product" else 1) for story in stories]
    return random.choices(stories, weights)[0]
