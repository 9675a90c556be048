"""Every page over a company that lives: axe finds nothing, nothing is wider than the screen, no console complains.

A page is seen once at each width, in the other theme and the other language there (`ui/tests/looks.py`).

`NITKA_SHOTS=<directory>` keeps a picture of each, to be looked at beside the prototypes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from nitka.accounts.models import Member, Team, User, Workspace
from nitka.channels.email.smtp import Envelope
from nitka.channels.models import Channel
from nitka.conversations.models import Conversation
from nitka.conversations.search.tests.searching import indexed_here
from nitka.customers import agreeing, withdrawing
from nitka.customers.models import Company, Confirmation, Consent, Customer, Identity, Proposal, Purpose
from nitka.demo import company, relay
from nitka.demo.views import directory
from nitka.feedback import actions as feedback
from nitka.feedback import tokens
from nitka.feedback.models import Rating, RatingRequest, Task
from nitka.imports.models import State as ImportState
from nitka.imports.tests.factories import walked
from nitka.inbound.actions import take_in
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.collector.sources import create_source
from nitka.moments.collector.tests.factories import event, request
from nitka.moments.hooks.verbs import create_hook
from nitka.moments.models import Payload
from nitka.moving.tests.factories import stages
from nitka.notices import tokens as letters
from nitka.rights.models import Request
from nitka.segments.models import Segment
from nitka.sending import actions as sending
from nitka.sending.models import Run as SendingRun
from nitka.sending.models import Schedule as SendingSchedule
from nitka.ui import views
from nitka.ui.tests import looks
from nitka.ui.tests.axe import Visit, visiting
from nitka.ui.tests.proxy import Answer
from nitka.webhooks import actions as webhooks
from nitka.webhooks.kinds import KINDS
from nitka.webhooks.models import Delivery, Endpoint

ERRORS = (views.bad_request, views.forbidden, views.too_many, views.server_error, views.csrf_failure)
SHOTS = os.environ.get("NITKA_SHOTS", "")
LETTER = b"From: help@uklad.example\r\nTo: a@b.example\r\nSubject: Re: A lamp\r\n\r\nIt is on its way.\r\n"


def faults_at(width: int) -> list[str]:
    """What is wrong with the pages of a company on a screen so wide."""
    workspace = company.make(relay_port=9, count=40)
    relay_directory = directory()
    relay_directory.mkdir(exist_ok=True)
    relay.keep(relay_directory, Envelope("help@uklad.example", ["a@b.example"], LETTER))
    letter = f"/demo/letters/{relay.letters(relay_directory)[0].id}/"
    with in_workspace(workspace.pk):
        indexed_here()
        owner = Member.objects.select_related("user").get(role="owner")
        _be_unhappy()
        own, asked = [*_pages(workspace), letter], RatingRequest.objects.latest("asked_at")
    public = ["/accounts/login/", "/nothing/here/", f"/letters/{letters.make(workspace.pk, owner.pk)}/off/"]
    public.append(f"/rate/{tokens.make(workspace.pk, asked.pk)}")
    with in_workspace(workspace.pk):
        known = Identity.objects.filter(kind="email").latest("created_at")
        said = Consent.objects.latest("id")
        public.append(f"/agree/{agreeing.LINK.make(workspace.pk, said.pk)}/")
        public.append(f"/withdraw/{withdrawing.LINK.make(workspace.pk, known.pk, 'marketing')}/")
        public.append(f"/confirm/{Confirmation.objects.create(identity=known, claimant=known).token}/")
    faults: list[str] = []
    for look in (look for look in looks.LOOKS if look[0] == width):
        faults += _own(owner.user, looks.due(own, look), look, letter)
        faults += _public(looks.due(public, look), looks.due(ERRORS, look), look)
    return faults


def _own(user: User, pages: list[str], look: looks.Look, letter: str) -> list[str]:
    """What is wrong with a member's pages."""
    width, theme, language = look
    user.language, user.theme = language[:2], theme
    user.save()
    client = Client()
    client.force_login(user)
    with visiting(client, width, theme, language) as visit:
        for part in ("/shop/shop.css", "/shop/shop.js", f"{letter}?html"):
            visit.answers[part] = _file(client, part)
        faults = [fault for path in pages for fault in _judge(visit, path, look)]
        return faults + [f"console: {said}" for said in visit.said if "404" not in said]  # one page is not found


