"""Forms of a channel's settings, one for each kind that has a page."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.accounts.queries import teams
from nitka.channels.models import Channel
from nitka.channels.registry import fetching
from nitka.conversations.mailbox_form import MailboxFields

FILL = {"required": gettext_lazy("Fill this in")}
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?\Z", re.IGNORECASE)
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+\Z", re.IGNORECASE)


class ChannelForm(forms.Form):
    """What every channel has."""

    name = forms.CharField(max_length=120, label=gettext_lazy("Name"), label_suffix="", error_messages=FILL)
    is_active = forms.BooleanField(required=False, label=gettext_lazy("At work"), label_suffix="")
    team = forms.ChoiceField(required=False, label=gettext_lazy("Whose it is"), label_suffix="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [("", _("Everybody who is here")), *((str(team.pk), team.name) for team in teams())]
        self.fields["team"].choices = found  # type: ignore[attr-defined]

    @property
    def team_id(self) -> UUID | None:
        """The team that gets what comes by it."""
        return UUID(self.cleaned_data["team"]) if self.cleaned_data.get("team") else None

    @classmethod
    def initial_of(cls, channel: Channel) -> dict[str, Any]:
        """The form's values for a channel."""
        return {
            "name": channel.name,
            "is_active": channel.is_active,
            "team": str(channel.team_id or ""),
            **channel.settings,
        }

    def settings(self, before: dict[str, Any]) -> dict[str, Any]:
        """The channel's new settings; what the form does not know stays."""
        raise NotImplementedError

    def secrets(self, before: dict[str, Any]) -> dict[str, Any] | None:
        """New secrets; None keeps those there are."""
        return None


class ChatForm(ChannelForm):
    """The web chat."""

    color = forms.RegexField(
        r"#[0-9a-fA-F]{6}\Z",
        required=False,
        label=gettext_lazy("Colour"),
        label_suffix="",
        widget=forms.TextInput(attrs={"placeholder": "#3d4db7"}),
        error_messages={"invalid": gettext_lazy("A colour looks like #3d4db7")},
    )
    greeting_ru = forms.CharField(
        required=False,
        max_length=300,
        label=gettext_lazy("Greeting in Russian"),
        label_suffix="",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    greeting_en = forms.CharField(
        required=False,
        max_length=300,
        label=gettext_lazy("Greeting in English"),
        label_suffix="",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    origins = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Sites"),
        label_suffix="",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://shop.example"}),
    )

    @classmethod
    def initial_of(cls, channel: Channel) -> dict[str, Any]:
        texts = channel.settings.get("texts") or {}
        return super().initial_of(channel) | {
            "greeting_ru": (texts.get("ru") or {}).get("greeting") or "",
            "greeting_en": (texts.get("en") or {}).get("greeting") or "",
            "origins": "\n".join(channel.settings.get("origins") or []),
        }

    def clean_origins(self) -> list[str]:
        found = [line.strip().rstrip("/").lower() for line in self.cleaned_data["origins"].split() if line.strip()]
        wrong = [line for line in found if not _ORIGIN.match(line)]
        if wrong:
            raise forms.ValidationError(
                _("A site looks like https://shop.example, not %(wrong)s") % {"wrong": wrong[0][:80]}
            )
        return found

    def settings(self, before: dict[str, Any]) -> dict[str, Any]:
        given = self.cleaned_data
        texts = {
            language: {
                **((before.get("texts") or {}).get(language) or {}),
                "greeting": given[f"greeting_{language}"] or None,
            }
            for language in ("ru", "en")
        }
        return before | {"color": given["color"] or None, "origins": given["origins"], "texts": texts}


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
