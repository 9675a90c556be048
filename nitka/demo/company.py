"""«Уклад», a seller of smart-home devices: made through the verbs, with the clock set to each moment of 90 days."""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import structlog
from django.db import connection, transaction

from nitka.accounts.actions import create_member, create_workspace
from nitka.accounts.models import Member, Workspace
from nitka.accounts.queries import workspace_by_slug
from nitka.channels.actions import change_channel, create_channel
from nitka.channels.models import Channel
from nitka.demo.agreed import agree
from nitka.demo.calendar import bad, starts, works
from nitka.demo.clicks import clicks
from nitka.demo.decided import decided
from nitka.demo.desk import equip
from nitka.demo.enclosed import Place, enclose
from nitka.demo.firms import firms
from nitka.demo.history import settle, write
from nitka.demo.house import furnish
from nitka.demo.keys import keep_keys
from nitka.demo.life import live, think
from nitka.demo.past import plan, story_for
from nitka.demo.people import PASSWORD, WORKERS, Person, Worker, crowd
from nitka.demo.place import NOTES, SLUG
from nitka.demo.play import Scene, lately, play
from nitka.demo.rights import ask as ask_rights
from nitka.demo.segments import segments
from nitka.demo.sorted import sort_customers
from nitka.demo.twins import twins
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import ensure_partitions
from nitka.notices.actions.queue import make_once
from nitka.notices.actions.seen import see_all
from nitka.realtime.actions import beat

SEED = 1842
OPEN = 16

log = structlog.get_logger("nitka.demo")


def main(data: Path, size: str = "full") -> None:
    """Make the company unless it is there, and write what `nitka up` prints about it."""
    port = int(os.environ.get("NITKA_RELAY_PORT", "2526"))
    workspace = workspace_by_slug(SLUG)
    if workspace is None:
        make(relay_port=port, size=size)
        log.info("the demo company is there")
    else:
        _follow_relay(workspace, port)
    keep_keys(data, port)
    notes = {
        "sign_ins": [
            {"email": w.email, "password": PASSWORD, "name": w.name, "role": w.role} for w in WORKERS if w.shown
        ],
        "look_at": [
            "/shop/        write in the chat as a customer, see it at the desk",
            f"/w/{SLUG}/inbox/    the desk: answer, close, and the customer is asked how it was",
            f"/w/{SLUG}/insight/  how many are unhappy, why, and who",
            f"/w/{SLUG}/tasks/    what is done about each of them",
            f"/w/{SLUG}/settings/demo/  customers and agents who play: an ordinary day, an outage, a sale",
            "/demo/letters/       every letter the company sent (nothing leaves this machine)",
        ],
    }
    (data / NOTES).write_text(json.dumps(notes, ensure_ascii=False))


@dataclass(frozen=True)
class Size:
    """How much of a company: customers, conversations thought out, those lived through by each verb, events, pairs."""

    customers: int
    conversations: int
    played: int
    events: int
    decided: int  # pairs that members decided


SIZES = {
    "tiny": Size(60, 40, 6, 100, 2),  # for tests that only want one of everything
    "small": Size(260, 380, 24, 600, 12),
    "full": Size(1_500, 3_000, 40, 20_000, 64),
}


@transaction.atomic
def make(*, relay_port: int, count: int | None = None, size: str = "small") -> Workspace:
    """The company, all or nothing; `count`: with so many conversations, all of them lived through verb by verb."""
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
    random, now = Random(SEED), clock.now()  # noqa: S311 (the same company every time)
    begin = now - timedelta(days=91)
    chosen = SIZES[size] if count is None else Size(260, 0, count, 600, 2)
    ensure_partitions(since=begin, until=now + timedelta(days=62))
    with clock.travel(begin):
        workspace, members, chat, mail = _found(relay_port)
    people = crowd(random, chosen.customers)
    with in_workspace(workspace.id):
        _past(random, people, chosen, now, members, chat, mail)
        for start in starts(random, now, chosen.played):
            _live(random, start, now, members, people, chat, mail)
        _read(list(members.values()))
        for start in lately(random, now, OPEN):
            _live(random, start, now, members, people, chat, mail, turns=random.randint(1, 3))
        everybody = list(members.values())
        if OPEN:
            enclose(people, Place(chat, mail, members["vera@uklad.example"]), now)
        twins(everybody, now)
        decided(everybody, now, chosen.decided)
        firms(everybody, now)
        clicks(workspace, people, everybody[0], now, chosen.events)
        agree(everybody, now)
        ask_rights(everybody[0])
        sort_customers(random, everybody)
        segments(everybody[0], now)
        furnish(workspace, everybody, mail)
        equip(everybody, people, chat)
    return workspace


def _found(relay_port: int) -> tuple[Workspace, dict[str, Member], Channel, Channel]:
    workspace = create_workspace(name="Уклад", slug=SLUG, language="ru", timezone="Europe/Moscow")
    members = {worker.email: _member(workspace, worker) for worker in WORKERS}
    relay = {"host": "127.0.0.1", "port": relay_port, "security": "none"}
    chat = create_channel(workspace=workspace, kind="chat", name="Чат на сайте")
    mail = create_channel(
        workspace=workspace, kind="email", name="Почта", settings={"address": "help@uklad.example", "relay": relay}
    )
    return workspace, members, chat, mail


def _past(
    random: Random, people: list[Person], size: Size, now: datetime, members: dict[str, Member], chat: Channel,
    mail: Channel,
) -> None:  # fmt: skip
    """Who they are since when, what they did, what they wrote: in batches."""
    talks = plan(random, people, starts(random, now, size.conversations), now)
    lives = think(random, people, now)
    since = {person: life.steps[0][0] for person, life in lives.items() if life.steps}
    for talk in talks:
        since[talk.person] = min(since.get(talk.person, now), talk.lines[0].at)
    known = settle(dict.fromkeys(lives, now) | since)
    live(lives, known)
    write(talks, known, members, chat, mail)


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


def _member(workspace: Workspace, worker: Worker) -> Member:
    member, _ = create_member(
        workspace=workspace, email=worker.email, name=worker.name, role=worker.role, password=PASSWORD
    )
    return member


def _live(
    random: Random, start: datetime, now: datetime, members: dict[str, Member], people: list[Person], chat: Channel,
    mail: Channel, turns: int = 99,
) -> None:  # fmt: skip
    person = random.choices(people, [person.often for person in people])[0]
    there = [worker for worker in WORKERS if works(worker, start)]
    with clock.travel(start):
        for worker in there:
            beat(member_id=members[worker.email].pk)
    worker = random.choice(there or list(WORKERS[1:]))
    scene = Scene(
        person=person, story=story_for(random, person, bad_days=bad(start, now)), start=start, chat=chat, mail=mail,
        by_mail=random.random() < person.by_mail, agent=members[worker.email], worker=worker,
        bad_days=bad(start, now), now=now, random=random, turns=turns,
    )  # fmt: skip
    play(scene)