def _public(pages: list[str], errors: list[Callable[..., HttpResponse]], look: looks.Look) -> list[str]:
    """What is wrong with the pages of everybody."""
    with visiting(Client(), *look) as visit:
        faults = [fault for path in pages for fault in _judge(visit, path, look)]
        with translation.override(look[2][:2]):
            shown = {view.__name__: view(RequestFactory().get("/")) for view in errors}
        for name, page in shown.items():
            faults += visit.judge_page(f"{_named(look)} {name}", page)
            _picture(visit, name, look)
    return faults


def _sending(by: Member) -> Iterator[str]:
    """A list that arrives, one that failed, and a server whose key nobody trusts yet."""
    given = {
        "list": "customers", "format": "csv", "every": "day", "weekday": 0, "hour": 6, "place": "s3", "region": "",
        "address": "https://s3.uklad.example", "bucket": "lists", "folder": "nitka", "login": "key", "secret": "secret",
    }  # fmt: skip
    good = sending.keep(by=by, given=given)
    server = {"list": "companies", "every": "week", "place": "sftp", "address": "sftp.uklad.example"}
    strange = sending.keep(by=by, given=given | server)
    now = clock.now()
    SendingRun.objects.create(of_id=good.pk, name="customers-2026-11-28.csv", state="done", size=48_000, rows=900)
    SendingRun.objects.create(of_id=good.pk, name="customers-2026-11-29.csv", state="failed", reason="no_bucket",
                              detail="NoSuchBucket", ended_at=now)  # fmt: skip
    SendingSchedule.objects.filter(pk=strange.pk).update(offered="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==")
    yield ""
    yield "new/"
    yield f"{good.pk}/"
    yield f"{strange.pk}/"


def _webhooks() -> Iterator[str]:
    """One that was told of things, and one that was given up."""
    good = webhooks.create(url="https://crm.uklad.example/hooks/nitka", types=list(KINDS), description="CRM")
    bad = webhooks.create(url="https://old.uklad.example/in", types=["rating.given"])
    now = clock.now()
    for state, status in (("sent", 204), ("failed", 500), ("waiting", 0)):
        row = webhooks.example(endpoint=good, type="message.received")
        line = {"at": now.isoformat(), "ms": 84, "status": status, "error": "" if status else "slow", "answer": "…"}
        Delivery.objects.filter(pk=row.pk).update(state=state, log=[line], tries=1)
    Endpoint.objects.filter(pk=bad.pk).update(off_at=now, off_why="failing", failing_since=now, fails=9)
    yield ""
    yield "new/"
    for row in (good, bad):
        yield f"{row.pk}/"
    yield f"{good.pk}/edit/"
    yield f"{good.pk}/?state=failed"


def _hooks(workspace: Workspace) -> Iterator[str]:
    """A shop's orders, which came before it was switched on."""
    hook = create_hook(workspace=workspace, name="Касса", preset="woocommerce")
    order = {"id": 77, "status": "processing", "total": "99.90", "currency": "RUB", "billing": {"email": "a@b.example"}}
    Payload.objects.create(hook_id=hook.pk, body=json.dumps(order), reason="off")
    Payload.objects.create(hook_id=hook.pk, body="{}", reason="wrong_signature")
    yield from ("", f"{hook.pk}/")


def _sources(workspace: Workspace) -> Iterator[UUID]:
    """A shop's page and its server, by which something came."""
    for kind in ("site", "server"):
        source, _key = create_source(workspace=workspace, name=f"Магазин: {kind}", kind=kind)
        seen = event("page", anonymousId="d1", properties={"path": "/cranes", "title": "Краны"})
        known = event("identify", anonymousId="d1", userId="u1", traits={"name": "Анна Соколова"})
        take_in(items=[request(source, seen, known, event(event="", userId="u1"), event())])
        yield source.pk


