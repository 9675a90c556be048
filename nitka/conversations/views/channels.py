"""Settings of channels: the list, one channel, another one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.policies import can_administer
from nitka.channels.actions import AddressTaken, change_channel, create_channel
from nitka.channels.models import Channel
from nitka.channels.queries import mailbox_page
from nitka.conversations import channel_list
from nitka.conversations.channel_forms import FORMS, ChatForm, NewChannelForm
from nitka.conversations.views.chat_channel import page_of


@require_GET
def channels(request: HttpRequest, slug: str) -> HttpResponse:
    """The list."""
    admitted(request, can_administer)
    return render(request, "conversations/channels.html", _listed())


def channel(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One channel's settings."""
    admitted(request, can_administer)
    row = Channel.objects.filter(pk=key).first()
    if row is None or row.kind not in FORMS:
        raise Http404
    form = FORMS[row.kind](request.POST or None, initial=FORMS[row.kind].initial_of(row))
    if request.method == "POST" and form.is_valid() and _saved(row, form):
        messages.success(request, _("Saved"))
        return redirect("conversations:channel", slug, key)
    line = f'<script src="{request.build_absolute_uri("/widget.js")}?channel={row.pk}" async></script>'
    context = {
        "channel": row,
        "form": form,
        "line": line,
        "back": request.build_absolute_uri("../consent/"),
    } | _listed()
    workspace = workspace_of(request)
    if row.kind == "email":
        context |= mailbox_page(row, workspace)
    elif isinstance(form, ChatForm):
        context |= page_of(row, workspace, form)
    return render(request, f"conversations/channel_{row.kind}.html", context, status=422 if form.errors else 200)


def new(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Another channel."""
    admitted(request, can_administer)
    if kind not in FORMS:
        raise Http404
    form = NewChannelForm(request.POST or None, kind=kind)
    workspace = workspace_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_channel(
                workspace=workspace,
                kind=kind,
                name=form.cleaned_data["name"],
                settings=form.settings(),
                secrets=form.secrets(),
            )
        except AddressTaken:
            form.add_error("address", _("Another channel has this address"))
        else:
            return redirect("conversations:channel", slug, made.pk)
    context = {"form": form, "kind": kind} | _listed()
    return render(request, "conversations/channel_new.html", context, status=422 if form.errors else 200)


def _listed() -> dict[str, Any]:
    """The list that stands beside each of them."""
    groups = channel_list.groups()
    return {"groups": groups, "long": sum(len(group.rows) for group in groups) >= channel_list.FILTERED}


def _saved(row: Channel, form: Any) -> bool:
    row.name = form.cleaned_data["name"]
    row.is_active, row.team_id = form.cleaned_data["is_active"], form.team_id
    try:
        change_channel(channel=row, settings=form.settings(row.settings), secrets=form.secrets(row.secrets))
    except AddressTaken:
        form.add_error("address", _("Another channel has this address"))
        return False
    return True
