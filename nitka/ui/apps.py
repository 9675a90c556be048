"""The Django application of the interface."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system: styles, templates, tags and the small scripts of every page."""

    name = "nitka.ui"
    label = "ui"
