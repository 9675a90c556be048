"""Three steps to the first message: the chat's line, an address for mail, a message to oneself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.models import Workspace
from nitka.accounts.policies import can_administer
from nitka.channels.actions import AddressTaken, create_channel
from nitka.channels.models import Channel
from nitka.moments.models import Moment


@dataclass(frozen=True)
class Steps:
    """How far an installation has come."""

    chat: Channel | None
    chat_at: datetime | None
    mail: list[Channel]
    mail_at: datetime | None

    @property
    def first_at(self) -> datetime | None:
        """When the first message of all came."""
        return min((at for at in (self.chat_at, self.mail_at) if at), default=None)

    @property
    def done(self) -> int:
        """Steps behind."""
        return sum(map(bool, (self.chat_at, self.mail, self.first_at)))


class MailForm(forms.Form):
    """The address that letters come to."""

    address = forms.EmailField(max_length=254, label=gettext_lazy("Address"), label_suffix="", error_messages={
        "required": gettext_lazy("Fill this in"), "invalid": gettext_lazy("An address looks like name@company.com"),
    })  # fmt: skip


def first_chat(workspace: Workspace) -> None:
    """The chat of a new workspace."""
    create_channel(workspace=workspace, kind="chat", name=_("Chat on the site"))


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The road with its steps; they tick themselves."""
    return _page(request, MailForm())


@require_POST
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    """Connect an address."""
    admitted(request, can_administer)
    form = MailForm(request.POST)
    if form.is_valid():
        address = str(form.cleaned_data["address"]).lower()
        try:
            create_channel(workspace=workspace_of(request), kind="email", name=address, settings={"address": address})
            return redirect("channels:start", slug)
        except AddressTaken:
            form.add_error("address", _("Another channel has this address"))
    return _page(request, form)


def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """A page with the widget on it, to write oneself the first message."""
    admitted(request, can_administer)
    return render(request, "channels/preview.html", {"chat": _first("chat")})


def steps() -> Steps:
    """Look how far the workspace at work has come."""
    chat, letters = _first("chat"), list(Channel.objects.filter(kind="email").order_by("id"))
    return Steps(chat, _came([chat] if chat else []), letters, _came(letters))


def _first(kind: str) -> Channel | None:
    return Channel.objects.filter(kind=kind, is_active=True).order_by("id").first()


def _came(channels: list[Channel]) -> datetime | None:
    ids = [channel.pk for channel in channels]
    found = Moment.objects.filter(kind="message.in", channel_id__in=ids).order_by("id").values_list("at", flat=True)
    return found.first() if ids else None


def _page(request: Any, form: MailForm) -> HttpResponse:
    admitted(request, can_administer)
    here = request.build_absolute_uri("/").rstrip("/")
    context = {"steps": steps(), "form": form, "origin": here}
    return render(request, "channels/start.html", context, status=422 if form.errors else 200)
