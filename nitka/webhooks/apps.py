"""The Django application of webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """See README.md."""

    name = "nitka.webhooks"

    def ready(self) -> None:
        from nitka.webhooks import settings_pages

        settings_pages.hang()
