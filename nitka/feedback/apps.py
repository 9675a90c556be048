"""The Django application of feedback."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nitka.ui.pages_of_settings import Group, Page, add


class FeedbackConfig(AppConfig):
    """See README.md."""

    name = "nitka.feedback"

    def ready(self) -> None:
        from nitka.feedback.policies import can_set_rules

        add(Page("settings/surveys/", _("Ratings"), Group.WORK, order=60, may=can_set_rules))
