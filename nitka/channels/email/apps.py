"""The Django application of channels.email."""

from django.apps import AppConfig


class ChannelsEmailConfig(AppConfig):
    """See README.md."""

    name = "nitka.channels.email"
    label = "channels_email"
