"""The part of a mail channel's form that is about its mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.channels.models import Channel
from nitka.channels.registry import fetching

SECURITY = [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", gettext_lazy("Not encrypted"))]


class MailboxFields(forms.Form):
    """Where letters are fetched from, and how one signs in there. Passwords are written, never shown."""

    fetch = forms.ChoiceField(
        required=False,
        label=gettext_lazy("How letters come"),
        label_suffix="",
        choices=[
            ("", gettext_lazy("They are forwarded to this server")),
            ("imap", gettext_lazy("We fetch them from a mailbox (IMAP)")),
            ("pop3", gettext_lazy("We fetch them from a mailbox (POP3)")),
        ],
    )
    in_host = forms.CharField(required=False, max_length=253, label=gettext_lazy("Mailbox’s server"), label_suffix="")
    in_port = forms.IntegerField(
        required=False, min_value=1, max_value=65535, label=gettext_lazy("Port"), label_suffix=""
    )
    in_security = forms.ChoiceField(required=False, label=gettext_lazy("Connection"), label_suffix="", choices=SECURITY)
    in_user = forms.CharField(required=False, max_length=254, label=gettext_lazy("User"), label_suffix="")
    sign_in = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Sign-in"),
        label_suffix="",
        choices=[("password", gettext_lazy("By a password")), ("google", "Google"), ("microsoft", "Microsoft")],
    )
    in_password = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Password"),
        label_suffix="",
        widget=forms.PasswordInput(render_value=False),
    )
    client_id = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("Our application’s id there"), label_suffix=""
    )
    client_secret = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Its secret"),
        label_suffix="",
        widget=forms.PasswordInput(render_value=False),
    )
    folders = forms.CharField(required=False, max_length=1000, label=gettext_lazy("Folders"), label_suffix="")
    after = forms.ChoiceField(
        required=False,
        label=gettext_lazy("A letter that we have"),
        label_suffix="",
        choices=[
            ("nothing", gettext_lazy("stays as it is")),
            ("seen", gettext_lazy("is marked as read")),
            ("move", gettext_lazy("is moved to a folder")),
        ],
    )
    move_to = forms.CharField(required=False, max_length=255, label=gettext_lazy("Folder to move to"), label_suffix="")
    first = forms.ChoiceField(
        required=False,
        label=gettext_lazy("The first time we take"),
        label_suffix="",
        choices=[
            ("all", gettext_lazy("all letters that are there")),
            ("30", gettext_lazy("letters of the last 30 days")),
            ("new", gettext_lazy("only those that come from now on")),
        ],
    )

    def clean(self) -> dict[str, Any] | None:
        """A mailbox needs a server, a move its folder."""
        given = super().clean() or self.cleaned_data
        if given.get("fetch") and not given.get("in_host"):
            self.add_error("in_host", _("Fill this in"))
        if given.get("fetch") and given.get("after") == "move" and not given.get("move_to"):
            self.add_error("move_to", _("Fill this in"))
        if given.get("fetch") and given.get("sign_in") in ("google", "microsoft") and not given.get("client_id"):
            self.add_error("client_id", _("Fill this in"))
        return given

    def mailbox_settings(self, before: dict[str, Any]) -> dict[str, Any]:
        """The settings `imap`, `pop3` and `oauth`; what the form does not know stays."""
        given = self.cleaned_data
        chosen = given["fetch"]
        ours = ("host", "port", "security", "user", "folders", "after", "move_to", "first")
        kept = {key: value for key, value in (before.get(chosen) or {}).items() if key not in ours}
        values = {key: given[name] for key, name in zip(ours, _NAMES, strict=True) if given[name]}
        found: dict[str, Any] = dict.fromkeys(("imap", "pop3"))
        if chosen:
            found[chosen] = {**kept, **values}
        wants = chosen and given["sign_in"] in ("google", "microsoft")
        oauth = {**(before.get("oauth") or {}), "provider": given["sign_in"], "client_id": given["client_id"]}
        return found | {"oauth": oauth if wants else None}

    def mailbox_secrets(self) -> dict[str, str]:
        """Those that were written."""
        given = self.cleaned_data
        written = {f"{given['fetch']}_password": given["in_password"], "oauth_client_secret": given["client_secret"]}
        return {key: value for key, value in written.items() if value and given["fetch"]}

    @classmethod
    def mailbox_initial(cls, channel: Channel) -> dict[str, Any]:
        """The values of a channel; where it has no mailbox, what its address lets us guess."""
        settings = channel.settings
        way = next((way for way in ("imap", "pop3") if settings.get(way)), "")
        plug_in = fetching(channel.kind)
        guessed = plug_in.guess(settings.get("address", "")) if plug_in else {}
        given = settings.get(way) if way else guessed.get("imap") or {}
        oauth = settings.get("oauth") or (guessed.get("oauth") if not way else None) or {}
        folders = given.get("folders") or ""
        return {
            "fetch": way,
            **{f"in_{key}": given.get(key, "") for key in ("host", "port", "security", "user")},
            "folders": folders if isinstance(folders, str) else ", ".join(folders),
            "after": given.get("after") or "nothing",
            "move_to": given.get("move_to") or "",
            "first": given.get("first") or ("all" if way else "30"),
            "sign_in": oauth.get("provider") or "password",
            "client_id": oauth.get("client_id") or "",
        }


_NAMES = ("in_host", "in_port", "in_security", "in_user", "folders", "after", "move_to", "first")
