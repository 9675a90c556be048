"""The Django application of the interface."""

from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """The design system: styles, templates, tags and the small scripts of every page."""

    name = "nitka.ui"
    label = "ui"

    def ready(self) -> None:
        """A form asks for what is missing in our words, wherever it has none of its own."""
        Field.default_error_messages["required"] = _("Fill this in")
