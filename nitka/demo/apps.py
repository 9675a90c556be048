"""The Django application of demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See README.md."""

    name = "nitka.demo"
    label = "demo"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from nitka.accounts.policies import can_administer
        from nitka.demo.place import is_demo
        from nitka.ui import pages_of_settings
        from nitka.ui.pages_of_settings import Group, Page

        pages_of_settings.add(Page(
            "settings/demo/", _("Simulation"), Group.DATA, order=90,
            may=lambda member: can_administer(member) and is_demo(member.workspace_id),
        ))  # fmt: skip
