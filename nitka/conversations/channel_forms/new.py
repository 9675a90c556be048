"""The form of a channel that is not there yet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from nitka.channels.registry import fetching


class NewChannelForm(forms.Form):
    """The least that a new channel needs."""

    name = forms.CharField(max_length=120, label=gettext_lazy("Name"), label_suffix="")
    address = forms.EmailField(
        max_length=254,
        label=gettext_lazy("Address"),
        label_suffix="",
        error_messages={"invalid": gettext_lazy("An address looks like name@company.com")},
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
