"""The Django application of lists that are sent."""

from django.apps import AppConfig


class SendingConfig(AppConfig):
    """See README.md."""

    name = "nitka.sending"

    def ready(self) -> None:
        from nitka.sending import settings_pages

        settings_pages.hang()
