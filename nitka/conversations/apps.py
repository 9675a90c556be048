"""The Django application of conversations."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """See README.md."""

    name = "nitka.conversations"

    def ready(self) -> None:
        from nitka.conversations import settings_pages

        settings_pages.hang()
