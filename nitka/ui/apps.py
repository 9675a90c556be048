"""The Django application of the interface."""

from django.apps import AppConfig
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms import Field
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class UiConfig(AppConfig):
    """The design system: styles, templates, tags and the small scripts of every page."""

    name = "nitka.ui"
    label = "ui"

    def ready(self) -> None:
        """A form says in our words what is missing, too little, too much or too long, where it has none of its own."""
        Field.default_error_messages["required"] = _("Fill this in")
        MinValueValidator.message = _("No less than %(limit_value)s")
        MaxValueValidator.message = _("No more than %(limit_value)s")
        MaxLengthValidator.message = ngettext_lazy(
            "No more than %(limit_value)d character; these are %(show_value)d",
            "No more than %(limit_value)d characters; these are %(show_value)d",
            "limit_value",
        )
