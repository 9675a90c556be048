"""The Django application of channels."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nitka.ui.pages_of_settings import Group, Page, add


class ChannelsConfig(AppConfig):
    """See README.md."""

    name = "nitka.channels"

    def ready(self) -> None:
        from nitka.accounts.policies import can_administer

        add(Page("start/", _("First steps"), Group.COMPANY, order=90, may=can_administer))