def _imports(home: str) -> Iterator[str]:
    """A file at each step: read, tried, loaded; one that is none."""
    known = Identity.objects.filter(kind="email").first()
    rows = ["D-1;Ветрова Людмила;8 925 310 77 02;;Тула;12.03.1988", f"D-2;Олег К.;;{known.value};Омск;"]  # type: ignore[union-attr]
    rows += ["D-3;Зоя;8 916;;;", *(f"D-{n};Новый {n};;n{n}@till.example;Тула;" for n in range(5, 30))]
    table = "\r\n".join(["id;ФИО;тел;E-mail;Город;ДР", *rows, ""]).encode("cp1251")
    owner = Member.objects.get(role="owner")
    for state in (ImportState.MAPPING, ImportState.TRIED, ImportState.DONE):
        made = walked(owner, "Дмитровка, касса.csv", table, state)
        yield f"{home}/customers/imports/{made.pk}/"
    yield f"{home}/customers/imports/{made.pk}/people/new/"
    lines = ["Код;Компания;Сайт;Холдинг", "1;Астра Юг;yug.astra.example;Астра", "2;Астра;не сайт;", "3;Осока;;Кто-то"]
    firms = "\n".join(lines).encode()
    for state in (ImportState.MAPPING, ImportState.TRIED, ImportState.DONE):
        yield f"{home}/customers/imports/{walked(owner, 'Компании из CRM.csv', firms, state).pk}/"
    orders = ["Номер заказа;Дата;E-mail;Товар;Цена;Статус", "1001;12.03.2026;n7@till.example;Кофемолка;4 900;доставлен"]
    orders += ["1001;;;Зёрна;дорого;", "1002;13.03.2026;n8@till.example;Чайник;2 300;улетел", "1003;;nobody;;;"]
    for state in (ImportState.MAPPING, ImportState.TRIED, ImportState.DONE):
        made = walked(owner, "Заказы.csv", "\n".join(orders).encode(), state)
        yield f"{home}/customers/imports/{made.pk}/"
    yield f"{home}/customers/imports/{made.pk}/people/new/"
    yield f"{home}/customers/imports/{walked(owner, 'пусто.csv', b'', ImportState.MAPPING).pk}/"


def _be_unhappy() -> None:
    """One of the customers: what the others say depends on the day the company is made, and may leave nothing to do."""
    asked = RatingRequest.objects.exclude(pk__in=Rating.objects.values("request_id")).earliest("asked_at")
    with clock.travel(asked.asked_at + timedelta(hours=1)):
        feedback.rate(request_id=asked.pk, score=1, factors=["speed"], comment="Третий день жду ответа")


