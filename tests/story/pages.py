"""Every page over a company that lives: axe finds nothing, nothing is wider than the screen, no console complains.

`NITKA_SHOTS=<directory>` keeps a picture of each, to be looked at beside the prototypes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.test import Client, RequestFactory
from django.utils import translation

from nitka.accounts.models import Member, Team, Workspace
from nitka.channels.email.smtp import Envelope
from nitka.channels.models import Channel
from nitka.conversations.models import Conversation
from nitka.conversations.search.tests.searching import indexed_here
from nitka.customers.models import Customer
from nitka.demo import company, relay
from nitka.demo.views import directory
from nitka.feedback import tokens
from nitka.feedback.models import RatingRequest, Task
from nitka.kit.db.tenancy import in_workspace
from nitka.notices import tokens as letters
from nitka.ui import views
from nitka.ui.tests.axe import Visit, visiting

ERRORS = (views.bad_request, views.forbidden, views.too_many, views.server_error, views.csrf_failure)
SHOTS = os.environ.get("NITKA_SHOTS", "")
Look = tuple[int, str, str]  # width, theme, language
LETTER = b"From: help@uklad.example\r\nTo: a@b.example\r\nSubject: Re: A lamp\r\n\r\nIt is on its way.\r\n"


def faults_of(looks: list[Look]) -> list[str]:
    """What is wrong with the pages of a company in these looks."""
    workspace = company.make(relay_port=9, count=40)
    relay_directory = directory()
    relay_directory.mkdir(exist_ok=True)
    relay.keep(relay_directory, Envelope("help@uklad.example", ["a@b.example"], LETTER))
    letter = f"/demo/letters/{relay.letters(relay_directory)[0].id}/"
    with in_workspace(workspace.pk):
        indexed_here()
        owner = Member.objects.select_related("user").get(role="owner")
        pages, asked = [*_pages(workspace), letter], RatingRequest.objects.latest("asked_at")
    faults: list[str] = []
    for width, theme, language in looks:
        owner.user.language, owner.user.theme = language, theme
        owner.user.save()
        client = Client()
        client.force_login(owner.user)
        with visiting(client, width, theme, f"{language}-{language.upper()}") as visit:
            for part in ("/shop/shop.css", "/shop/shop.js", f"{letter}?html"):
                visit.answers[part] = _file(client, part)
            for path in pages:
                faults += _judge(visit, path, f"{width}-{theme}-{language}")
            faults += [f"console: {said}" for said in visit.said if "404" not in said]  # one page is not found
        with visiting(Client(), width, theme, f"{language}-{language.upper()}") as visit:
            public = (f"/rate/{tokens.make(workspace.pk, asked.pk)}", "/accounts/login/", "/nothing/here/")
            for path in (*public, f"/letters/{letters.make(workspace.pk, owner.pk)}/off/"):
                faults += _judge(visit, path, f"{width}-{theme}-{language}")
            with translation.override(language):
                shown = {view.__name__: view(RequestFactory().get("/")) for view in ERRORS}
            for name, page in shown.items():
                faults += visit.judge_page(f"{width}-{theme}-{language} {name}", page)
                _picture(visit, name, f"{width}-{theme}-{language}")
    return faults


def _pages(workspace: Workspace) -> Iterator[str]:
    home = f"/w/{workspace.slug}"
    talk, task, person = Conversation.objects.latest("last_at"), Task.objects.latest("number"), Customer.objects.first()
    yield f"{home}/inbox/?view=all"
    yield f"{home}/inbox/{talk.number}/"
    yield f"{home}/inbox/{talk.number}/customer/"
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
    yield f"{home}/insight/"
    for who in ("happy", "silent", "all"):
        yield f"{home}/insight/?who={who}"
    yield f"{home}/tasks/"
    yield f"{home}/notices/"
    yield f"{home}/tasks/{task.number}/"
    yield from (f"{home}/{page}/" for page in ("me", "me/notices", "me/security", "start", "start/preview"))
    yield from (f"{home}/settings/{page}/" for page in ("channels", "surveys", "quarantine", "outbox", "audit"))
    yield from (f"{home}/settings/{page}/" for page in ("labels", "canned", "macros", "writing", "notices"))
    yield from (f"{home}/settings/{page}/new/" for page in ("canned", "macros"))
    yield from (f"{home}/settings/channels/{channel.pk}/" for channel in Channel.objects.all())
    yield from (f"{home}/settings/channels/new/{kind}/" for kind in ("chat", "email"))
    yield from (f"{home}/settings/{page}/" for page in ("all", "members", "sign-in", "teams", "teams/new"))
    yield from (f"{home}/settings/{page}/" for page in ("workspace", "tokens"))
    yield f"{home}/settings/members/{Member.objects.latest('name').pk}/"
    yield f"{home}/settings/teams/{Team.objects.latest('name').pk}/"
    yield "/demo/letters/"
    yield "/shop/"
    yield f"{home}/nothing/here/"


def _file(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    return {"body": answer.content, "content_type": answer["Content-Type"]}


def _judge(visit: Visit, path: str, look: str) -> list[str]:
    found = [f"{look} {fault}" for fault in visit.judge(path)]
    _picture(visit, path, look)
    return found


def _picture(visit: Visit, path: str, look: str) -> None:
    if SHOTS:
        name = path.strip("/").replace("w/uklad/", "").replace("/", "-").replace("?", "-")[:40] or "home"
        visit.page.screenshot(path=Path(SHOTS) / f"{name}-{look}.png")
