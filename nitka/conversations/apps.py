"""The Django application of conversations."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """See README.md."""

    name = "nitka.conversations"
