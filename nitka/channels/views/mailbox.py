"""A mail channel's mailbox: how it does, a connection test, a look at once, the owner's consent."""

import secrets
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.policies import can_administer
from nitka.channels import queries
from nitka.channels.contract import ChannelError, ChannelInfo
from nitka.channels.fetching import Tokens
from nitka.channels.mailboxes import access, actions, page
from nitka.channels.models import Channel, Mailbox
from nitka.channels.registry import consent, fetching
from nitka.kit.db.apart import Apart
from nitka.kit.db.tenancy import in_workspace
from nitka.ui.leaving import leave

STATE = "mail_consent"  # in the session: what we sent the owner's browser away with


@require_GET
def state(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """How it does, anew."""
    found = queries.mailbox_page(_channel(request, key), workspace_of(request))
    return render(request, "channels/_mailbox.html", found)


@require_POST
def test(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Try the connections, both ways."""
    channel = _channel(request, key)
    plug_in = fetching(channel.kind)
    assert plug_in is not None
    check = partial(plug_in.check, queries.info(channel, workspace_of(request)))

    def tried() -> HttpResponse:
        ways = [(way, page.lines(steps), page.valid_until(steps)) for way, steps in check().items()]
        with in_workspace(channel.workspace_id):
            return render(request, "channels/_probe.html", {"channel": channel, "ways": ways, "tested": True})

    return Apart(tried)


@require_POST
def look(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Have the worker look at once."""
    channel = _channel(request, key)
    for box in Mailbox.objects.filter(channel_id=channel.pk):
        actions.look_now(mailbox=box)
    messages.success(request, _("We are looking into the mailbox"))
    return redirect("conversations:channel", slug, key)


@require_POST
def ask(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Send the mailbox's owner to their provider."""
    channel = _channel(request, key)
    way = consent(channel.kind)
    given = {"channel": str(key), "state": secrets.token_urlsafe(24), "verifier": secrets.token_urlsafe(48)}
    try:
        if way is None:
            raise ChannelError("no_consent", permanent=True)
        info = queries.info(channel, workspace_of(request))
        url = way.url(info, redirect=_back(request, slug), state=given["state"], verifier=given["verifier"])
    except ChannelError as error:
        messages.error(request, error.words(get_language() or "en"))
        return redirect("conversations:channel", slug, key)
    request.session[STATE] = given
    return leave(request, url)


@require_GET
def agreed(request: HttpRequest, slug: str) -> HttpResponse:
    """The provider sends the owner back, with a code or a refusal."""
    admitted(request, can_administer)
    given = request.session.pop(STATE, None) or {}
    if not given or not secrets.compare_digest(given["state"].encode(), request.GET.get("state", "").encode()):
        messages.error(request, _("This sign-in has run out. Begin again on the channel’s page"))
        return redirect("conversations:channels", slug)
    channel = _channel(request, UUID(given["channel"]))
    info = queries.info(channel, workspace_of(request))

    def exchanged() -> HttpResponse:
        try:
            tokens = _tokens(request, slug, info, channel.kind, given["verifier"])
        except ChannelError as error:
            messages.error(request, error.words(get_language() or "en"))
        else:
            with in_workspace(channel.workspace_id):
                _keep(channel, tokens)
            messages.success(request, _("The mailbox’s owner has agreed"))
        return redirect("conversations:channel", slug, channel.pk)

    return Apart(exchanged)


def _tokens(request: HttpRequest, slug: str, info: ChannelInfo, kind: str, verifier: str) -> Tokens:
    """Ask the provider for what its code stands for. Raises ChannelError."""
    way = consent(kind)
    assert way is not None
    if "code" not in request.GET:
        raise ChannelError("no_consent", permanent=True)
    return way.exchange(info, redirect=_back(request, slug), code=request.GET["code"], verifier=verifier)


def _keep(channel: Channel, tokens: Tokens) -> None:
    box = Mailbox.objects.select_for_update().filter(channel_id=channel.pk).first()
    if box is None:
        raise Http404
    access.keep(box, tokens)
    actions.look_now(mailbox=box)


def _channel(request: Any, key: UUID) -> Channel:
    admitted(request, can_administer)
    channel = Channel.objects.filter(pk=key).first()
    if channel is None or fetching(channel.kind) is None:
        raise Http404
    return channel


def _back(request: HttpRequest, slug: str) -> str:
    return request.build_absolute_uri(reverse("channels:consent", args=[slug]))
