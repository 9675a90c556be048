"""The Django application of customers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nitka.ui.pages_of_settings import Group, Page, add


class CustomersConfig(AppConfig):
    """See README.md."""

    name = "nitka.customers"

    def ready(self) -> None:
        from nitka.customers.policies import can_keep_attributes, can_keep_labels, can_keep_purposes, can_read_rules

        add(Page("settings/customer-labels/", _("Labels of customers"), Group.WORK, order=31, may=can_keep_labels))
        add(Page("settings/consents/", _("Consents"), Group.DATA, order=10, may=can_keep_purposes))
        add(Page("settings/attributes/", _("Attributes"), Group.DATA, order=11, may=can_keep_attributes))
        add(Page("settings/identities/", _("Who is one person"), Group.DATA, order=12, may=can_read_rules))
