"""The Django application of channels."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """See README.md."""

    name = "nitka.channels"