def _pages(workspace: Workspace) -> Iterator[str]:
    home = f"/w/{workspace.slug}"
    talk, task, person = Conversation.objects.latest("last_at"), Task.objects.latest("number"), Customer.objects.first()
    yield f"{home}/inbox/?view=all"
    yield f"{home}/inbox/{talk.number}/"
    yield f"{home}/inbox/{talk.number}/customer/"
    yield from (f"{home}/inbox/new/{asked}" for asked in ("", "?q=соко", "?address=boris@example.org"))
    yield f"{home}/inbox/new/?customer={talk.identity.customer_id}"
    yield f"{home}/search/"
    yield f"{home}/search/?q=датчек+протечки+is:purple"
    yield f"{home}/search/?q=задымление+у:Вера"
    yield f"{home}/search/?q=соко"
    yield f"{home}/customers/"
    yield f"{home}/customers/?mood=unhappy&sort=spent"
    buyer = Customer.objects.order_by("-orders").first()
    yield f"{home}/customers/{buyer.pk}/?flat=1"  # type: ignore[union-attr]
    yield f"{home}/customers/{buyer.pk}/?only=order"  # type: ignore[union-attr]
    yield f"{home}/customers/{person.pk}/"  # type: ignore[union-attr]
    yield from (f"{home}/customers/merges/{part}" for part in ("", "threshold/"))
    for likely in (True, False):
        asked = Proposal.objects.filter(decision="", probability__isnull=not likely).order_by("-probability").first()
        yield f"{home}/customers/merges/{asked.pk}/"  # type: ignore[union-attr]
    yield from (f"{home}/customers/merges/{part}/" for part in ("done", "refused", "quarantine"))
    firms = f"{home}/customers/companies"
    yield from (f"{firms}/{page}" for page in ("", "new/", "?sort=spent", "?view=archive"))
    yield from (f"{firms}/{firm.pk}/" for firm in Company.objects.order_by("created_at")[:3])
    yield f"{firms}/{Company.objects.filter(parent_id=None).earliest('created_at').pk}/?parts=1"
    yield f"{firms}/{Company.objects.latest('created_at').pk}/edit/"
    yield from (f"{home}/segments/{page}" for page in ("", "new/", "new/?from=unhappy", "new/?of=companies"))
    kept = Segment.objects.exclude(ready="").order_by("-size").first()
    yield from (f"{home}/segments/{kept.pk}/{page}" for page in ("", "edit/"))  # type: ignore[union-attr]
    yield f"{home}/customers/?segment={kept.pk}"  # type: ignore[union-attr]
    large = Segment.objects.get(name="Крупные компании")
    yield from (f"{home}/segments/{large.pk}/", f"{home}/segments/{large.pk}/edit/", f"{firms}/?segment={large.pk}")
    yield f"{home}/customers/imports/"
    yield from _imports(home)
    yield f"{home}/customers/moving/"
    yield f"{home}/customers/moving/from/chatwoot/"
    yield from (f"{home}/customers/moving/{one.pk}/" for one in stages(Member.objects.get(role="owner")))
    yield f"{home}/insight/"
    for who in ("happy", "silent", "all"):
        yield f"{home}/insight/?who={who}"
    yield f"{home}/tasks/"
    yield f"{home}/notices/"
    yield f"{home}/tasks/{task.number}/"
    yield from (f"{home}/{page}/" for page in ("me", "me/notices", "me/security", "start", "start/preview"))
    yield from (f"{home}/settings/{page}/" for page in ("channels", "surveys", "quarantine", "outbox", "audit"))
    yield from (f"{home}/settings/{page}/" for page in ("labels", "customer-labels", "canned", "macros"))
    yield from (f"{home}/settings/{page}/" for page in ("writing", "notices"))
    yield f"{home}/settings/system/"
    yield from (f"{home}/settings/{page}/new/" for page in ("canned", "macros", "consents"))
    yield f"{home}/settings/sources/"
    yield from (f"{home}/settings/hooks/{path}" for path in _hooks(workspace))
    for key in _sources(workspace):
        yield from (f"{home}/settings/sources/{key}/{which}" for which in ("", "?only=bad"))
    yield from (f"{home}/settings/webhooks/{path}" for path in _webhooks())
    yield from (f"{home}/settings/sending/{path}" for path in _sending(Member.objects.get(role="owner")))
    rights = f"{home}/settings/rights"
    yield from (f"{rights}/", f"{rights}/new/{person.pk}/")  # type: ignore[union-attr]
    yield from (f"{rights}/{row.pk}/" for row in Request.objects.order_by("number")[:4])
    yield f"{home}/settings/consents/"
    yield f"{home}/settings/attributes/"
    yield f"{home}/settings/identities/"
    yield f"{home}/settings/consents/{Purpose.objects.latest('created_at').pk}/"
    yield from (f"{home}/settings/channels/{channel.pk}/" for channel in Channel.objects.all())
    yield from (f"{home}/settings/channels/new/{kind}/" for kind in ("chat", "email"))
    yield from (f"{home}/settings/{page}/" for page in ("all", "members", "sign-in", "teams", "teams/new"))
    yield from (f"{home}/settings/{page}/" for page in ("workspace", "tokens"))
    yield f"{home}/settings/members/{Member.objects.latest('name').pk}/"
    yield f"{home}/settings/teams/{Team.objects.latest('name').pk}/"
    yield "/demo/letters/"
    yield "/shop/"
    yield f"{home}/nothing/here/"


def _file(client: Client, path: str) -> Answer:
    answer = client.get(path)
    return Answer(answer.status_code, {"Content-Type": answer["Content-Type"]}, answer.content)


def _judge(visit: Visit, path: str, look: looks.Look) -> list[str]:
    found = [f"{_named(look)} {fault}" for fault in visit.judge(path)]
    _picture(visit, path, look)
    return found


def _named(look: looks.Look) -> str:
    return "-".join(str(part) for part in look)


def _picture(visit: Visit, path: str, look: looks.Look) -> None:
    if SHOTS:
        name = path.strip("/").replace("w/uklad/", "").replace("/", "-").replace("?", "-")[:40] or "home"
        visit.page.screenshot(path=Path(SHOTS) / f"{name}-{_named(look)}.png")
