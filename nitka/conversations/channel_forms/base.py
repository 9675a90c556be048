"""What the form of every channel has."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.accounts.queries import teams
from nitka.channels.models import Channel


class ChannelForm(forms.Form):
    """What every channel has."""

    name = forms.CharField(max_length=120, label=gettext_lazy("Name"), label_suffix="")
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
