"""The Django application of channels.chat."""

from django.apps import AppConfig


class ChannelsChatConfig(AppConfig):
    """See README.md."""

    name = "nitka.channels.chat"
    label = "channels_chat"
