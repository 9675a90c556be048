"""The Django application of health."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    """See README.md."""

    name = "nitka.health"

    def ready(self) -> None:
        from nitka.health import settings_pages

        settings_pages.hang()
