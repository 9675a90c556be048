"""The Django application of demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See README.md."""

    name = "nitka.demo"
    label = "demo"
