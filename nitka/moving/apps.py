"""The Django application of moving in."""

from django.apps import AppConfig


class MovingConfig(AppConfig):
    """See README.md."""

    name = "nitka.moving"
