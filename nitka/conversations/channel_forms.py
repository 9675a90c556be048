"""Forms of a channel's settings, one for each kind that has a page."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.channels.models import Channel
from nitka.channels.registry import fetching
from nitka.conversations.channel_form import FILL, ChannelForm
from nitka.conversations.chat_form import ChatForm
from nitka.conversations.mailbox_form import MailboxFields

_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+\Z", re.IGNORECASE)


class MailForm(MailboxFields, ChannelForm):
    """An address for letters, the mailbox they are fetched from, the relay they go out by."""

    address = forms.EmailField(
        max_length=254,
        label=gettext_lazy("Address"),
        label_suffix="",
        error_messages={**FILL, "invalid": gettext_lazy("An address looks like name@company.com")},
    )
    domains = forms.CharField(required=False, max_length=500, label=gettext_lazy("Whole domains"), label_suffix="")
    forwarders = forms.CharField(
        required=False, max_length=1000, label=gettext_lazy("Colleagues who forward letters"), label_suffix=""
    )
    authserv = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("Servers that check senders"), label_suffix=""
    )
    host = forms.CharField(required=False, max_length=253, label=gettext_lazy("Server"), label_suffix="")
    port = forms.IntegerField(required=False, min_value=1, max_value=65535, label=gettext_lazy("Port"), label_suffix="")
    security = forms.ChoiceField(
        label=gettext_lazy("Connection"),
        label_suffix="",
        choices=[("starttls", "STARTTLS"), ("tls", "TLS"), ("none", gettext_lazy("Not encrypted"))],
    )
    user = forms.CharField(required=False, max_length=254, label=gettext_lazy("User"), label_suffix="")
    password = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Password"),
        label_suffix="",
        widget=forms.PasswordInput(render_value=False),
    )

    @classmethod
    def initial_of(cls, channel: Channel) -> dict[str, Any]:
        relay = channel.settings.get("relay") or {}
        values = super().initial_of(channel) | {key: relay.get(key, "") for key in ("host", "port", "user")}
        return values | cls.mailbox_initial(channel) | {
            "security": relay.get("security") or "starttls",
            "domains": ", ".join(channel.settings.get("domains") or []),
            "forwarders": ", ".join(channel.settings.get("forwarders") or []),
            "authserv": ", ".join(channel.settings.get("authserv") or []),
        }

    def clean_forwarders(self) -> list[str]:
        found = _parts(self.cleaned_data["forwarders"])
        if any(not _DOMAIN.match(part.rpartition("@")[2]) for part in found):
            raise forms.ValidationError(_("Addresses or domains: anna@company.com, company.com"))
        return found

    def clean_authserv(self) -> list[str]:
        found = _parts(self.cleaned_data["authserv"])
        if any(not _DOMAIN.match(part) for part in found):
            raise forms.ValidationError(_("A server looks like mx.company.com"))
        return found

    def clean_domains(self) -> list[str]:
        found = _parts(self.cleaned_data["domains"])
        if any(not _DOMAIN.match(part) for part in found):
            raise forms.ValidationError(_("A domain looks like company.com"))
        return found

    def settings(self, before: dict[str, Any]) -> dict[str, Any]:
        given = self.cleaned_data
        relay = (
            {key: given[key] for key in ("host", "port", "security", "user") if given[key]} if given["host"] else None
        )
        kept = {
            key: value
            for key, value in (before.get("relay") or {}).items()
            if key not in ("host", "port", "security", "user")
        }
        return before | {
            "address": given["address"].lower(),
            "domains": given["domains"],
            "forwarders": given["forwarders"],
            "authserv": given["authserv"],
            "relay": {**kept, **relay} if relay else None,
            **self.mailbox_settings(before),
        }

    def secrets(self, before: dict[str, Any]) -> dict[str, Any] | None:
        password = self.cleaned_data["password"]
        written = self.mailbox_secrets() | ({"relay_password": password} if password else {})
        return before | written if written else None


def _parts(text: str) -> list[str]:
    return [part.lower() for part in re.split(r"[\s,;]+", text) if part]


class NewChannelForm(forms.Form):
    """The least that a new channel needs."""

    name = forms.CharField(max_length=120, label=gettext_lazy("Name"), label_suffix="", error_messages=FILL)
    address = forms.EmailField(
        max_length=254,
        label=gettext_lazy("Address"),
        label_suffix="",
        error_messages={**FILL, "invalid": gettext_lazy("An address looks like name@company.com")},
    )
    password = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Password of the mailbox"),
        label_suffix="",
        widget=forms.PasswordInput(render_value=False),
    )

    def __init__(self, *arguments: Any, kind: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kind = kind
        if kind != "email":
            del self.fields["address"], self.fields["password"]

    def settings(self) -> dict[str, Any]:
        """The new channel's settings; with a password also the servers that its address lets us guess."""
        address = str(self.cleaned_data.get("address") or "").lower()
        plug_in = fetching(self.kind)
        guessed = plug_in.guess(address) if plug_in and self.cleaned_data.get("password") else {}
        servers = {key: value for key, value in guessed.items() if key != "oauth"}
        if "imap" in servers:
            servers["imap"] = {**servers["imap"], "first": "30"}  # old letters are answered letters, mostly
        return {"address": address, **servers} if address else {}

    def secrets(self) -> dict[str, Any]:
        """One password, both ways."""
        password = self.cleaned_data.get("password")
        return {"imap_password": password, "relay_password": password} if password else {}


FORMS: dict[str, type[ChannelForm]] = {"chat": ChatForm, "email": MailForm}
