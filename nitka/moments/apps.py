"""The Django application of moments."""

from django.apps import AppConfig


class MomentsConfig(AppConfig):
    """See README.md."""

    name = "nitka.moments"

    def ready(self) -> None:
        from nitka.moments import settings_pages

        settings_pages.hang()
