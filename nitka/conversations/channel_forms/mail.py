"""The form of an e-mail address: what comes to it, whom its letters are believed from, the relay they go out by."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.channels.models import Channel
from nitka.conversations.channel_forms.base import ChannelForm
from nitka.conversations.channel_forms.mailbox import MailboxFields

_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+\Z", re.IGNORECASE)


class MailForm(MailboxFields, ChannelForm):
    """An address for letters, the mailbox they are fetched from, the relay they go out by."""

    address = forms.EmailField(
        max_length=254,
        label=gettext_lazy("Address"),
        label_suffix="",
        error_messages={"invalid": gettext_lazy("An address looks like name@company.com")},
    )
    domains = forms.CharField(required=False, max_length=500, label=gettext_lazy("Whole domains"), label_suffix="")
    forwarders = forms.CharField(
        required=False, max_length=1000, label=gettext_lazy("Colleagues who forward letters"), label_suffix=""
    )
    forwarders_safe = forms.BooleanField(
        required=False,
        label=gettext_lazy("My mail server lets nobody else send in their name"),
        label_suffix="",
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
            "forwarders_safe": channel.settings.get("forwarders_safe") is True,
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
            "forwarders_safe": given["forwarders_safe"],
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
